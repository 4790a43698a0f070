import Glibc

/// What may be done how often, by limit and subject.
public struct LimitTable: Hashable, Sendable {
    /// One rule.
    public struct Rule: Hashable, Sendable {
        /// The most attempts within ``seconds``, sliding.
        public var count: Int
        /// The window.
        public var seconds: Int64
        /// How many attempts in a row may fail before delays grow; nil is never.
        public var patience: Int?

        /// A rule.
        public init(_ count: Int, per seconds: Int64, patience: Int? = nil) {
            self.count = count
            self.seconds = seconds
            self.patience = patience
        }
    }

    /// The scopes of ``LimitSubject``.
    public enum Scope: String, Hashable, Sendable {
        case visitor, account, server, address
    }

    /// The rules; what is not in here is not limited.
    public var rules: [Limit: [Scope: Rule]]

    /// The standard rules: generous for somebody who mistypes, tight for somebody who tries out.
    public init() {
        rules = [
            .loginCheck: [
                .visitor: Rule(40, per: 600, patience: 10), .account: Rule(15, per: 600, patience: 4),
                // A check takes up to two connections.
                .server: Rule(300, per: 600), .address: Rule(600, per: 600),
            ],
            .tracking: [
                .visitor: Rule(20, per: 600, patience: 5), .account: Rule(10, per: 600, patience: 3),
                .server: Rule(300, per: 600),
            ],
            .detect: [.visitor: Rule(60, per: 600)],
            .survey: [.visitor: Rule(60, per: 600)],
            .look: [.visitor: Rule(60, per: 600)],
            .session: [.visitor: Rule(600, per: 600)],
            .rating: [.visitor: Rule(60, per: 600)],
            .consultant: [.visitor: Rule(20, per: 600, patience: 5), .account: Rule(10, per: 600, patience: 4)],
            .join: [.visitor: Rule(30, per: 600, patience: 10)],
            .project: [.visitor: Rule(10, per: 3600), .account: Rule(5, per: 86_400)],
            .mail: [.visitor: Rule(20, per: 86_400), .account: Rule(6, per: 86_400)],
            .start: [.visitor: Rule(20, per: 3600), .account: Rule(10, per: 3600), .server: Rule(2000, per: 3600)],
        ]
    }

    /// The rule for a subject.
    public func rule(_ limit: Limit, _ scope: Scope) -> Rule? { rules[limit]?[scope] }
}

extension LimitSubject {
    /// What kind of subject it is.
    var scope: LimitTable.Scope {
        switch self {
        case .visitor: .visitor
        case .account: .account
        case .server: .server
        case .address: .address
        }
    }

    /// The subject's name in one spelling; a visitor with IPv6 owns a whole /64 and counts as one.
    var name: String {
        switch self {
        case .visitor(let address), .address(let address): LimitSubject.network(of: address)
        case .account(let name), .server(let name): name.lowercased()
        }
    }

    private static func network(of address: String) -> String {
        var parsed = in6_addr()
        guard inet_pton(AF_INET6, address, &parsed) == 1 else { return address }
        return withUnsafeBytes(of: parsed) { bytes in
            let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
            return (isMapped ? bytes[...] : bytes.prefix(8)).map { String($0, radix: 16) }.joined(separator: ".")
        }
    }
}
