import MailCore
import Testing

@testable import Transport

@Suite("Dialing")
struct DialTests {
    let servers: Servers

    init() throws { servers = try Servers.shared.get() }

    @Test(
        "TLS at once is verified, without ALPN and without an octet of curl's",
        arguments: ["localhost", "127.0.0.1"]
    )
    func encrypted(_ host: String) async throws {
        let conversation = try await servers.talk("ok", host: host)
        #expect(try await conversation.ask("TLS") == "TLS TLSv1.3 None")
        #expect(try await conversation.ask("PING 1") == "PONG 1")
        await conversation.stream.close()
    }

    @Test("a plain connection tells the peer's address and says nothing by itself")
    func plain() async throws {
        let port = try servers.port("plain")
        let endpoint = Endpoint(service: .imap, security: .startTLS, host: "localhost", port: port, user: "u")
        let connection = try await Dialer.live().dial(endpoint)
        #expect(connection.peer == "127.0.0.1")
        let conversation = Conversation(connection.stream)
        #expect(try await conversation.line() == "* OK ready")
        #expect(try await conversation.ask("TLS") == "TLS none")
        await connection.stream.close()
    }

    @Test(
        "a certificate that does not hold is named for what is wrong with it",
        arguments: [
            ("expired", .tlsExpired), ("future", .tlsExpired), ("wrong", .tlsWrongName), ("stranger", .tlsUntrusted),
            ("alone", .tlsUntrusted),
        ] as [(String, Problem.Code)]
    )
    func certificates(_ name: String, _ code: Problem.Code) async throws {
        for host in ["localhost", "127.0.0.1"] {
            let found = await problem { _ = try await servers.dial(name, host: host) }
            #expect(found?.code == code, "\(host): \(found?.detail ?? "connected")")
            #expect(found?.reaction == .stop)
            #expect(found?.arguments["host"] == host)
        }
        let upgrade = await problem {
            let conversation = try await servers.talk("plain", .startTLS)
            _ = try await conversation.ask("STARTTLS \(name)")
            try await conversation.stream.startTLS()
        }
        #expect(upgrade?.code == code, "\(upgrade?.detail ?? "encrypted")")
    }

    @Test("without its file the authority is unknown, and the file does not replace the system's")
    func authorities() async throws {
        let without = await problem { _ = try await servers.dial("ok", settings: TransportSettings()) }
        #expect(without?.code == .tlsUntrusted)
        // The tests' authority plays the system's, a file with another one is added to it.
        for authorities in [
            Authorities(directory: "", bundle: servers.authority),
            Authorities(directory: Authorities.system.directory, bundle: ""),
        ] where !(authorities.directory.isEmpty && authorities.bundle.isEmpty) {
            var settings = TransportSettings(caFile: servers.authority)
            if authorities.directory.isEmpty {
                settings.caFile = servers.authority.replacing("trusted", with: "unknown")
            }
            settings.authorities = authorities
            #expect(try await servers.talk("ok", settings: settings).ask("PING 1") == "PONG 1")
        }
        var both = TransportSettings(caFile: servers.authority.replacing("trusted", with: "unknown"))
        both.authorities = Authorities(directory: "", bundle: servers.authority)
        #expect(try await servers.talk("stranger", settings: both).ask("PING 1") == "PONG 1")
    }

    @Test("a file of authorities that cannot be used is said", arguments: ["/nonexistent.pem", "/etc/hostname"])
    func badFile(_ path: String) async throws {
        let found = await problem { _ = try await servers.dial("ok", settings: TransportSettings(caFile: path)) }
        #expect(found?.code == .usage)
        #expect(found?.detail.contains("authorities") == true)
    }

