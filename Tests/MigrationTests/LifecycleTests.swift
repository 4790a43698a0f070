import MailCore
import Testing

@testable import Migration

/// The table of DESIGN §3, cell by cell.
@Suite("States and commands")
struct LifecycleTests {
    private static let problem = Problem(.quota, reaction: .stop, fixer: .you)

    /// A row: states that behave alike, and what each request comes to.
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var states: [State]
        var verdicts: [LifecycleRequest: Verdict]
        var testDescription: String { name }
    }

    static let rows: [Row] = [
        Row(
            name: "running, paused or stopped, lock free",
            states: [
                .queued, .discovering, .copying(.mail), .verifying, .stopped(from: .copying(.mail)),
                .paused(problem, until: nil, from: .discovering),
            ],
            verdicts: [
                .resume: .goOn, .pass: .refuse(.wrongState), .retry: .refuse(.wrongState), .cancel: .cancelNow,
                .undo: .undo, .verify: .refuse(.wrongState), .close: .refuse(.wrongState), .extend: .extend,
                .delete: .delete,
            ]
        ),
        Row(
            name: "cancelled, failed",
            states: [.cancelled, .failed(problem)],
            verdicts: [
                .resume: .goOn, .pass: .nextPass, .retry: .retryPass, .cancel: .nothing, .undo: .undo, .verify: .verify,
                .close: .close, .extend: .extend, .delete: .delete,
            ]
        ),
        Row(
            name: "finished",
            states: [.finished, .finishedWithFailures],
            verdicts: [
                .resume: .tellAgain, .pass: .nextPass, .retry: .retryPass, .cancel: .refuse(.wrongState), .undo: .undo,
                .verify: .verify, .close: .close, .extend: .extend, .delete: .delete,
            ]
        ),
        Row(
            name: "closed",
            states: [.closed(from: .finished), .closed(from: .cancelled)],
            verdicts: [
                .resume: .refuse(.closed), .pass: .refuse(.closed), .retry: .refuse(.closed), .cancel: .refuse(.closed),
                .undo: .undo, .verify: .refuse(.closed), .close: .nothing, .extend: .extend, .delete: .delete,
            ]
        ),
        Row(
            name: "undoing, lock free",
            states: [.undoing, .stopped(from: .undoing), .paused(problem, until: 5, from: .undoing)],
            verdicts: [
                .resume: .goOnUndoing, .pass: .refuse(.wrongState), .retry: .refuse(.wrongState),
                .cancel: .refuse(.wrongState), .undo: .goOnUndoing, .verify: .refuse(.wrongState),
                .close: .refuse(.wrongState), .extend: .refuse(.wrongState), .delete: .delete,
            ]
        ),
        Row(
            name: "undone",
            states: [.undone],
            verdicts: [
                .resume: .tellAgain, .pass: .refuse(.wrongState), .retry: .refuse(.wrongState),
                .cancel: .refuse(.wrongState), .undo: .tellAgain, .verify: .refuse(.wrongState),
                .close: .refuse(.wrongState), .extend: .refuse(.wrongState), .delete: .delete,
            ]
        ),
    ]

    @Test("every state gives every request the verdict of the table", arguments: rows)
    func table(row: Row) {
        for state in row.states {
            for request in LifecycleRequest.allCases {
                #expect(
                    Lifecycle.verdict(state, request, isRunning: false) == row.verdicts[request],
                    "\(state.name) \(request)"
                )
            }
        }
    }

    @Test("whoever runs it is asked to cancel; everything else is told busy", arguments: LifecycleRequest.allCases)
    func running(request: LifecycleRequest) {
        for state in [State.discovering, .copying(.mail), .undoing] {
            let expected: Verdict = request == .cancel ? .askToCancel : .refuse(.busy)
            #expect(Lifecycle.verdict(state, request, isRunning: true) == expected)
        }
    }
}
