import Catalogue
import FoundationEssentials
import HTTPServer
import Logging
import MailCore
import Planning
import Site
import Store
import Synchronization
import Texts

/// The site over a real store, with a worker and a journal that say what the test wants.
final class World: Sendable {
    let site: Site
    let store: SQLiteStore
    private let texts = Seen()
    private let folder: String
    private let answers = Mutex<@Sendable (WorkRequest) -> WorkAnswer>(World.goodNews)
    private let worker = Mutex<Task<Void, Never>?>(nil)

    init(
        clock now: Int64 = Samples.now,
        stands: Bool = false,
        patience: Double = 10,
        limits: LimitTable? = nil,
        exceptions count: Int? = nil,
        templates: String? = nil,
        brand: Brand = Brand(),
        publicURL: String? = nil,
        sendsMail: Bool = true
    )
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "umzug-site-\(UUID().uuidString)").path
        self.folder = folder
        let begun = ContinuousClock.now
        let clock = WallClock(
            now: { Double(now) + (stands ? 0 : (ContinuousClock.now - begun) / .seconds(1)) },
            sleep: { try? await Task.sleep(for: .seconds($0)) }
        )
        let counter = Atomic<Int>(0)
        let tokens = TokenRecipe(
            random: { Redacted("token-\(counter.add(1, ordering: .relaxed).newValue)-\(now)") },
            digest: { "digest-\($0)" },
            derived: { Redacted("derived-\($0)".replacing(" ", with: "-")) }
        )
        store = try SQLiteStore(data: folder, clock: clock, tokens: tokens, limits: limits ?? LimitTable())
        try await store.beat(WorkerID(rawValue: "test"))
        let root = World.root
        var configuration = Site.Configuration(
            templates: templates ?? "\(root)/Templates",
            assets: "\(root)/Static",
            help: "umzug@beratung.example, 031 000 00 00",
            sendsMail: sendsMail,
            zone: .fixed(seconds: 3600),
            patience: patience,
            trackingSeconds: World.trackingSeconds
        )
        configuration.brand = brand
        configuration.publicURL = publicURL
        site = try await Site(
            configuration,
            store: store,
            services: World.services(clock, exceptions: World.exceptions(count), codes: texts),
            blueprint: try World.blueprint.get(),
            logger: Logger(label: "site") { _ in SwiftLogNoOpLogHandler() }
        )
        hire()
    }

    /// Read once for all tests.
    private static let blueprint = Result { try Blueprint(directory: "\(root)/Templates") }

    /// What the site says, with the wordings of the plans.
    static func sentences() throws -> Texts {
        try Texts(directory: "\(root)/Templates/locales").adding(blueprint.get().wordings.texts)
    }

    /// What QR codes were made of.
    var codes: [String] { texts.all.withLock { $0 } }

    /// Texts in their order.
    final class Seen: Sendable {
        let all = Mutex<[String]>([])
    }

    /// A phone's link that holds until then.
    static func phonePath(_ id: MigrationID, until: Int64) -> String { "/phone/\(id)?key=\(until)" }

    /// Stops the worker and removes the files.
    func end() async {
        await dismiss()
        try? store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Sends the worker home: requests stay unanswered.
    func dismiss() async {
        let task = worker.withLock { $0 }
        task?.cancel()
        await task?.value
    }

    /// What the worker answers from now on.
    func answer(_ answer: @escaping @Sendable (WorkRequest) -> WorkAnswer) {
        answers.withLock { $0 = answer }
    }

    /// A migration in that state, started by the session of that browser.
    @discardableResult
    func migration(
        _ projection: Projection,
        for browser: Browser,
        id: MigrationID = World.id
    ) async throws -> MigrationID {
        let session = try await browser.session()
        var draft = Draft(migrationID: id)
        let secret = Sealed(bytes: [1])
        draft.source = Draft.Account(endpoint: Samples.source, credential: secret, verifier: "verifier-alt geheim")
        draft.target = Draft.Account(endpoint: Samples.target, credential: secret, verifier: "verifier-neu geheim")
        draft.inspection = Samples.inspection
        draft.targetDescription = Samples.description
        let order = StartOrder(
            draft: draft,
            language: "de",
            recoveryDigest: "digest-\(World.code)",
            owner: session.id
        )
        guard let order else { return id }
        _ = try await store.start(order)
        try await store.write(projection, of: id)
        return id
    }

    /// The live page of a migration in that state, as its owner sees it.
    static func livePage(of projection: Projection) async throws -> String {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(projection, for: browser)
        let html = await browser.get("/migrations/\(id)").html
        await world.end()
        return html
    }

    static let id = MigrationID(rawValue: "7K4X-9QTD-M2RB-P5HW-3") ?? .random()
    /// Seconds after which wrong entries are answered.
    static let trackingSeconds = 1.5
    static let code = "K7M4XQ-2RBP5H-W39TDC-8NA"

    /// The folder of the package, found from this file.
    static let root: String = {
        var parts = URL(filePath: #filePath).resolvingSymlinksInPath().pathComponents
        parts.removeLast(3)
        return parts.joined(separator: "/").replacing("//", with: "/")
    }()

    static let goodNews: @Sendable (WorkRequest) -> WorkAnswer = { request in
        switch request {
        case .detect: .detected(Samples.detected)
        case .checkLogin, .checkSource: .source(Samples.inspection)
        case .checkTarget: .target(Samples.description)
        case .preview(_, _, let options): .preview(Samples.preview(options))
        case .undoPreview: .undoPreview(Samples.undo)
        case .survey(let zones): .zones(zones.map { ZoneState(domain: $0.domain, presence: .exists) })
        }
    }

    /// The samples, repeated where more are wanted.
    private static func exceptions(_ count: Int?) -> [Services.Exception] {
        let samples = Samples.exceptions
        return (0..<(count ?? samples.count)).map { index in
            Services.Exception(number: Int64(index) + 1, item: samples[index % samples.count])
        }
    }

    /// Links whose key is the instant itself, and codes that are one square.
    private static func phone(_ codes: Seen) -> Services.Phone {
        Services.Phone(
            token: { _, until in "\(until)" },
            holds: { key, _, now in Int64(key).map { $0 > now } ?? false },
            code: { text in
                codes.all.withLock { $0.append(text) }
                return (1, "M0 0h1v1h-1z")
            }
        )
    }

    private static func services(
        _ clock: WallClock,
        exceptions all: [Services.Exception],
        codes: Seen
    ) -> Services {
        var services = Services(
            seal: { _, side, id in Sealed(bytes: Array("\(side) \(id)".utf8)) },
            hash: { "verifier-\($0.exposed)" },
            verify: { "verifier-\($0.exposed)" == $1 },
            recoveryCode: { _ in Redacted(code) },
            recoveryDigest: { $0.count == code.count ? "digest-\($0)" : nil },
            plan: Samples.plan,
            exceptions: { _, place, limit in
                switch place {
                case .after(let number): return Array(all.filter { $0.number > number }.prefix(limit))
                case .before(let number): return all.filter { $0.number < number }.suffix(limit)
                }
            },
            receipt: { _ in
                let mapping = Samples.plan(Samples.inspection.containers, Samples.description, Options())
                return Services.Receipt(mapping: mapping, compared: 200, exceptions: all.count)
            },
            catalogue: (try? Catalogue(directory: "\(root)/Templates/catalogue")) ?? Catalogue(),
            phone: phone(codes),
            clock: clock
        )
        services.codeSecrets = Services.CodeSecrets(
            make: { SealedCodeSecret(rawValue: "sealed for \($0)") },
            show: { sealed, login in
                guard sealed.rawValue == "sealed for \(login)" else { return nil }
                return (Redacted("otpauth://totp/\(login)"), Redacted("ABCDEFGH"))
            }
        )
        services.codeStep = { code, secret, login in
            code == "123456" && secret.rawValue == "sealed for \(login)" ? 1 : nil
        }
        services.accessLists = Services.AccessLists(
            password: { Redacted("Aa1-\(UInt64.random(in: 0 ... .max))") },
            seal: { list, _ in
                SealedAccessList(rawValue: list.exposed.map { String($0) }.joined(separator: " "))
            },
            open: { list, _ in Redacted(list.rawValue.split(separator: " ").compactMap { UInt8($0) }) }
        )
        return services
    }

    /// Takes requests up as the worker does.
    private func hire() {
        let task = Task { [store] in
            let me = WorkerID(rawValue: "test")
            while !Task.isCancelled {
                if let (id, request) = try? await store.takeRequest(me) {
                    let answer = self.answers.withLock { $0 }
                    try? await store.answer(id, answer(request))
                } else {
                    try? await Task.sleep(for: .milliseconds(5))
                }
            }
        }
        worker.withLock { $0 = task }
    }
}
