import HTTPServer
import MailCore
import Texts

/// One page of a long list of exceptions, with the ways to its neighbours.
///
/// The links carry the number of the exception at their edge, so that the last page costs no more than the first; the
/// position that they carry besides is only shown.
struct ExceptionsPage {
    static let size = 50

    let items: [Services.Exception]
    let total: Int
    private let first: Int
    private let path: String

    init(of total: Int, _ id: MigrationID, _ visit: Visit) async throws {
        let query = visit.request.query
        let place = Services.Place(query)
        items = try await visit.services.exceptions(id, place, ExceptionsPage.size)
        self.total = total
        first = place == .after(0) ? 1 : min(max(Int(query["from"]) ?? 1, 1), max(total - items.count + 1, 1))
        path = Route.migration(id, .receipt).path
    }

    /// Which of how many; nil where one page holds them all.
    func text(_ voice: Voice) -> String? {
        guard total > ExceptionsPage.size else { return nil }
        return voice.count("receipt.page", ["from": first, "to": first + items.count - 1, "total": total])
    }

    var previous: String? {
        guard let edge = items.first, first > 1 else { return nil }
        let from = first - ExceptionsPage.size
        return from > 1 ? "\(path)?before=\(edge.number)&from=\(from)#exceptions" : "\(path)#exceptions"
    }

    var next: String? {
        guard let edge = items.last, first + items.count <= total else { return nil }
        return "\(path)?after=\(edge.number)&from=\(first + items.count)#exceptions"
    }
}

extension Services.Place {
    fileprivate init(_ query: Form) {
        self = Int64(query["before"]).map { .before($0) } ?? .after(Int64(query["after"]) ?? 0)
    }
}
