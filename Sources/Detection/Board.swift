import MailCore
import Synchronization

/// Where the looks that run at the same time put what they find.
final class Board: Sendable {
    private let state = Mutex(Findings())

    var findings: Findings { state.withLock { $0 } }

    func note(_ change: @Sendable (inout Findings) -> Void) { state.withLock { change(&$0) } }

    func add(_ services: [DetectedService], needs: Set<ProviderNeed> = []) {
        note { findings in
            findings.services += services
            findings.needs.formUnion(needs)
        }
    }
}