    @Test(
        "what answers badly, or not at all, is named",
        arguments: [
            ("plain", .tls, .noMailServer, false), ("http", .tls, .noMailServer, false),
            ("deaf", .tls, .noAnswer, true), ("hangup", .tls, .connectionLost, true),
            ("refused", .tls, .connectionRefused, false), ("refused", .startTLS, .connectionRefused, false),
        ] as [(String, Endpoint.Security, Problem.Code, Bool)]
    )
    func answers(_ name: String, _ security: Endpoint.Security, _ code: Problem.Code, _ mayRetry: Bool) async throws {
        let settings = servers.settings(connect: name == "deaf" ? 0.4 : 20)
        let found = await problem { _ = try await servers.dial(name, security, settings: settings) }
        #expect(found?.code == code, "\(found?.detail ?? "connected")")
        #expect(found?.isTransient == mayRetry)
        #expect(found?.arguments["port"] == String(try servers.port(name)))
        if code == .noMailServer { #expect(found?.arguments["expected"] == "tls") }
    }

    @Test(
        "an unknown host is not found",
        arguments: ["nosuch.invalid", "a/b", "x@localhost", "-v", "", "a b", "[::1]"]
    )
    func unknownHost(_ host: String) async throws {
        let found = await problem { _ = try await servers.dial("ok", host: host) }
        #expect(found?.code == .hostNotFound, "\(found?.detail ?? "connected")")
    }

    @Test(
        "connect-to leads elsewhere, and the name is still verified",
        arguments: ["inside.example", "münchen.example"]
    )
    func connectTo(_ host: String) async throws {
        var settings = servers.settings()
        settings.connectTo = ["::127.0.0.1:\(try servers.port("named"))"]
        let found = try await servers.talk("ok", host: host, settings: settings)
        #expect(try await found.ask("PING 1") == "PONG 1")
        let wrong = await problem { _ = try await servers.talk("ok", host: "elsewhere.example", settings: settings) }
        #expect(wrong?.code == .tlsWrongName)
    }

    @Test("a proxy carries TLS, plain and upgraded connections")
    func proxy() async throws {
        var settings = servers.settings()
        settings.proxy = "http://127.0.0.1:\(try servers.port("proxy"))"
        let encrypted = try await servers.talk("named", host: "inside.example", settings: settings)
        #expect(try await encrypted.ask("TLS") == "TLS TLSv1.3 None")
        let plain = try await servers.talk("plain", .startTLS, host: "inside.example", settings: settings)
        #expect(try await plain.ask("STARTTLS named") == "OK begin")
        try await plain.stream.startTLS()
        #expect(try await plain.line() == "* OK encrypted")
        let refused = await problem { _ = try await servers.dial("ok", host: "forbidden.example", settings: settings) }
        #expect(refused?.code == .connectionRefused)
        #expect(refused?.fixer == .operator)
    }

    @Test("a proxy that leads round the policy, or is itself encrypted, is refused")
    func refusedProxy() async throws {
        var settings = servers.settings(egress: .publicOnly())
        settings.proxy = "http://127.0.0.1:\(try servers.port("proxy"))"
        let found = await problem { _ = try await servers.dial("named", host: "inside.example", settings: settings) }
        #expect(found?.code == .addressForbidden)
        settings.egress = .publicOnly(
            allowing: [try #require(IPNetwork("127.0.0.0/8"))],
            trustingProxy: true
        )
        #expect(try await servers.talk("named", host: "inside.example", settings: settings).ask("PING 1") == "PONG 1")
        settings.proxy = "https://127.0.0.1:1"
        #expect(await problem { _ = try await servers.dial("ok", settings: settings) }?.code == .usage)
    }

    @Test(
        "the egress policy forbids loopback, unless its network is allowed",
        arguments: ["localhost", "127.0.0.1", "127.1"]
    )
    func egress(_ host: String) async throws {
        let restricted = servers.settings(egress: .publicOnly(ports: [try servers.port("plain")]))
        let found = await problem { _ = try await servers.dial("plain", .startTLS, host: host, settings: restricted) }
        #expect(found?.code == .addressForbidden)
        #expect(found?.fixer == .operator)
        let network = try #require(IPNetwork("127.0.0.0/8"))
        let open = servers.settings(egress: .publicOnly(allowing: [network]))
        #expect(try await servers.talk("plain", .startTLS, host: host, settings: open).ask("PING 1") == "PONG 1")
    }

    @Test("cancelling ends a dial at once")
    func cancelled() async throws {
        let task = Task { await problem { _ = try await servers.dial("deaf") } }
        task.cancel()
        #expect(await task.value?.code == .connectionLost)
    }

    @Test("dials run in parallel")
    func parallel() async throws {
        let settings = servers.settings(connect: 1)
        let began = Monotonic.now
        await withTaskGroup(of: Problem.Code?.self) { group in
            for _ in 0..<20 {
                group.addTask { await problem { _ = try await servers.dial("deaf", settings: settings) }?.code }
            }
            for await code in group { #expect(code == .noAnswer) }
        }
        #expect(Monotonic.now - began < 8)
    }
}
