import Foundation
import MailCore
import Secrets
import Store

/// What the commands about consultants share: the control database, secrets, and how they tell.
struct ConsultantDesk {
    /// Shorter passwords are not taken: they open all projects of a firm.
    static let shortest = 12

    let store: SQLiteStore
    let reporter: Reporter
    private let vault: Vault

    /// Opens the data folder and does the work; makes the folder only with `making`.
    static func open(
        _ data: DataOption,
        _ output: OutputOption,
        making: Bool = false,
        _ work: (ConsultantDesk) async throws -> Void
    )
        async throws
    {
        let reporter = Reporter(json: output.json)
        try await reporter.ending {
            if making { mkdir(data.path, 0o700) }
            let keys = KeyFolder(data: data.path)
            if making { try keys.prepare() }
            let store = try making ? SQLiteStore.open(data: data.path) : SQLiteStore.existing(data: data.path)
            defer { try? store.close() }
            try await work(ConsultantDesk(store: store, reporter: reporter, vault: try keys.vault()))
        }
    }

    /// The consultant of that login.
    func consultant(_ name: String) async throws -> Consultant {
        guard let consultant = try await store.consultant(login: name) else {
            throw ConsultantDesk.usage("there is no consultant \(name)")
        }
        return consultant
    }

    /// The verifier of a password that is asked for.
    func verifier(of name: String) async throws -> String {
        try await PasswordVerifier().hash(Redacted(try ConsultantDesk.password(of: name)))
    }

    /// Tells what was done, here and in the trail.
    func tell(_ event: String, _ consultant: Consultant) async throws {
        let now = try await store.consultant(login: consultant.login) ?? consultant
        try await store.note("consultant-\(event)", nil, by: "operator", ["login": consultant.login])
        let line = ConsultantLine(now)
        reporter.tell(event, line, text: "\(event): \(line.text)")
    }

    /// A new secret that the consultant's app has taken up: proved by one code of it.
    func agreedSecret(with consultant: Consultant) throws -> (secret: CodeSecret, step: Int64) {
        let secret = CodeSecret.random()
        let uri = secret.uri(issuer: "Umzug", account: consultant.login).exposed
        let line = CodesLine(uri: uri, secret: secret.text.exposed)
        reporter.tell("codes", line, text: "\(uri)\nSecret: \(line.secret)")
        for _ in 0..<3 {
            guard let code = Terminal.ask("Code of the app: ") else { break }
            if let step = secret.step(of: code, at: Int64(Engine.clock.now())) { return (secret, step) }
            Terminal.write("That is not its present code.\n", to: .error)
        }
        throw ConsultantDesk.usage("no code of the app was given: nothing was changed")
    }

    /// Keeps the secret, sealed, and takes the code that proved it; nil asks for no codes any more.
    func setCodes(_ agreed: (secret: CodeSecret, step: Int64)?, of consultant: Consultant) async throws {
        let sealed = try agreed.map { try vault.seal($0.secret, of: consultant.login) }
        try await store.setCodes(sealed.map(SealedCodeSecret.init(rawValue:)), of: consultant.id)
        if let agreed { _ = try await store.takeCode(step: agreed.step, of: consultant.id) }
    }

    static func usage(_ detail: String) -> Problem {
        Problem(.usage, reaction: .stop, fixer: .you, detail: detail)
    }

    /// The environment's, or typed twice, or the first line of standard input.
    private static func password(of name: String) throws(Problem) -> String {
        let given = ProcessInfo.processInfo.environment["UMZUG_CONSULTANT_PASSWORD"]
        guard let password = given ?? Terminal.askSecret("Password of \(name): ") ?? readLine() else {
            throw usage("no password: use UMZUG_CONSULTANT_PASSWORD or standard input")
        }
        guard password.count >= shortest else {
            throw usage("the password needs at least \(shortest) characters")
        }
        guard
            given != nil || !Terminal.Stream.input.isTerminal
                || Terminal.askSecret("The same again: ") == password
        else { throw usage("the two passwords differ") }
        return password
    }
}

/// A consultant as a line.
struct ConsultantLine: Encodable, Sendable {
    var login: String
    var name: String
    var consultancy: String
    var address: String?
    var codes: Bool
    var created: String
    var lastLogin: String?

    init(_ consultant: Consultant) {
        login = consultant.login
        name = consultant.name
        consultancy = consultant.consultancy.name
        address = consultant.address
        codes = consultant.needsCode
        created = Timestamp.text(Date(timeIntervalSince1970: Double(consultant.created)))
        lastLogin = consultant.lastLogin.map { Timestamp.text(Date(timeIntervalSince1970: Double($0))) }
    }

    var text: String {
        let parts = [
            login, name == login ? nil : name, consultancy, address, codes ? "with codes" : nil,
            lastLogin.map { "last login \($0)" },
        ]
        return parts.compactMap(\.self).joined(separator: " · ")
    }
}

/// What an authenticator app is to take up.
struct CodesLine: Encodable, Sendable {
    var uri: String
    var secret: String
}
