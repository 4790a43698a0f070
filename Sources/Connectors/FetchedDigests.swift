internal import Crypto
internal import MailCore

extension Source {
    /// SHA-256 of items as the source delivers them, none of them held whole for it; nil for one that it cannot deliver.
    func digestsByFetching(
        _ references: [Reference],
        from container: SourceContainer
    ) async throws(Problem) -> [String?] {
        var digests: [Reference: String] = [:]
        do {
            for try await event in fetch(references, from: container) {
                guard case .item(let item) = event else { continue }
                if let digest = item.digest {
                    digests[item.reference] = digest
                } else {
                    digests[item.reference] = try await item.content.digest()
                }
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.connectionLost, reaction: .retry(afterSeconds: nil), fixer: .provider, detail: "\(error)")
        }
        return references.map { digests[$0] }
    }
}

extension Content {
    /// SHA-256 of the octets; a stream is read to its end.
    fileprivate func digest() async throws(Problem) -> String {
        switch self {
        case .whole(let octets):
            return ItemDigest.of(octets)
        case .stream(_, let stream):
            var hash = SHA256()
            while let octets = try await stream.next() { hash.update(data: octets) }
            return ItemDigest.text(hash.finalize())
        }
    }
}
