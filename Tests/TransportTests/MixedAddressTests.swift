import CCurl
import MailCore
import Testing

@testable import Transport

@Suite("Names with several addresses")
struct MixedAddressTests {
    /// What is told where `two.example` has these addresses, of which the policy allows 127.0.0.1; nothing listens there.
    private func problem(_ addresses: String) throws -> Problem {
        let network = try #require(IPNetwork("127.0.0.1"))
        let egress = EgressPolicy.publicOnly(allowing: [network])
        let handle = try EasyHandle()
        handle.prepare(TransportSettings(egress: egress), attempt: Attempt(egress: egress))
        handle.set(CURLOPT_URL, "http://two.example:1/")
        handle.set(CURLOPT_CONNECT_ONLY, 1)
        handle.set(CURLOPT_RESOLVE, list: ["two.example:1:\(addresses)"])
        return Failure(host: "two.example", port: 1).problem(handle.perform(), handle, isSingle: true)
    }

    @Test(
        "an allowed one that refuses is told rather than one that may not be tried: the person can do something about it",
        arguments: [
            ("127.0.0.1,127.0.0.2", .connectionRefused), ("127.0.0.2,127.0.0.1", .connectionRefused),
            ("127.0.0.2", .addressForbidden), ("127.0.0.1", .connectionRefused),
        ] as [(String, Problem.Code)]
    )
    func mixed(_ addresses: String, _ code: Problem.Code) throws {
        let problem = try problem(addresses)
        #expect(problem.code == code, "\(problem.detail)")
    }
}
