import Journal
import MailCore

/// Gives exceptions their names: what was skipped by its flags, date or size was never fetched.
extension Run {
    /// Asks the source for the subjects of exceptions; where it does not answer, they stay without.
    func nameExceptions() async throws(Problem) {
        guard let source, environment.mostNamed > 0 else { return }
        let unnamed = try await journal.unnamedExceptions(limit: environment.mostNamed)
        guard !unnamed.isEmpty else { return }
        for row in try await journal.containerRows() where !row.hasVanished {
            guard let references = unnamed[row.id] else { continue }
            do {
                let seen = try await source.inspect(references, in: row.container)
                try await journal.name(references, seen, in: row.id)
            } catch {
                if error.code == .storage { throw error }
                if error.isTransient { return }
            }
        }
    }
}
