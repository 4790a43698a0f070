/// FNV-1a with 128 bits: tells versions of our own files and pages apart, and guards nothing.
struct ContentHash {
    private var state: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D

    /// Adds octets.
    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            state ^= UInt128(byte)
            state &*= 0x0000_0000_0100_0000_0000_0000_0000_013B
        }
    }

    /// The hash in lower-case hexadecimal, cut to 80 bits.
    var text: String {
        let digits = String(state, radix: 16)
        return String((String(repeating: "0", count: 32 - digits.count) + digits).suffix(20))
    }
}

extension Response {
    /// The response with an entity tag made of its body, so that a client that has it already gets 304.
    public func tagged() -> Response {
        guard case .bytes(let bytes) = body else { return self }
        var hash = ContentHash()
        hash.add(bytes)
        var copy = self
        copy.headers["ETag"] = "\"\(hash.text)\""
        return copy
    }
}
