import Journal
import MailCore

/// Finds, among items of the target whose origin is not known, the copies of intended ones (rule 3).
enum Matching {
    /// What both sides are known by.
    private struct Key: Hashable {
        var messageID: String
        var seconds: Int64?
    }

    /// Pairs of intended items and what was found, as multisets on Message-ID and INTERNALDATE.
    ///
    /// Of n equal items intended and m found, min(n, m) are paired, in batch order; among several, those of the same
    /// header and size come first, then those of the same size, then whatever is left. Where a server did not take the
    /// date, the same header and size will do.
    static func pairs(_ intended: [ItemRow], _ found: [Observation]) -> [Adoption] {
        var groups = Dictionary(grouping: found.indices) { index in
            Key(messageID: found[index].fingerprint?.messageID ?? "", seconds: found[index].date?.seconds)
        }
        var rest = intended
        var pairs: [Adoption] = []
        for rank in Rank.allCases {
            rest = rest.filter { item in
                let key = Key(messageID: item.fingerprint?.messageID ?? "", seconds: item.date?.seconds)
                guard let place = groups[key]?.firstIndex(where: { rank.accepts(item, found[$0]) }),
                    let index = groups[key]?.remove(at: place)
                else { return true }
                pairs.append(Adoption(item, found[index]))
                return false
            }
        }
        var undated = groups.values.joined().sorted()
        for item in rest {
            guard let place = undated.firstIndex(where: { Rank.identical.accepts(item, found[$0]) }) else { continue }
            pairs.append(Adoption(item, found[undated.remove(at: place)]))
        }
        return pairs.sorted { $0.item.id < $1.item.id }
    }

    private enum Rank: CaseIterable {
        case identical, size, any

        func accepts(_ item: ItemRow, _ observation: Observation) -> Bool {
            switch self {
            case .identical:
                item.fingerprint?.headerDigest == observation.fingerprint?.headerDigest
                    && item.fingerprint?.octets == observation.size
            case .size: item.fingerprint?.octets == observation.size
            case .any: true
            }
        }
    }
}
