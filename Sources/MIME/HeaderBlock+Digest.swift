extension HeaderBlock {
    /// The header block with every line ended by CRLF, a last one without line end too; in as many pieces as need be.
    ///
    /// Servers make CRLF of a bare LF, and some deliver a block without its last line end: the digest of a message must not
    /// depend on that. A bare CR stays as it is.
    public func withCanonicalLineEnds(_ body: (UnsafeRawBufferPointer) -> Void) {
        message.withUnsafeBytes { octets in
            let lineEnd: [UInt8] = [13, 10]
            var start = 0
            message.withUnsafeBufferPointer { buffer in
                var scanner = LineScanner(buffer, end: end)
                while let line = scanner.next(), line.isEnded {
                    let isCanonical = scanner.position - line.textEnd == 2
                    guard !isCanonical else { continue }
                    body(UnsafeRawBufferPointer(rebasing: octets[start..<line.textEnd]))
                    lineEnd.withUnsafeBytes(body)
                    start = scanner.position
                }
            }
            if start < end { body(UnsafeRawBufferPointer(rebasing: octets[start..<end])) }
            if end > 0, octets[end - 1] != 10 { lineEnd.withUnsafeBytes(body) }
        }
    }
}
