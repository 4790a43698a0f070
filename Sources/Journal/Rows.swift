package import MailCore

/// A place at the target, as the engine needs it.
package struct TargetRow: Hashable, Sendable, Identifiable {
    /// How it came to be there.
    package enum Creation: Int, Sendable {
        /// Not looked at yet.
        case unknown
        /// We are about to make it.
        case intended
        /// We made it.
        case ours
        /// It was there.
        case existed
        /// The server refuses the name.
        case refused
        /// Undo took it away.
        case removed
    }

    package var id: Int64
    package var kind: Kind
    package var path: FolderPath
    package var specialUse: SpecialUse?
    package var creation: Creation
    package var problem: Problem?
    /// How it stood before our first write.
    package var mark: Mark?
    /// Everything below it has been accounted for; at or above ``mark``.
    package var watermark: Mark?
    /// Whether it held items before our first write.
    package var hadItems: Bool
    /// Whether those items are in the journal's table of existing ones.
    package var isExistingListed: Bool
    /// Whether its references changed since: copies of ours may lie below ``mark``.
    package var isRenumbered: Bool

    /// Where a listing has to begin so that it shows all of our copies.
    package var start: Mark? { isRenumbered ? nil : mark }
}

/// A place at the source, as the engine needs it.
package struct ContainerRow: Hashable, Sendable, Identifiable {
    package var id: Int64
    package var target: Int64
    package var container: SourceContainer
    package var checkpoint: Checkpoint?
    package var listedPass: Int
    package var hasVanished: Bool
}

/// An item, as the engine needs it.
package struct ItemRow: Hashable, Sendable, Identifiable {
    /// Where an item stands.
    package enum State: Int, Sendable {
        case found, intended, copied, alreadyThere, skipped, failed
    }

    package var id: Int64
    package var container: Int64
    package var target: Int64
    package var reference: Reference
    package var size: Int
    package var date: InternalDate?
    package var flags: Flags
    package var state: State
    /// The most items that a batch with it may have, after one failed; nil as long as none has.
    package var cap: Int?
    /// How often it failed alone.
    package var attempts: Int
    package var isAdopted: Bool
    package var targetReference: Reference?
    package var storedSize: Int?
    package var lastFlags: Flags?
    /// Flags that are being set at the target: whether they arrived is not known.
    package var sentFlags: Flags?
    package var losses: [Loss]
    package var digest: String?
    package var subject: String
    package var fingerprint: Fingerprint?
    package var isGone: Bool
    /// Whether undo was about to remove its copy.
    package var isRemovalIntended: Bool
    /// What it is one and the same of with items of other containers.
    package var twin: String?
    /// The pass that last copied it or set its flags.
    package var touched: Int = 0
    /// Whether its flags are those that somebody gave it at the target.
    package var hasOwnersFlags: Bool = false
}

/// Why an item is on the list of exceptions; an item may be there for several reasons.
package struct Exceptional: OptionSet, Hashable, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let altered = Exceptional(rawValue: 1)
    package static let skipped = Exceptional(rawValue: 2)
    package static let failed = Exceptional(rawValue: 4)
    package static let targetWon = Exceptional(rawValue: 8)
    package static let gone = Exceptional(rawValue: 16)
    package static let kept = Exceptional(rawValue: 32)
    package static let differs = Exceptional(rawValue: 64)

    /// The list's word for each reason.
    static let results: [(Exceptional, ReceiptItem.Result)] = [
        (.altered, .copied), (.skipped, .skipped), (.failed, .failed), (.targetWon, .updated), (.gone, .gone),
        (.kept, .kept), (.differs, .differs),
    ]
}
