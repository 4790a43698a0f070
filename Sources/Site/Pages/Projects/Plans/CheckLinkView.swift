import MailCore
import Store

/// The link to the live check, for those who decide: what it is good for, and the buttons.
struct CheckLinkView: ViewModel {
    var url: String?
    var standing: StatusView?
    var button: String
    var canRevoke: Bool

    init(_ link: CheckLink?, _ visit: Visit) {
        let isValid = link?.standing == .valid
        url = isValid ? link.map { visit.link(.projects(.dns), $0.token.exposed) } : nil
        button = visit.say(isValid ? "plans.check.renew" : "plans.check.make")
        canRevoke = isValid
        standing =
            switch link?.standing {
            case .valid: StatusView("good", .done, visit.voice.say("plans.check.until", at: "time", link?.until ?? 0))
            case .expired: StatusView("warn", .warn, visit.say("plans.check.expired"))
            case .revoked: StatusView("idle", .skip, visit.say("plans.check.revoked"))
            case nil: nil
            }
    }
}
