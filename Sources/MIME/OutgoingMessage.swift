/// A mail of ours: a text and the same as HTML (RFC 5322, `multipart/alternative` of RFC 2046).
///
/// The same values give the same octets, so that a mail that is sent again can be recognised as the same.
public struct OutgoingMessage: Hashable, Sendable {
    /// Who sends it.
    public var sender: Mailbox
    /// Who gets it; visible ASCII.
    public var recipient: String
    /// What it is about.
    public var subject: String
    /// When it was written, in seconds since 1970.
    public var date: Int64
    /// What tells it from all others, without the angle brackets.
    public var messageID: String
    /// Its language, as a tag.
    public var language: String
    /// The text; lines end with a line feed.
    public var text: String
    /// The same as HTML.
    public var html: String

    /// An address with a name.
    public struct Mailbox: Hashable, Sendable {
        /// The name; empty for none.
        public var name: String
        /// The address.
        public var address: String

        /// An address with a name.
        public init(name: String, address: String) {
            self.name = name
            self.address = address
        }
    }

    /// A mail.
    public init(
        sender: Mailbox,
        recipient: String,
        subject: String,
        date: Int64,
        messageID: String,
        language: String,
        text: String,
        html: String
    ) {
        self.sender = sender
        self.recipient = recipient
        self.subject = subject
        self.date = date
        self.messageID = messageID
        self.language = language
        self.text = text
        self.html = html
    }

    /// The mail as it goes over the wire, lines ending with CRLF.
    public var octets: [UInt8] {
        // Quoted-printable never has "=_" in it, so no line of a part is the boundary.
        let boundary = "=_\(messageID.prefix { $0 != "@" }.prefix(40))"
        let fields = [
            "Date: \(MessageDate.format(date))",
            "From: \(from)",
            "To: \(recipient)",
            "Subject: \(EncodedWord.encode(subject))",
            "Message-ID: <\(messageID)>",
            "Auto-Submitted: auto-generated",
            "Content-Language: \(language)",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"",
        ]
        let parts = [("plain", text), ("html", html)].map { type, body in
            [
                "--\(boundary)", "Content-Type: text/\(type); charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", QuotedPrintable.encode(body),
            ].joined(separator: "\r\n")
        }
        return Array((fields + [""] + parts + ["--\(boundary)--", ""]).joined(separator: "\r\n").utf8)
    }

    private var from: String {
        guard !sender.name.isEmpty else { return sender.address }
        let isWord = sender.name.utf8.allSatisfy { octet in
            octet == 32 || Unicode.Scalar(octet).properties.isAlphabetic && octet < 128
        }
        let encoded = isWord ? sender.name : EncodedWord.encode(sender.name)
        let name = isWord || encoded.hasPrefix("=?") ? encoded : "\"\(quoted(encoded))\""
        let isLong = name.utf8.count + sender.address.utf8.count > 60
        return "\(name)\(isLong ? "\r\n" : "") <\(sender.address)>"
    }

    private func quoted(_ name: String) -> String {
        name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}
