/// One setting of the configuration file: its name, what it may be, and what the sample file says of it.
public struct Setting: Hashable, Sendable {
    /// What a setting may be.
    public enum Form: Hashable, Sendable {
        /// Any text of at most so many characters.
        case text(Int)
        /// `ADDRESS:PORT`, the port from 1 on unless 0 may choose a free one.
        case address
        /// A file that can be read.
        case file
        /// A folder, which may still be missing.
        case folder
        /// `https://…`, or where allowed `http://…`.
        case url
        /// `smtps://[USER@]HOST[:PORT]` or `smtp://…`.
        case mailServer
        /// `ADDRESS` or `NAME <ADDRESS>`.
        case sender
        /// `yes` or `no`.
        case flag
        /// A whole number within bounds.
        case number(ClosedRange<Int>)
        /// One of these words.
        case choice([String])
        /// A colour as `#1f35c7`.
        case colour
        /// Networks as CIDR, one or several.
        case networks
        /// Texts, one or several.
        case list
    }

    /// The name; a dot parts the section from the name in it.
    public let name: String
    /// What it may be.
    public let form: Form
    /// The value in the sample file: the default, where there is one.
    let sample: String
    /// What the sample file says of it, in lines.
    let explanation: String

    init(_ name: String, _ form: Form, _ sample: String, _ explanation: String) {
        self.name = name
        self.form = form
        self.sample = sample
        self.explanation = explanation
    }

    /// The section, or nothing.
    var section: String? { name.contains(".") ? String(name.prefix { $0 != "." }) : nil }

    /// The name within its section.
    var key: String { String(name.split(separator: ".").last ?? "") }
}
