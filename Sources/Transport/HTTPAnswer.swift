import CCurl
import MailCore

/// Collects an answer while libcurl performs; used on that thread only.
final class HTTPAnswer {
    /// More than any sensible header has.
    private static let headerLimit = 256 << 10

    private(set) var fields: [HTTPField] = []
    private(set) var body: [UInt8] = []
    private(set) var isOverLimit = false
    private let limit: Int
    private var headerBytes = 0

    init(limit: Int) { self.limit = limit }

    /// Makes the handle deliver to us.
    func install(on curl: UnsafeMutableRawPointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = easy_set_header(
            curl,
            { start, size, count, context in
                HTTPAnswer.deliver(start, size * count, context) { $0.header($1) }
            },
            context
        )
        _ = easy_set_body(
            curl,
            { start, size, count, context in
                HTTPAnswer.deliver(start, size * count, context) { $0.append($1) }
            },
            context
        )
    }

    /// Returning another number than `count` makes libcurl stop.
    private static func deliver(
        _ start: UnsafeMutablePointer<CChar>?,
        _ count: Int,
        _ context: UnsafeMutableRawPointer?,
        to take: (HTTPAnswer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context else { return 0 }
        let answer = Unmanaged<HTTPAnswer>.fromOpaque(context).takeUnretainedValue()
        return take(answer, UnsafeRawBufferPointer(start: start, count: count)) ? count : Int(CURL_WRITEFUNC_ERROR)
    }

    private func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= limit else {
            isOverLimit = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    private func header(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= HTTPAnswer.headerLimit else {
            isOverLimit = true
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            fields = []
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...]
            fields.append(HTTPField(String(line[..<colon]), HTTPAnswer.trimmed(value)))
        }
        return true
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
