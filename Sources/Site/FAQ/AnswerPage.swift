/// The pages that answers can be meant for, by the names that articles use.
enum AnswerPage: String, CaseIterable {
    case home, source, target, options, check, started, live, receipt, undo, credentials, track
    case nextSteps = "next-steps"
    case pass, retry, resume, verify, cancel, stop, extend, close, delete, schedule
    case startNow = "start-now"
}

extension Route {
    /// What articles call this page; nil where none can be meant for it.
    var answerPage: AnswerPage? {
        switch self {
        case .home: .home
        case .track: .track
        case .newMigration(let page): AnswerPage(rawValue: page.rawValue)
        case .migration(_, let page): page == .live ? .live : AnswerPage(rawValue: page.rawValue)
        case .faq, .answer, .notification, .phone, .health, .metrics, .projects, .consultant, .project, .question,
            .history, .sheet:
            nil
        }
    }
}
