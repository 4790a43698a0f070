import MailCore

/// What is to be told of a migration as it stands; each occasion is told once.
struct MailOccasion: Hashable {
    var kind: MailKind
    /// What tells two occasions of a kind apart: the pass, the cause, the day.
    var moment: String

    /// A pause that ends by itself is told only where it is longer than this: providers ask for short ones all the time.
    static let shortPause: Int64 = 600
    /// How long before the end of the undo window it is told that it ends; of a short one a quarter of its length.
    static let undoNotice: Int64 = 12 * 3600

    /// How long a mail may wait before it is looked at whether it is still true.
    static let late: Int64 = 600

    /// The occasion that the state is; nil where there is nothing to tell.
    init?(_ projection: Projection, now: Int64) {
        switch projection.state {
        case .discovering, .copying, .verifying:
            guard projection.pass <= 1 else { return nil }
            self.init(.started, "1")
        case .paused(let problem, let until, let from):
            guard problem.code != .busy, !from.isUndoing || until == nil else { return nil }
            if let until, until - now < MailOccasion.shortPause { return nil }
            // The same cause is told once a day.
            self.init(.paused, "\(projection.pass) \(problem.code) \(now / 86_400)")
        case .finished: self.init(.finished, "\(projection.pass)")
        case .finishedWithFailures: self.init(.finishedWithFailures, "\(projection.pass)")
        case .failed: self.init(.failed, "\(projection.pass) \(projection.ended ?? 0)")
        case .undone: self.init(.undone, "")
        case .queued, .cancelled, .stopped, .closed, .undoing: return nil
        }
    }

    private init(_ kind: MailKind, _ moment: String) { (self.kind, self.moment) = (kind, moment) }

    /// The confirmation of an address, each time that one is asked for.
    static func confirmation(_ nonce: String) -> MailOccasion { MailOccasion(.confirmAddress, nonce) }

    /// The end of the undo window; a longer window ends anew.
    static func undoEnds(_ until: Int64) -> MailOccasion { MailOccasion(.undoEndsSoon, "\(until)") }

    /// When the end of the undo window is to be told; nil where there is nothing to undo.
    static func undoNoticeTime(_ projection: Projection) -> Int64? {
        guard let until = projection.undoUntil, let ended = projection.ended ?? projection.changed,
            until > ended
        else { return nil }
        let notice = min(undoNotice, (until - ended) / 4)
        switch projection.state {
        case .finished, .finishedWithFailures, .cancelled, .failed, .closed, .stopped: return until - notice
        case .queued, .discovering, .copying, .verifying, .paused, .undoing, .undone: return nil
        }
    }
}

extension MailKind {
    /// Whether a mail that had to wait still says what is so.
    func isTrue(of projection: Projection, at now: Int64) -> Bool {
        switch (self, projection.state) {
        case (.started, _): projection.state.isUnfinished
        case (.paused, .paused), (.failed, .failed): true
        case (.paused, _), (.failed, _), (.undoEndsSoon, .undoing), (.undoEndsSoon, .undone): false
        case (.undoEndsSoon, _): projection.undoUntil.map { $0 > now } ?? false
        case (.confirmAddress, _), (.finished, _), (.finishedWithFailures, _), (.undone, _), (.projectInvitation, _),
            (.projectQuestion, _), (.projectBegun, _), (.projectLink, _), (.projectQueries, _), (.projectSubmitted, _),
            (.projectSignedOff, _):
            true
        }
    }
}

extension MailArguments {
    /// What a migration's mails say.
    init(source: Endpoint, target: Endpoint, _ projection: Projection) {
        self.init(
            source: source.user,
            target: target.user,
            counts: Counts(sumOf: projection.counts.values),
            pass: projection.pass,
            undoUntil: projection.undoUntil
        )
        switch projection.state {
        case .paused(let problem, let until, _): (self.problem, self.until) = (problem, until)
        case .failed(let problem): self.problem = problem
        default: break
        }
    }
}
