/// Reads the fields of a date from ASCII.
struct DateReader {
    static let months: [[UInt8]] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        .map { Array($0.utf8) }

    /// The lower-case months as numbers, to be compared at once: a date is read once a message.
    private static let monthKeys = months.map { $0.reduce(into: UInt32(0)) { $0 = $0 << 8 | UInt32($1 | 0x20) } }

    private let octets: [UInt8]
    private var position = 0

    init(_ octets: some Collection<UInt8>) { self.octets = Array(octets.prefix(64)) }

    var isAtEnd: Bool { position == octets.count }

    mutating func skipSpaces() {
        while position < octets.count, octets[position] == UInt8(ascii: " ") { position += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < octets.count, octets[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// A number of so many digits.
    mutating func number(_ digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while position < octets.count, count < digits.upperBound, (48...57).contains(octets[position]) {
            value = value * 10 + Int(octets[position] - 48)
            position += 1
            count += 1
        }
        return count >= digits.lowerBound ? value : nil
    }

    /// A month's English abbreviation in any case.
    mutating func month() -> Int? {
        guard position + 3 <= octets.count else { return nil }
        let key = octets[position..<position + 3].reduce(into: UInt32(0)) { $0 = $0 << 8 | UInt32($1 | 0x20) }
        guard let index = DateReader.monthKeys.firstIndex(of: key) else { return nil }
        position += 3
        return index + 1
    }

    /// A zone as seconds east of UTC.
    mutating func zone() -> Int? {
        let isNegative = take("-")
        guard isNegative || take("+"), let digits = number(4...4), digits % 100 < 60, digits < 2400 else { return nil }
        let seconds = digits / 100 * 3600 + digits % 100 * 60
        return isNegative ? -seconds : seconds
    }
}
