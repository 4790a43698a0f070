import Store

extension MailKind {
    /// The name of its texts.
    var key: String {
        switch self {
        case .confirmAddress: "confirm"
        case .started: "started"
        case .paused: "paused"
        case .finished: "finished"
        case .finishedWithFailures: "failures"
        case .failed: "failed"
        case .undone: "undone"
        case .undoEndsSoon: "undoEnds"
        case .projectInvitation: "invitation"
        case .projectQuestion: "question"
        case .projectBegun: "begun"
        case .projectLink: "link"
        case .projectQueries: "queries"
        case .projectSubmitted: "submitted"
        case .projectSignedOff: "signedOff"
        }
    }

    /// The colour of its word.
    var tone: String {
        switch self {
        case .finished, .projectSignedOff: "good"
        case .paused, .finishedWithFailures, .undoEndsSoon, .projectQueries: "warn"
        case .failed: "bad"
        case .confirmAddress, .started, .undone, .projectInvitation, .projectQuestion, .projectBegun, .projectLink,
            .projectSubmitted:
            "idle"
        }
    }
}
