import Detection
import MailCore
import Texts

/// What `detect` says to people: the provider, each service with how we know it, and what the provider demands.
struct DetectionText {
    let outcome: Detector.Outcome
    let address: MailAddress
    let providerName: String?

    var lines: String {
        let account = outcome.account
        guard !account.isEmpty else {
            return outcome.trouble.map(Sentences.sentence) ?? Sentences.say("detect.nothing")
        }
        let name = providerName.map { Sentences.say("detect.provider", ["name": $0]) }
        var lines = [name ?? Sentences.say("detect.unknownProvider")]
        lines += account.services.map(Sentences.line)
        lines += account.demands.flatMap { need in
            let text = Sentences.need(need, of: account.provider, name: providerName ?? address.domain)
            return ["", text?.title ?? need.rawValue] + (text.map { ["  \($0.what)", "  \($0.how)"] } ?? [])
        }
        return lines.joined(separator: "\n")
    }
}
