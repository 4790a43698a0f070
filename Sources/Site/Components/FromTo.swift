import MailCore

/// Which mailbox goes where.
struct FromTo: ViewModel {
    var sourceUser: String
    var sourceServer: String
    var targetUser: String
    var targetServer: String

    init(_ source: Endpoint, _ target: Endpoint) {
        sourceUser = source.user
        sourceServer = source.host
        targetUser = target.user
        targetServer = target.host
    }
}
