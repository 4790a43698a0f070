import MailCore
import Testing
import Transport

@testable import Detection

@Suite("What is published about a domain")
struct ZoneSurveyTests {
    /// A resolver that knows where the zone's servers are, and one server of each kind on a port of its own.
    private final class Net {
        static let domain = "firma.example"
        let resolver: LoopbackNameServer
        var servers: [LoopbackNameServer] = []
        let port: UInt16

        init(_ manners: [LoopbackNameServer.Manner], old: Bool = false) throws {
            let hosts = manners.indices.map { "ns\($0).host.example" }
            var known: [String: [LoopbackNameServer.Record]] = [
                Net.domain: hosts.map { .ns($0) } + [.mx(old ? "old.example" : "new.example")],
                "www.\(Net.domain)": [.cname("www.other.example")], "www.other.example": [.a(192, 0, 2, 1)],
            ]
            let first = try #require(LoopbackNameServer("127.0.71.1", .silent))
            port = first.port
            first.stop()
            for (index, manner) in manners.enumerated() {
                let address = "127.0.72.\(index + 1)"
                known[hosts[index]] = [.a(127, 0, 72, UInt8(index + 1))]
                let zone: [String: [LoopbackNameServer.Record]] = [
                    Net.domain: [.soa(7), .mx("new.example"), .txt("v=spf1 -all")],
                    "www.\(Net.domain)": [.cname("www.other.example")],
                ]
                servers.append(try #require(LoopbackNameServer(address, port: port, manner, zone: zone)))
            }
            resolver = try #require(LoopbackNameServer("127.0.71.1", .resolving, zone: known))
        }

        deinit { (servers + [resolver]).forEach { $0.stop() } }

        func look(_ policy: EgressPolicy = .unrestricted, seconds: Double = 20) async -> ZoneState {
            let settings = ZoneSurvey.Settings(
                resolver: resolver.place,
                policy: policy,
                port: Int(port),
                seconds: seconds
            )
            let names: [DNSQuestion] = [
                .init(.mx, of: Net.domain), .init(.txt, of: Net.domain), .init(.a, of: "www.\(Net.domain)"),
                .init(.txt, of: "none.\(Net.domain)"),
            ]
            return await ZoneSurvey(settings).look(at: Net.domain) { seen in
                names.filter { seen[$0.kind, $0.name] == nil }
            }
        }
    }

    @Test("is read from its own name servers, aliases to elsewhere by the resolver")
    func authoritative() async throws {
        let net = try Net([.authoritative, .authoritative])
        let state = await net.look()
        #expect(state.presence == .exists && state.zone == Net.domain)
        #expect(state.nameServers == ["ns0.host.example", "ns1.host.example"])
        let servers = state.voices.filter { $0.role == .authoritative }
        #expect(servers.map(\.fault) == [nil, nil] && servers.map(\.serial) == [7, 7])
        #expect(state.records(.mx, Net.domain).map(\.value) == [.mail(preference: 10, host: "new.example")])
        #expect(state.records(.mx, Net.domain).map(\.lifetime) == [300])
        let alias = state[.a, "www.\(Net.domain)"]?.answer
        #expect(alias?.aliases == ["www.other.example"] && alias?.addresses == ["192.0.2.1"])
        #expect(state[.txt, "none.\(Net.domain)"]?.answer?.nameExists == false)
    }

    @Test("does not wait for a silent or lame server longer than it may, and names it")
    func faults() async throws {
        let net = try Net([.silent, .resolving, .refusing, .authoritative])
        let state = await net.look()
        let servers = state.voices.filter { $0.role == .authoritative }
        #expect(servers.map(\.fault) == [.silent, .lame, .failing, nil])
        #expect(state.records(.txt, Net.domain).count == 1)
        // Asked again before it is given up.
        #expect(net.servers[0].questions.filter { $0 == "\(Net.domain) 6" }.count > 1)
    }

    @Test("a resolver that still has an old answer dissents")
    func dissent() async throws {
        let net = try Net([.authoritative], old: true)
        let state = await net.look()
        let reply = try #require(state[.mx, Net.domain])
        #expect(reply.answer?.mailHosts == ["new.example"])
        #expect(reply.dissent[net.resolver.place]?.mailHosts == ["old.example"])
    }

    @Test("servers at addresses that strangers must not reach are never asked, and the resolver answers in their place")
    func egress() async throws {
        let net = try Net([.authoritative])
        let state = await net.look(.publicOnly())
        #expect(state.voices.first { $0.role == .authoritative }?.fault == .forbidden)
        #expect(net.servers[0].questions.isEmpty)
        #expect(state.records(.mx, Net.domain).count == 1)
    }

    @Test("a domain that does not exist, and a resolver that says nothing, are told apart")
    func nothing() async throws {
        let known = try #require(LoopbackNameServer("127.0.73.1", .resolving))
        let silent = try #require(LoopbackNameServer("127.0.73.2", .silent))
        defer { [known, silent].forEach { $0.stop() } }
        func presence(_ server: LoopbackNameServer) async -> ZoneState {
            let settings = ZoneSurvey.Settings(resolver: server.place, policy: .unrestricted, seconds: 4)
            return await ZoneSurvey(settings).look(at: "none.example") { _ in [] }
        }
        #expect(await presence(known).presence == .noSuchName)
        let state = await presence(silent)
        #expect(state.presence == .unknown && state.trouble?.code == .dnsFailed)
    }
}
