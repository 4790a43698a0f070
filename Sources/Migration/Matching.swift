import Journal
import MailCore

/// Finds, among items of the target whose origin is not known, the copies of intended ones (rule 3).
enum Matching {
    /// What both sides are known by.
    private struct Key: Hashable {
        var messageID: String
        var seconds: Int64?

        init(_ item: ItemRow) {
            messageID = item.fingerprint?.messageID ?? ""
            seconds = item.date?.seconds
        }

        init(_ observation: Observation) {
            messageID = observation.fingerprint?.messageID ?? ""
            seconds = observation.date?.seconds
        }
    }

    /// What has to be told apart by its octets: found under a key that several intended items of other octets share.
    static func ambiguous(_ intended: [ItemRow], _ found: [Observation]) -> [Reference] {
        let groups = Dictionary(grouping: intended) { Key($0) }
        let keys = Set(groups.filter { Set($0.value.map(\.digest)).count > 1 }.keys)
        return found.filter { keys.contains(Key($0)) }.map(\.reference)
    }

    /// Pairs of intended items and what was found, as multisets on Message-ID and INTERNALDATE.
    ///
    /// Of n equal items intended and m found, min(n, m) are paired, in batch order; among several, those of the same
    /// octets come first where these are known, then those of the same header and size come first, then those of the same size, then whatever is left. Where a server did not take the
    /// date, the same header and size will do.
    static func pairs(
        _ intended: [ItemRow],
        _ found: [Observation],
        digests: [Reference: String] = [:]
    ) -> [Adoption] {
        var groups = Dictionary(grouping: found.indices) { Key(found[$0]) }
        var rest = intended
        var pairs: [Adoption] = []
        for rank in Rank.allCases {
            rest = rest.filter { item in
                let key = Key(item)
                guard let place = groups[key]?.firstIndex(where: { rank.accepts(item, found[$0], digests) }),
                    let index = groups[key]?.remove(at: place)
                else { return true }
                pairs.append(Adoption(item, found[index]))
                return false
            }
        }
        var undated = groups.values.joined().sorted()
        for item in rest {
            guard let place = undated.firstIndex(where: { Rank.identical.accepts(item, found[$0], digests) }) else {
                continue
            }
            pairs.append(Adoption(item, found[undated.remove(at: place)]))
        }
        return pairs.sorted { $0.item.id < $1.item.id }
    }

    private enum Rank: CaseIterable {
        case octets, identical, size, any

        func accepts(_ item: ItemRow, _ observation: Observation, _ digests: [Reference: String]) -> Bool {
            switch self {
            case .octets:
                item.digest != nil && item.digest == digests[observation.reference]
            case .identical:
                item.fingerprint?.headerDigest == observation.fingerprint?.headerDigest
                    && item.fingerprint?.octets == observation.size
            case .size: item.fingerprint?.octets == observation.size
            case .any: true
            }
        }
    }
}
