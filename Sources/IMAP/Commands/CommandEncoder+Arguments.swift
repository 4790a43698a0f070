import MailCore
import SASL

extension CommandEncoder {
    /// What follows the command's words.
    mutating func arguments(of command: Command) {
        switch command {
        case .capability, .noop, .logout, .startTLS, .compressDeflate, .namespace, .unselect, .expunge: break
        case .login(let user, let password):
            astring(user)
            astring(password.exposed)
        case .authenticate(let mechanism, let response):
            text(" \(mechanism.saslName)")
            if let octets = response?.exposed { text(octets.isEmpty ? " =" : " \(Base64.encode(octets))") }
        case .id(let fields): id(fields)
        case .enable(let names): text(" \(names.joined(separator: " "))")
        case .list(let request): list(request)
        case .lsub(let pattern):
            text(" \"\" ")
            string(pattern.wire)
        case .status(let mailbox, let items):
            astring(mailbox.wire)
            text(" (\(items.map(\.rawValue).joined(separator: " ")))")
        case .select(let mailbox, let condstore), .examine(let mailbox, let condstore):
            astring(mailbox.wire)
            if condstore { text(" (CONDSTORE)") }
        case .uidFetch(let uids, let items, let changedSince, let vanished):
            fetch(uids, items, changedSince: changedSince, vanished: vanished)
        case .uidSearch(let keys, let returning): search(keys, returning)
        case .uidStore(let uids, let action, let flags, let silent, let unchangedSince):
            text(" \(uids)")
            if let unchangedSince { text(" (UNCHANGEDSINCE \(unchangedSince))") }
            text(" \(action.rawValue)FLAGS\(silent ? ".SILENT" : "") \(flags.wireList)")
        case .uidCopy(let uids, let mailbox):
            text(" \(uids)")
            astring(mailbox.wire)
        case .uidExpunge(let uids): text(" \(uids)")
        case .create(let mailbox, let use):
            astring(mailbox.wire)
            if let use { text(" (USE (\\\(use.rawValue.capitalizedASCII)))") }
        case .delete(let mailbox), .subscribe(let mailbox), .unsubscribe(let mailbox), .getQuotaRoot(let mailbox):
            astring(mailbox.wire)
        case .append(let mailbox, let messages): append(mailbox, messages)
        }
    }

    private mutating func id(_ fields: [(field: String, value: String)]) {
        guard !fields.isEmpty else { return text(" NIL") }
        text(" (")
        for (index, field) in fields.enumerated() {
            if index > 0 { text(" ") }
            string(Array(field.field.utf8))
            text(" ")
            string(Array(field.value.utf8))
        }
        text(")")
    }

    private mutating func list(_ request: ListRequest) {
        if request.onlySubscribed { text(" (SUBSCRIBED)") }
        text(" \"\" ")
        if request.patterns.count > 1 { text("(") }
        for (index, pattern) in request.patterns.enumerated() {
            if index > 0 { text(" ") }
            string(pattern.wire)
        }
        if request.patterns.count > 1 { text(")") }
        guard !request.returning.isEmpty else { return }
        let options = request.returning.map { option in
            switch option {
            case .subscribed: "SUBSCRIBED"
            case .children: "CHILDREN"
            case .specialUse: "SPECIAL-USE"
            case .status(let items): "STATUS (\(items.map(\.rawValue).joined(separator: " ")))"
            }
        }
        text(" RETURN (\(options.joined(separator: " ")))")
    }

    private mutating func fetch(_ uids: UIDSet, _ items: [FetchItem], changedSince: UInt64?, vanished: Bool) {
        text(" \(uids) (\(items.map(\.wire).joined(separator: " ")))")
        guard let changedSince else { return }
        text(" (CHANGEDSINCE \(changedSince)\(vanished ? " VANISHED" : ""))")
    }

    private mutating func append(_ mailbox: MailboxName, _ messages: [AppendMessage]) {
        astring(mailbox.wire)
        for message in messages {
            // Flags that are none are left out: some servers refuse "()".
            let flags = message.flags.wireList
            if flags != "()" { text(" \(flags)") }
            if let date = message.date { text(" \"\(date.imapText)\"") }
            text(" ")
            let piece: EncodedCommand.Piece =
                switch message.body {
                case .octets(let octets): .octets(octets)
                case .stream(let length): .stream(length: length)
                }
            literal(length: message.body.length, isBinary: message.isBinary, piece)
        }
    }
}

extension FetchItem {
    /// The item as a command has it.
    var wire: String {
        switch self {
        case .uid: "UID"
        case .flags: "FLAGS"
        case .internalDate: "INTERNALDATE"
        case .size: "RFC822.SIZE"
        case .envelope: "ENVELOPE"
        case .modSeq: "MODSEQ"
        case .emailID: "EMAILID"
        case .threadID: "THREADID"
        case .gmailLabels: "X-GM-LABELS"
        case .gmailMessageID: "X-GM-MSGID"
        case .message(let partial): "BODY.PEEK[]\(FetchItem.text(partial))"
        case .header(let partial): "BODY.PEEK[HEADER]\(FetchItem.text(partial))"
        case .headerFields(let names): "BODY.PEEK[HEADER.FIELDS (\(names.joined(separator: " ")))]"
        case .binary(let partial): "BINARY.PEEK[]\(FetchItem.text(partial))"
        }
    }

    private static func text(_ partial: Partial?) -> String {
        partial.map { "<\($0.offset).\($0.count)>" } ?? ""
    }
}

extension String {
    /// The text with its first letter in upper case, as special-use attributes are registered.
    fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}
