public import MailCore
public import Transport

/// Reads what is published about a domain, from its own name servers and from several resolvers, within a given time.
public struct ZoneSurvey: Sendable {
    /// How to look.
    public struct Settings: Sendable {
        /// The resolver that finds the name servers, and is asked about other domains.
        public var resolver: String?
        /// Whether every question goes to that resolver, those to name servers too.
        public var onlyResolver: Bool
        /// More resolvers whose answers are compared, as `ADDRESS:PORT`.
        public var others: [String]
        /// Where name servers may be; their addresses are what a stranger wrote into his zone.
        public var policy: EgressPolicy
        /// The port of name servers.
        public var port: Int
        /// Seconds for everything.
        public var seconds: Double

        /// Settings.
        public init(
            resolver: String? = nil,
            onlyResolver: Bool = false,
            others: [String] = [],
            policy: EgressPolicy,
            port: Int = 53,
            seconds: Double = 20
        ) {
            self.resolver = resolver
            self.onlyResolver = onlyResolver
            self.others = others
            self.policy = policy
            self.port = port
            self.seconds = seconds
        }
    }

    /// What follows from what is known so far: further questions, none at the end.
    public typealias Next = @Sendable (ZoneState) -> [DNSQuestion]

    /// More rounds of questions than that are no sensible zone.
    private static let rounds = 16

    private let settings: Settings

    /// A survey.
    public init(_ settings: Settings) { self.settings = settings }

    /// Looks; `next` is asked for questions until it has none.
    ///
    /// What cannot be found out is said in the state, as is a domain that does not exist.
    public func look(at domain: String, next: Next) async -> ZoneState {
        let clock = Deadline(seconds: settings.seconds)
        let base = ZoneVoice(name: settings.resolver ?? "", server: settings.resolver, clock: clock)
        var state = await ZoneDelegation(base: base).find(domain)
        guard state.presence == .exists else { return state }
        let others = settings.others.map { ZoneVoice(name: $0, server: $0, clock: clock) }
        let servers = await authorities(of: &state, base: base, clock: clock)
        let panel = ZonePanel(
            zone: state.zone ?? domain,
            base: base,
            servers: servers,
            resolvers: (settings.onlyResolver ? [] : [base]) + others
        )
        state.voices += await panel.resolverVoices(domain)
        for _ in 0..<ZoneSurvey.rounds {
            let asked = Set(state.replies.keys)
            let open = next(state).filter { !asked.contains($0) }
            guard !open.isEmpty, !clock.isOver else { break }
            for reply in await panel.replies(to: open) { state.note(reply) }
        }
        return state
    }

    /// The zone's own servers that answer for it; the resolver in their place where every question goes to it.
    private func authorities(of state: inout ZoneState, base: ZoneVoice, clock: Deadline) async -> [ZoneVoice] {
        guard !settings.onlyResolver else { return [base] }
        let roll = NameServerRoll(zone: state.zone ?? state.domain, base: base, settings: settings, clock: clock)
        let found = await roll.call(state.nameServers)
        state.voices += found.map(\.voice)
        return found.compactMap { $0.voice.fault == nil ? $0.server : nil }
    }
}
