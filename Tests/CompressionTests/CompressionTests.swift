import Compression
import Testing

@Suite("Compression")
struct CompressionTests {
    static let samples: [[UInt8]] = [
        [], [0], Array("To be, or not to be".utf8), Array(repeating: 65, count: 1_000_000), noise(300_000),
    ]

    @Test("What was compressed expands to the same octets", arguments: [Wrapping.raw, .zlib, .gzip])
    func roundTrip(wrapping: Wrapping) throws {
        for sample in Self.samples {
            for level in [1, 6, 9] {
                let packed = Deflater.compress(sample, wrapping, level: level)
                #expect(try Inflater.expand(packed, wrapping, limit: sample.count) == sample)
            }
        }
    }

    @Test("After a sync flush the peer can read everything written so far", arguments: [1, 7, 4_096])
    func syncFlush(size: Int) throws {
        var deflater = Deflater(.raw)
        var inflater = Inflater(.raw, limit: .max)
        for turn in 0..<50 {
            let line = Array("a\(turn) UID FETCH 1:\(turn) (FLAGS)\r\n".utf8)
            var expanded: [UInt8] = []
            for piece in deflater.write(line, flush: .sync).chunks(of: size) {
                expanded += try inflater.write(piece)
            }
            #expect(expanded == line)
        }
    }

    @Test("Output over the limit is refused before it is made")
    func bomb() {
        let bomb = Deflater.compress(Array(repeating: 0, count: 50_000_000), .gzip)
        #expect(throws: InflateError.tooLarge(limit: 1_000)) {
            try Inflater.expand(bomb, .gzip, limit: 1_000)
        }
        #expect(throws: InflateError.tooLarge(limit: 500)) {
            var inflater = Inflater(.gzip, limit: .max, limitPerWrite: 500)
            _ = try inflater.write(bomb)
        }
    }

    @Test("Exactly the limit is allowed")
    func exactly() throws {
        let sample = Self.noise(10_000)
        let packed = Deflater.compress(sample, .zlib)
        #expect(try Inflater.expand(packed, .zlib, limit: 10_000) == sample)
        #expect(throws: InflateError.tooLarge(limit: 9_999)) {
            try Inflater.expand(packed, .zlib, limit: 9_999)
        }
    }

    @Test("Cut-off octets are told from wrong ones")
    func damaged() {
        let packed = Deflater.compress(Self.noise(5_000), .gzip)
        #expect(throws: InflateError.truncated) { try Inflater.expand(Array(packed.dropLast(9)), .gzip, limit: 9_000) }
        #expect(throws: InflateError.malformed) { try Inflater.expand([1, 2, 3, 4], .gzip, limit: 9_000) }
    }

    @Test("No octets whatsoever make it crash or run away")
    func fuzz() {
        for seed in 0..<2_000 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var packed = Deflater.compress(Self.noise(seed), .gzip)
            for _ in 0..<3 {
                packed[Int.random(in: packed.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            if let output = try? Inflater.expand(packed, .gzip, limit: 4_000) { #expect(output.count <= 4_000) }
        }
    }

    static func noise(_ count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: 1)
        return (0..<count).map { _ in .random(in: 0...255, using: &generator) }
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Array {
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
