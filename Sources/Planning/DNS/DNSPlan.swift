import Catalogue
public import MailCore

/// What a domain's zone is to say so that its mail goes to the new product, compared with what it says today.
public struct DNSPlan: Hashable, Codable, Sendable {
    /// The domain.
    public var domain: String
    /// The product's name.
    public var target: String
    /// Whether the domain exists, and could be asked about.
    public var presence: ZoneState.Presence
    /// Why there is no plan: no such domain, or nobody answers for it.
    public var problem: Problem?
    /// The records, in the order in which they are set up.
    public var records: [PlannedRecord]
    /// What stands in the way, or will surprise somebody.
    public var conflicts: [DNSConflict]
    /// What receivers look up for the wanted SPF record.
    public var spf: SPFLookups
    /// What is done when, the first first.
    public var steps: [DNSStep]
    /// Who keeps the zone, by the ID in the catalogue.
    public var host: String?
    /// The zone's name servers.
    public var nameServers: [String]
    /// Today's records, as far as they could be asked for: the way back.
    public var today: [DNSRecord]
    /// What only the manager knows and told once already, though there may be more: mail hosts and keys.
    public var further: [PlannedRecord] = []

    /// Whether nothing is left to do but what only the manager knows.
    public var isDone: Bool { records.allSatisfy { $0.state == .ok || $0.isAsked } }

    /// The records of a state.
    public func records(_ state: PlannedRecord.State) -> [PlannedRecord] { records.filter { $0.state == state } }

    /// The records of a zone as far as they were asked for, in the order of their names.
    public static func published(_ live: ZoneState) -> [DNSRecord] {
        let target = DNSTarget.ownServer
        return DNSDesk(
            domain: live.domain,
            target: target,
            live: live,
            given: [],
            isHostTarget: false,
            catalogue: Catalogue()
        ).today
    }

    /// All wanted records as they are to be published.
    public var wanted: [DNSRecord] {
        records.compactMap { record in
            record.wanted.map {
                DNSRecord(name: record.name, kind: record.kind, value: $0, lifetime: record.lifetime)
            }
        }
    }
}

/// One record that is wanted, or that is there and must not be.
public struct PlannedRecord: Hashable, Codable, Sendable {
    /// What it is for.
    public enum Purpose: String, CaseIterable, Hashable, Codable, Sendable {
        case ownership, dkim, spf, dmarc, mx, autoconfig, autodiscover, service
    }

    /// When it is set up.
    public enum Phase: String, CaseIterable, Hashable, Codable, Sendable {
        /// Days before: it does no harm to what runs today.
        case ahead
        /// On the day.
        case cutover
        /// Once the old product is no longer used.
        case afterwards
    }

    /// How it stands.
    public enum State: String, CaseIterable, Hashable, Codable, Sendable {
        /// As wanted.
        case ok
        /// Not there.
        case missing
        /// Something else is there.
        case differs
        /// There, and to be removed.
        case extra
        /// It cannot be told: only the manager knows the value, or nobody answered.
        case unknown
    }

    /// What it is for.
    public var purpose: Purpose
    /// When.
    public var phase: Phase
    /// How it stands.
    public var state: State
    /// Its name, with the domain; what stands in braces the manager tells.
    public var name: String
    /// Its type.
    public var kind: DNSRecord.Kind
    /// What it is to say; nil for what is to be removed or not known.
    public var wanted: DNSRecord.Value?
    /// What is there in its place.
    public var found: [DNSRecord]
    /// For how many seconds it is to be kept; what is to be removed: is.
    public var lifetime: Int
    /// What exactly is different, and where an unknown value is found.
    public var notes: [Phrase]
    /// Where the manager shows an unknown value, by language (`de`, `en`, `fr`); empty where that is not known.
    public var place: [String: String]
    /// What other resolvers say of it; nil where none was asked.
    public var spread: RecordSpread?

    /// Whether only the manager knows the value.
    public var isAsked: Bool { state == .unknown && wanted == nil }

    /// A record.
    public init(
        _ purpose: Purpose,
        _ phase: Phase,
        _ state: State,
        name: String,
        kind: DNSRecord.Kind,
        wanted: DNSRecord.Value? = nil,
        found: [DNSRecord] = [],
        lifetime: Int = DNSPlan.lifetime,
        notes: [Phrase] = [],
        place: [String: String] = [:]
    ) {
        self.purpose = purpose
        self.phase = phase
        self.state = state
        self.name = name
        self.kind = kind
        self.wanted = wanted
        self.found = found
        self.lifetime = lifetime
        self.notes = notes
        self.place = place
    }
}

/// Something in the zone that does not go together with the plan, or does not work already.
public struct DNSConflict: Hashable, Codable, Sendable {
    /// What it is; the text is `dns.conflict.` and this.
    public enum Code: String, CaseIterable, Hashable, Codable, Sendable {
        case aliasAtApex = "alias-at-apex"
        case aliasBeside = "alias-beside"
        case severalSPF = "several-spf"
        case malformedSPF = "malformed-spf"
        case openSPF = "open-spf"
        case tooManyLookups = "too-many-lookups"
        case tooManyVoidLookups = "too-many-void-lookups"
        case brokenInclude = "broken-include"
        case badSender = "bad-sender"
        case severalDMARC = "several-dmarc"
        case wildcard
        case nullMX = "null-mx"
        case mailHostIsAlias = "mail-host-is-alias"
        case delegatedKeys = "delegated-keys"
        case serverSilent = "server-silent"
        case serverLame = "server-lame"
        case serversDisagree = "servers-disagree"
        case resolverBehind = "resolver-behind"
    }

    /// What it is.
    public var code: Code
    /// The name concerned.
    public var name: String
    /// Whether mail is lost or nothing works until it is mended.
    public var isBlocking: Bool
    /// What to say.
    public var phrase: Phrase

    init(_ code: Code, _ name: String, isBlocking: Bool = false, _ arguments: [String: String] = [:]) {
        self.code = code
        self.name = name
        self.isBlocking = isBlocking
        phrase = Phrase("dns.conflict.\(code.rawValue)", arguments.merging(["name": name]) { own, _ in own })
    }
}

/// Something to do, with its day where one is known.
public struct DNSStep: Hashable, Codable, Sendable {
    /// What it is; the text is `dns.step.` and this.
    public enum Code: String, CaseIterable, Hashable, Codable, Sendable {
        case backup
        case ask
        case prepare
        case dmarcInForce = "dmarc-in-force"
        case mtaSTS = "mta-sts"
        case dnssec
        case lowerLifetime = "lower-ttl"
        case cutover
        case watch
        case raiseLifetime = "raise-ttl"
        case clean
        case tightenDMARC = "tighten-dmarc"
    }

    /// What it is.
    public var code: Code
    /// Noon, UTC, of the last day on which it may be done; nil where no day was chosen.
    public var day: Int64?
    /// What to say.
    public var phrase: Phrase
    /// The records that it is about.
    public var records: [DNSQuestion]
}
