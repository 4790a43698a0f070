import MailCore
import POP3
import Testing

@Suite("POP3 refusals")
struct ReplyTests {
    @Test(
        "A response code decides what is done about a refusal",
        arguments: [
            (Reply.Code.inUse, Problem.Code.inUse, true), (.loginDelay, .throttled, true),
            (.temporary, .unavailable, true), (.permanent, .unavailable, false),
            (.authentication, .loginRefused, false),
        ]
    )
    func codes(code: Reply.Code, expected: Problem.Code, isTransient: Bool) {
        let reply = Reply(isOK: false, code: code, text: "said so")
        let problem = reply.problem(otherwise: .messageUnreadable, reaction: .skip, fixer: .provider)
        #expect(problem.code == expected && problem.isTransient == isTransient && problem.detail == "said so")
    }

    @Test("Without a code, the caller says what a refusal means")
    func withoutCode() {
        let problem = Reply(isOK: false, text: "no such message")
            .problem(otherwise: .messageUnreadable, reaction: .skip, fixer: .provider)
        #expect(problem.code == .messageUnreadable && problem.reaction == .skip)
    }

    @Test("Capabilities are asked by name, whatever their case")
    func capabilities() {
        let capabilities = Capabilities([
            "SASL": ["plain"], "LOGIN-DELAY": ["900"], "STLS": [], "IMPLEMENTATION": ["a", "b"],
        ])
        #expect(capabilities.contains("stls") && capabilities.startsTLS && !capabilities.pipelines)
        #expect(capabilities.mechanisms == ["PLAIN"] && capabilities.loginDelay == 900)
        #expect(capabilities.implementation == "a b" && !capabilities.takesUser)
    }
}
