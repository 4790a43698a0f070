import FoundationEssentials
import MailCore

/// JSON lines on standard output, nothing else (DESIGN §4).
struct JSONStyle: ReportStyle {
    func tell(_ event: MigrationEvent, id: MigrationID?) {
        switch event {
        case .started(let pass): line("started", EventBody.Started(pass: pass), id)
        case .progress(let progress): line("progress", EventBody.Moved(progress), id)
        case .paused(let problem, let until):
            line("paused", EventBody.Paused(code: problem.code.rawValue, until: Timestamp.text(until)), id)
        case .item(let item): line("item", ReceiptLine(item), id)
        case .resumed, .state: break
        }
    }

    func tell(_ event: String, _ body: some Encodable & Sendable, text: String, id: MigrationID?) {
        line(event, body, id)
    }

    func finish(_ summary: Summary, id: MigrationID?) {
        line("finished", EventBody.Finished(summary), id)
    }

    func fail(_ problem: Problem, id: MigrationID?) {
        line("error", EventBody.Failure(problem), id)
    }

    private func line(_ event: String, _ body: some Encodable, _ id: MigrationID?) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = EventLine(event: event, id: id, time: Date(), body: body)
        guard let data = try? encoder.encode(line) else { return }
        Terminal.write(String(decoding: data, as: UTF8.self) + "\n")
    }
}
