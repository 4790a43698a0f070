public import MailCore

/// What has to be set up at the new provider.
public struct AccountPlan: Hashable, Codable, Sendable {
    /// What an item is.
    public enum Kind: String, CaseIterable, Hashable, Codable, Sendable {
        case account, alias, shared, list, calendar
        case addressBook = "address-book"
        case archive
        /// What it is called.
        public var title: Phrase { Phrase("planning.account.\(rawValue)") }
    }

    /// One thing to set up.
    public struct Item: Hashable, Codable, Sendable, Identifiable {
        /// Kind and address, or name.
        public var id: String
        /// What it is.
        public var kind: Kind
        /// The person or the name.
        public var name: String
        /// The address, where it has one.
        public var address: String
        /// The account that it belongs to.
        public var owner: String
        /// Who may use it.
        public var members: [String]
        /// The size in GB, where it was answered.
        public var gigabytes: Double?
        /// The question that it comes from.
        public var question: String
    }

    /// Something that does not fit together.
    public struct Finding: Hashable, Codable, Sendable {
        /// What it is.
        public var phrase: Phrase
        /// The question where it can be mended.
        public var question: String
    }

    /// What has to be set up, accounts first.
    public var items: [Item]
    /// What does not fit together.
    public var findings: [Finding]

    /// The items of a kind.
    public func items(_ kind: Kind) -> [Item] { items.filter { $0.kind == kind } }

    /// The check list as CSV.
    public func csv(render: (Phrase) -> String) -> String {
        let names = ["kind", "name", "address", "owner", "members", "size", "done"]
        let lines = items.map { item in
            CSV.line([
                render(item.kind.title), item.name, item.address, item.owner,
                item.members.joined(separator: ", "), item.gigabytes.map(plain) ?? "", "",
            ])
        }
        return CSV.line(names.map { render(Phrase("planning.account-column.\($0)")) }) + lines.joined()
    }
}
