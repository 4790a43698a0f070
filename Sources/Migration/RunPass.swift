import Journal
import MailCore

/// A pass from its beginning, or from wherever it was left, to its end.
extension Run {
    /// The phases of a pass, each passed over where the journal says that it is done.
    func workThroughPass(_ stage: Stage, _ preflight: Preflight?, isOtherBoot: Bool) async throws(Problem) -> Ending {
        let limits = try await discoverIfNeeded(stage, preflight)
        if isOtherBoot, !stage.isBootSettled {
            try await reconcile()
            try await listAfterBoot()
            try await journal.settleBoot(environment.bootID)
            stage.isBootSettled = true
        }
        if signals.wantsStop { return .stopped }
        // What the listing skipped is named while copying goes on.
        async let named = Attempt.result(.source) { () async throws(Problem) in try await nameExceptions() }
        let kinds = options.kinds.sorted()
        for kind in kinds {
            if signals.wantsCancel, kind != stage.kindInHand { return try await cancelled() }
            stage.kindInHand = kind
            if stage.state != .verifying { try await enter(.copying(kind), stage) }
            try await copy(kind, stage, limits)
            if signals.wantsStop { return .stopped }
        }
        try await named.get()
        try await nameExceptions()
        tellNameless()
        if !signals.wantsCancel {
            try await enter(.verifying, stage)
            try await verifyPass()
            if signals.wantsStop { return .stopped }
        }
        return try await finished()
    }

    private func discoverIfNeeded(_ stage: Stage, _ preflight: Preflight?) async throws(Problem) -> Limits {
        let known = stage.description
        switch stage.state {
        case .queued, .discovering:
            try await enter(.discovering, stage)
            try await reconcile()
            try await probe(stage)
            let description: TargetDescription
            if let preflight, known == nil {
                description = preflight.target
            } else {
                description = try await Attempt.on(.target) { () async throws(Problem) in try await target.describe() }
            }
            stage.description = description
            if passKind == .retry {
                try await journal.reopenFailed(pass: pass)
                try await listUnreadable()
                try await prepareTargets(description)
            } else {
                try await discover(description)
            }
            return Limits(description)
        case .copying, .verifying, .finished, .finishedWithFailures, .cancelled, .failed, .paused, .stopped, .closed,
            .undoing, .undone:
            let description: TargetDescription
            if let given = known ?? preflight?.target {
                description = given
            } else {
                description = try await Attempt.on(.target) { () async throws(Problem) in try await target.describe() }
            }
            stage.description = description
            return Limits(description)
        }
    }

    /// Cancelled before the last kind: what is in flight has ended.
    private func cancelled() async throws(Problem) -> Ending { .state(.cancelled) }

    private func finished() async throws(Problem) -> Ending {
        // Leftovers of a cancelled pass that a retry did not take up.
        guard try await journal.containersWithOpenItems(onlyTouched: nil).isEmpty else { return .state(.cancelled) }
        let failed = try await journal.reader.counts().values.reduce(0) { $0 + $1.failed }
        return .state(failed > 0 ? .finishedWithFailures : .finished)
    }
}
