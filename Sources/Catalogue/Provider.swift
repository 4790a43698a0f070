public import MailCore

/// What is known of one provider, or of one of its products.
public struct Provider: Hashable, Sendable, Identifiable {
    /// What it can be in a migration.
    public enum Role: String, Hashable, Codable, Sendable { case source, target }

    /// How sure the facts are.
    public enum Confidence: String, Hashable, Codable, Sendable { case high, medium, low }

    /// The stable name.
    public var id: String
    /// The name that customers know.
    public var name: String
    /// What it can be.
    public var roles: Set<Role>
    /// How a domain is recognised as its customer.
    public var detect: Signals
    /// Other products, by ID, that look the same from outside.
    public var candidates: [String]
    /// Its servers, best first.
    public var services: [ServiceTemplate]
    /// What it demands before a login works.
    public var needs: [ProviderNeed]
    /// What it limits.
    public var limits: Limits
    /// What its servers do otherwise than others.
    public var quirks: [String]
    /// The records of a domain that it serves.
    public var dns: Records
    /// How sure the facts are.
    public var confidence: Confidence
    /// Where they come from.
    public var facts: [String]
    /// Where mail is read in a browser, where that is known.
    public var webmail: String?

    /// How a domain is recognised as a provider's; all in lower case.
    public struct Signals: Hashable, Codable, Sendable {
        /// Domains of addresses that it gives out; `*.` stands for any below.
        public var domains: [String]
        /// What its mail hosts end with.
        public var mx: [String]
        /// What the name `autoconfig` of a customer's domain leads to.
        public var autoconfig: [String]
        /// What the name `autodiscover`, or the SRV record `_autodiscover._tcp`, leads to.
        public var autodiscover: [String]
    }

    /// What a provider limits; nil for unknown.
    public struct Limits: Hashable, Codable, Sendable {
        /// Connections at once that leave some for the customer's own programs.
        public var connections: Int?
        /// The octets of one message.
        public var messageBytes: Int?
        /// The octets that can be read in a day.
        public var downloadBytesPerDay: Int?
        /// The octets that can be stored in a day.
        public var uploadBytesPerDay: Int?
    }

    /// The records that a domain needs to be served.
    public struct Records: Hashable, Codable, Sendable {
        /// A mail host.
        public struct MailHost: Hashable, Codable, Sendable {
            /// The lowest is tried first.
            public var preference: Int
            /// The host.
            public var host: String
        }

        /// A service record.
        public struct Service: Hashable, Codable, Sendable {
            /// Its name, relative to the domain.
            public var name: String
            /// The port.
            public var port: Int
            /// The host.
            public var host: String
        }

        /// A record whose value only the provider's manager can tell.
        public struct Asked: Hashable, Codable, Sendable {
            /// What such a record is for.
            public enum Purpose: String, CaseIterable, Hashable, Codable, Sendable {
                case mx, spf, dkim, autodiscover, ownership
            }

            /// What it is for.
            public var purpose: Purpose
            /// Its type.
            public var type: DNSRecord.Kind
            /// Its name, relative to the domain; what stands in braces the manager tells.
            public var name: String
            /// The form of what it leads to; `{n}` is a number that may be missing.
            public var leadsTo: String?
            /// The port, where it is a service record.
            public var port: Int?
            /// Whether the provider makes it by himself where the zone is with him, too.
            public var isAutomaticAtProvider: Bool
            /// Where the manager shows the value, by language (`de`, `en`, `fr`); empty where that is not known.
            public var place: [String: String]

            /// A record to be asked for.
            public init(
                _ purpose: Purpose,
                _ type: DNSRecord.Kind,
                _ name: String,
                leadsTo: String? = nil,
                port: Int? = nil,
                isAutomaticAtProvider: Bool = false,
                place: [String: String] = [:]
            ) {
                self.purpose = purpose
                self.type = type
                self.name = name
                self.leadsTo = leadsTo
                self.port = port
                self.isAutomaticAtProvider = isAutomaticAtProvider
                self.place = place
            }
        }

        /// The mail hosts; `{dashed}` stands for the domain with dashes for its dots.
        public var mx: [MailHost]
        /// What the domain's SPF record includes.
        public var spf: String?
        /// What the provider's own SPF record says of everybody else: `-all`, `~all`.
        public var spfPolicy: String?
        /// Aliases by name, relative to the domain.
        public var cname: [String: String]
        /// Service records.
        public var srv: [Service]
        /// Records whose values only the manager tells.
        public var asked: [Asked]
        /// Selectors of DKIM keys that its customers' domains have.
        public var selectors: [String]
        /// The hours that the provider gives a change to be seen everywhere.
        public var hours: Int?

        /// Records; nothing is known of what is left out.
        public init(
            mx: [MailHost] = [],
            spf: String? = nil,
            spfPolicy: String? = nil,
            cname: [String: String] = [:],
            srv: [Service] = [],
            asked: [Asked] = [],
            selectors: [String] = [],
            hours: Int? = nil
        ) {
            self.mx = mx
            self.spf = spf
            self.spfPolicy = spfPolicy
            self.cname = cname
            self.srv = srv
            self.asked = asked
            self.selectors = selectors
            self.hours = hours
        }

        /// Whether a domain can be set up with it.
        public var isKnown: Bool { !mx.isEmpty || asked.contains { $0.purpose == .mx } }
    }
}

/// A server of a provider, before it is known whose account is meant.
public struct ServiceTemplate: Hashable, Sendable {
    /// What the user name is.
    public enum User: String, Hashable, Codable, Sendable {
        /// The whole address.
        case address
        /// What is before the at sign.
        case local
        /// Only the provider can tell.
        case unknown
    }

    /// What is spoken there.
    public var kind: DetectedService.Kind
    /// The host; `{n}` stands for the number that tells the provider's servers apart.
    public var host: String
    /// The port.
    public var port: Int
    /// How the connection is encrypted.
    public var security: Endpoint.Security
    /// What the user name is.
    public var user: User
    /// The path of an HTTP service; `{address}` stands for the address.
    public var path: String
}
