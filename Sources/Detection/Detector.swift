public import Catalogue
public import MailCore
public import Transport

/// Finds out about a mailbox from its address: in parallel, within a time that is given, and remembered for a while.
public struct Detector: Sendable {
    /// How to look.
    public struct Settings: Sendable {
        /// How connections are made, and where they may go.
        public var transport: TransportSettings
        /// Who is asked for records.
        public var resolver: DNSResolver
        /// The URL of a list of configurations (`{domain}` in it, or added at its end); nil asks none.
        public var ispdb: String?
        /// Seconds for everything.
        public var seconds: Double
        /// Seconds that the web still gets once the records alone have told the provider.
        public var grace: Double

        /// Settings.
        public init(
            transport: TransportSettings,
            resolver: DNSResolver = DNSResolver(),
            ispdb: String? = nil,
            seconds: Double = 4.5,
            grace: Double = 1
        ) {
            self.transport = transport
            self.resolver = resolver
            self.ispdb = ispdb
            self.seconds = seconds
            self.grace = grace
        }
    }

    /// What was found, and why it may be less than there is.
    public struct Outcome: Hashable, Sendable {
        /// What was found.
        public var account: DetectedAccount
        /// What kept the domain's mail hosts from being known, where something did.
        public var trouble: Problem?
    }

    private enum Event { case namesDone, webDone, over }

    private let catalogue: Catalogue
    private let settings: Settings
    private let client: HTTPClient
    private let memory: DetectionMemory

    /// A detector with a memory of its own.
    public init(_ catalogue: Catalogue, _ settings: Settings) {
        self.catalogue = catalogue
        self.settings = settings
        var transport = settings.transport
        transport.connectTimeout = min(transport.connectTimeout, settings.seconds)
        client = HTTPClient(transport)
        memory = DetectionMemory()
    }

    /// What was found, nothing included; the trouble where it is why nothing was.
    public func account(of address: MailAddress) async throws(Problem) -> DetectedAccount {
        let outcome = await detect(address)
        if outcome.account.isEmpty, let trouble = outcome.trouble { throw trouble }
        return outcome.account
    }

    /// Looks, or remembers.
    public func detect(_ address: MailAddress) async -> Outcome {
        if let provider = catalogue.provider(domain: address.domain) {
            return Outcome(account: Detector.account(of: provider, address))
        }
        if let known = memory[address] { return known }
        let outcome = await look(at: address)
        memory.keep(outcome, for: address)
        return outcome
    }

    /// A provider's own domain needs no look.
    private static func account(of provider: Provider, _ address: MailAddress) -> DetectedAccount {
        let match = Catalogue.Match(provider: provider)
        let services = match.services(for: address, from: .catalogue)
        return DetectedAccount(provider: provider.id, services: services, needs: provider.needs)
    }

    private func look(at address: MailAddress) async -> Outcome {
        let board = Board()
        let names = NameProbes(address: address, catalogue: catalogue, resolver: settings.resolver, board: board)
        let web = WebProbes(
            address: address,
            catalogue: catalogue,
            client: client,
            ispdb: settings.ispdb,
            seconds: settings.seconds,
            board: board
        )
        let mailHosts = Task { await names.mailHosts() }
        await withTaskGroup(of: Event.self) { group in
            group.addTask { await Detector.over(after: settings.seconds) }
            group.addTask {
                await names.run(mailHosts: mailHosts)
                return .namesDone
            }
            group.addTask {
                await web.run(mailHosts: mailHosts)
                return .webDone
            }
            var open = 2
            while open > 0, let event = await group.next() {
                if case .over = event { break }
                open -= 1
                guard case .namesDone = event, open > 0, isCertain(board.findings, address) else { continue }
                group.addTask { await Detector.over(after: settings.grace) }
            }
            mailHosts.cancel()
            group.cancelAll()
        }
        let account = board.findings.account(for: address, in: catalogue)
        guard case .failure(let problem) = await mailHosts.value else { return Outcome(account: account) }
        return Outcome(account: account, trouble: problem)
    }

    /// Whether the records name a provider's product with its servers: the web can add little then.
    private func isCertain(_ findings: Findings, _ address: MailAddress) -> Bool {
        let account = findings.account(for: address, in: catalogue)
        return account.provider != nil && account.candidates.isEmpty && account.best(.imap) != nil
    }

    private static func over(after seconds: Double) async -> Event {
        try? await Task.sleep(for: .seconds(seconds))
        return .over
    }
}
