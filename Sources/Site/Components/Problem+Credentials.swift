import MailCore

extension Problem {
    /// Whether a new password mends it.
    var isAboutCredentials: Bool {
        switch code {
        case .loginRefused, .loginPolicy, .credentialsMissing: true
        default: false
        }
    }
}
