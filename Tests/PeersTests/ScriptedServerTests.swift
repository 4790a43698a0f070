import Peers
import Testing

@Suite struct ScriptedServerTests {
    @Test func aTranscriptIsFollowedAndRulesAnswerTheRest() async throws {
        let server = try ScriptedServer(
            """
            S: * OK ready
            C: $ CAPABILITY
            S: * CAPABILITY IMAP4rev1
            S: $ OK done
            R: $ LOGIN * => $ OK in
            R: $ LIST * => * LIST () "/" "Only here"\\n$ OK listed
            R: $ LOGOUT => * BYE\\n$ OK out
            """
        )
        let answer = try await Curl.run("imap://127.0.0.1:\(server.port)/", authority: "/dev/null", "--insecure")
        #expect(answer.contains("Only here"))
        #expect(server.surprises.isEmpty)
        #expect(server.received.contains { $0.hasSuffix("LOGIN alice secret") })
        server.close()
    }

    @Test func anUnexpectedCommandEndsTheConnectionAndIsTold() async throws {
        let server = try ScriptedServer("S: * OK ready\nC: $ NOOP")
        await #expect(throws: Curl.Failure.self) {
            try await Curl.run("imap://127.0.0.1:\(server.port)/", authority: "/dev/null", "--insecure")
        }
        #expect(server.surprises.count == 1)
        server.close()
    }

    @Test func aResetIsSeenByTheClient() async throws {
        let server = try ScriptedServer("S: * OK ready\nC: $ CAPABILITY\nX: reset")
        await #expect(throws: Curl.Failure(status: 56)) {
            try await Curl.run("imap://127.0.0.1:\(server.port)/", authority: "/dev/null", "--insecure")
        }
        server.close()
    }
}
