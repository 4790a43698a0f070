import DomainNames
import MailCore

extension AccountPlan {
    /// The questions that it is made from.
    static let questions = [
        "domain", "other-domains", "mailboxes", "shared-mailboxes", "lists", "calendars", "shared-calendars",
        "contacts",
    ]

    init(_ situation: Situation) {
        items = []
        findings = []
        for row in situation.rows("mailboxes") where row["keep"] != "delete" { addPerson(row) }
        for row in situation.rows("shared-mailboxes") {
            add(.shared, row, "shared-mailboxes")
            addAliases(row, "shared-mailboxes")
        }
        for row in situation.rows("lists") { add(.list, row, "lists") }
        addCalendars(situation)
        if case .choice(let kind) = situation.answers["contacts"]?.value, ["shared", "both"].contains(kind) {
            append(.addressBook, name: "", address: "", question: "contacts")
        }
        items = Kind.allCases.flatMap { kind in items.filter { $0.kind == kind } }
        find(domains: situation.domains)
    }

    private mutating func addPerson(_ row: [String: String]) {
        let isArchive = row["keep"] == "archive"
        append(
            isArchive ? .archive : .account,
            name: row["name"] ?? "",
            address: row["address"] ?? "",
            gigabytes: row["gb"].flatMap(Double.init),
            question: "mailboxes"
        )
        addAliases(row, "mailboxes")
    }

    private mutating func addAliases(_ row: [String: String], _ question: String) {
        for alias in (row["aliases"] ?? "").split(separator: " ").map(String.init) {
            append(.alias, name: "", address: alias, owner: row["address"] ?? "", question: question)
        }
    }

    private mutating func add(_ kind: Kind, _ row: [String: String], _ question: String) {
        append(
            kind,
            name: row["name"] ?? "",
            address: row["address"] ?? "",
            members: (row["members"] ?? "").split { ",;\n".contains($0) }.map(\.trimmed).filter { !$0.isEmpty },
            question: question
        )
    }

    private mutating func addCalendars(_ situation: Situation) {
        let rows = situation.rows("shared-calendars")
        for row in rows { add(.calendar, row, "shared-calendars") }
        guard rows.isEmpty, case .choice("shared") = situation.answers["calendars"]?.value else { return }
        append(.calendar, name: "", address: "", question: "calendars")
    }

    private mutating func append(
        _ kind: Kind,
        name: String,
        address: String,
        owner: String = "",
        members: [String] = [],
        gigabytes: Double? = nil,
        question: String
    ) {
        let id = "\(kind.rawValue)/\(address.isEmpty ? name : address)"
        items.append(
            Item(
                id: items.contains { $0.id == id } ? "\(id)#\(items.count)" : id,
                kind: kind,
                name: name,
                address: address,
                owner: owner,
                members: members,
                gigabytes: gigabytes,
                question: question
            )
        )
    }

    /// Addresses that are there twice, and addresses of a domain that does not move.
    private mutating func find(domains: Set<String>) {
        var seen: [String: Item] = [:]
        for item in items where !item.address.isEmpty {
            let address = item.address.lowercased()
            if seen[address] != nil {
                findings.append(
                    Finding(
                        phrase: Phrase("planning.finding.twice", ["address": item.address]),
                        question: item.question
                    )
                )
            }
            seen[address] = item
            guard let domain = MailAddress(address)?.domain, !domains.isEmpty,
                !domains.contains(DomainName.ascii(domain) ?? domain)
            else { continue }
            let phrase = Phrase("planning.finding.foreign", ["address": item.address, "domain": domain])
            findings.append(Finding(phrase: phrase, question: item.question))
        }
    }
}

extension Situation {
    /// The domain of the company's addresses, in ASCII as its records are.
    var mainDomain: String? {
        guard case .text(let domain) = answers["domain"]?.value else { return nil }
        return DomainName.ascii(domain) ?? domain.lowercased()
    }

    /// The domains that move, in ASCII.
    var domains: Set<String> {
        let others = rows("other-domains").compactMap { $0["domain"] }.map { DomainName.ascii($0) ?? $0.lowercased() }
        return Set(others + (mainDomain.map { [$0] } ?? []))
    }
}
