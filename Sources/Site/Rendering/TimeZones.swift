import Foundation
import MailCore
import Store
import Texts

/// The time zones that a customer can choose, and what clocks show in them.
enum TimeZones {
    /// The usual ones by identifier, the likeliest first; their names are the texts `zone.…`.
    static let common = [
        "Europe/Zurich", "Europe/Berlin", "Europe/Vienna", "Europe/Paris", "Europe/Brussels", "Europe/Luxembourg",
        "Europe/Amsterdam", "Europe/Rome", "Europe/Madrid", "Europe/Lisbon", "Europe/London", "Europe/Dublin",
        "Europe/Copenhagen", "Europe/Stockholm", "Europe/Warsaw", "Europe/Prague", "Europe/Athens", "Europe/Helsinki",
        "Europe/Istanbul", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney",
        "Africa/Johannesburg", "America/Sao_Paulo", "America/Montreal", "America/New_York", "America/Chicago",
        "America/Denver", "America/Los_Angeles", "UTC",
    ]

    /// The zone of an identifier, or nil where there is none.
    static func zone(_ identifier: String) -> Zone? {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        return Zone { zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double($0))) }
    }

    /// The key of a zone's name: of «Europe/Zurich» it is `zone.zurich`.
    static func key(_ identifier: String) -> String {
        let name = identifier.split(separator: "/").last.map(String.init) ?? identifier
        return "zone.\(name.lowercased().replacing("_", with: ""))"
    }
}

extension Zone {
    /// The instants at which clocks show that time, given as if it were UTC: none where they are put forward past it,
    /// two where they are put back and show it again.
    func instants(showing local: Int64) -> [Int64] {
        // No zone is a whole day from UTC, so both offsets that matter are in force within a day.
        let offsets = Set([offset(local - 86_400), offset(local + 86_400)])
        return offsets.map { local - Int64($0) }.filter { local - $0 == Int64(offset($0)) }.sorted()
    }
}

extension Voice {
    /// A time to begin, in the customer's own zone and with its name.
    func moment(_ schedule: Schedule) -> String {
        let zone = TimeZones.zone(schedule.zone) ?? formats.zone
        return "\(Formats(language, zone: zone).dateTime(schedule.start)) (\(name(ofZone: schedule.zone)))"
    }

    /// A zone as people know it.
    func name(ofZone identifier: String) -> String {
        let key = TimeZones.key(identifier)
        return has(key) ? say(key) : identifier
    }
}
