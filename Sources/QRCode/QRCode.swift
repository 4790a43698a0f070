import CQRencode

/// A text as a QR code (ISO/IEC 18004), made by libqrencode: squares that are dark or light.
public struct QRCode: Hashable, Sendable {
    /// Squares on a side, without the quiet zone around them.
    public let side: Int
    /// The squares row by row; true is dark.
    public let isDark: [Bool]

    /// The smallest code that holds the text and can still be read with 15 % of it damaged; nil where none does.
    public init?(_ text: String) {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        side = Int(code.pointee.width)
        // Only the lowest bit says what is seen.
        isDark = UnsafeBufferPointer(start: code.pointee.data, count: side * side).map { $0 & 1 == 1 }
    }

    /// The dark squares as an SVG path in units of a square: a bar for each run of them in a row.
    public var path: String {
        var path = ""
        for y in 0..<side {
            var x = 0
            while x < side {
                let run = isDark[(y * side + x)..<((y + 1) * side)].prefix { $0 }.count
                if run > 0 { path += "M\(x) \(y)h\(run)v1h-\(run)z" }
                x += max(run, 1)
            }
        }
        return path
    }
}
