public import MailCore

/// Whose service it is, as visitors see it.
public struct Brand: Sendable, Hashable {
    /// The operator's terms, which a customer confirms before the start.
    public struct Terms: Sendable, Hashable {
        /// Where they can be read.
        public var url: String
        /// Which version: for the audit trail.
        public var version: String

        /// Terms.
        public init(url: String, version: String) {
            self.url = url
            self.version = version
        }
    }

    /// The name in the head of each page, in titles and mails.
    public var name: String
    /// The picture in the head instead of the name.
    public var logo: Logo?
    /// The colour of buttons and links, as the operator wants it; nil is ours.
    public var accent: Colour?
    /// The operator's imprint.
    public var imprint: String?
    /// What the operator says of privacy.
    public var privacy: String?
    /// The operator's terms.
    public var terms: Terms?

    /// A brand; by default ours.
    public init(
        name: String = "Umzug",
        logo: Logo? = nil,
        accent: Colour? = nil,
        imprint: String? = nil,
        privacy: String? = nil,
        terms: Terms? = nil
    ) {
        self.name = name
        self.logo = logo
        self.accent = accent
        self.imprint = imprint
        self.privacy = privacy
        self.terms = terms
    }
}
