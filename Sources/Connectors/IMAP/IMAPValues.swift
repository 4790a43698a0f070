internal import IMAP
internal import MailCore

/// What a ``Reference`` of IMAP says: `1:UIDVALIDITY:UID`.
struct IMAPReference: Hashable, Sendable {
    var validity: UInt32
    var uid: UID

    init(validity: UInt32, uid: UID) {
        self.validity = validity
        self.uid = uid
    }

    init?(_ reference: Reference) {
        let parts = reference.text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "1", let validity = UInt32(parts[1]), let uid = UID(parts[2]) else {
            return nil
        }
        self.init(validity: validity, uid: uid)
    }

    var reference: Reference { Reference("1:\(validity):\(uid)") }
}

/// What a ``Mark`` of IMAP says: `1:UIDVALIDITY:UIDNEXT`.
struct IMAPMark: Hashable, Sendable {
    var validity: UInt32
    var uidNext: UID

    init(validity: UInt32, uidNext: UID) {
        self.validity = validity
        self.uidNext = uidNext
    }

    init?(_ mark: Mark) {
        let parts = mark.text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "1", let validity = UInt32(parts[1]), let next = UID(parts[2]) else {
            return nil
        }
        self.init(validity: validity, uidNext: next)
    }

    init?(_ status: MailboxStatus) {
        guard let validity = status.uidValidity, let next = status.uidNext else { return nil }
        self.init(validity: validity, uidNext: next)
    }

    var mark: Mark { Mark("1:\(validity):\(uidNext)") }
}

/// What a ``Checkpoint`` of IMAP says: `1:UIDVALIDITY:UIDNEXT:HIGHESTMODSEQ:count`; a mod-sequence of 0 is none.
struct IMAPCheckpoint: Hashable, Sendable {
    var validity: UInt32
    var uidNext: UID
    var modSeq: UInt64
    var count: Int

    init(validity: UInt32, uidNext: UID, modSeq: UInt64, count: Int) {
        self.validity = validity
        self.uidNext = uidNext
        self.modSeq = modSeq
        self.count = count
    }

    init?(_ checkpoint: Checkpoint) {
        let parts = checkpoint.text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "1", let validity = UInt32(parts[1]), let next = UID(parts[2]),
            let modSeq = UInt64(parts[3]), let count = Int(parts[4])
        else { return nil }
        self.init(validity: validity, uidNext: next, modSeq: modSeq, count: count)
    }

    /// Only where there is a mod-sequence: without one, equal checkpoints do not prove that no flag changed.
    init?(_ status: MailboxStatus) {
        guard let validity = status.uidValidity, let next = status.uidNext, let modSeq = status.highestModSeq,
            modSeq > 0,
            let count = status.messages
        else { return nil }
        self.init(validity: validity, uidNext: next, modSeq: modSeq, count: count)
    }

    var checkpoint: Checkpoint { Checkpoint("1:\(validity):\(uidNext):\(modSeq):\(count)") }
}
