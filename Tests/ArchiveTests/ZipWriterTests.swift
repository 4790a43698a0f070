import Archive
import CArchive
import Testing

@Suite("A zip file")
struct ZipWriterTests {
    /// The contents as libarchive reads them.
    private func files(_ zip: [UInt8]) throws -> [[UInt8]] {
        let archive = try #require(archive_read_new())
        defer { archive_read_free(archive) }
        archive_read_support_format_zip_streamable(archive)
        return zip.withUnsafeBytes { bytes in
            #expect(archive_read_open_memory(archive, bytes.baseAddress, bytes.count) == ARCHIVE_OK)
            var (files, entry): ([[UInt8]], OpaquePointer?) = ([], nil)
            // A warning: the name has letters that the tests' locale has not.
            while [ARCHIVE_OK, ARCHIVE_WARN].contains(archive_read_next_header(archive, &entry)) {
                var (content, piece): ([UInt8], [UInt8]) = ([], Array(repeating: 0, count: 4096))
                while case let count = archive_read_data(archive, &piece, piece.count), count > 0 {
                    content += piece[..<count]
                }
                files.append(content)
            }
            return files
        }
    }

    @Test("holds what was written, whatever its name and whether its size is known")
    func round() throws {
        // Of what a generator makes nothing can be left out.
        var state: UInt64 = 1
        let large = (0..<300_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        let writer = try ZipWriter()
        var zip: [UInt8] = []
        for (name, content, size) in [
            ("Drehbuch.md", Array("# Ä".utf8), nil), ("Dateien/Grüsse – 1.txt", [], 0),
            ("Dateien/gross.bin", large, Int64(large.count)),
        ] as [(String, [UInt8], Int64?)] {
            try writer.begin(name, modified: 1_700_000_000, size: size)
            for start in stride(from: 0, to: content.count, by: 65_536) {
                try writer.write(Array(content[start..<min(start + 65_536, content.count)]))
                zip += writer.take()
            }
        }
        #expect(zip.count > 100_000, "what was written comes out before the end")
        try writer.finish()
        zip += writer.take()
        #expect(try files(zip) == [Array("# Ä".utf8), [], large])
        #expect(writer.take().isEmpty)
        // Bit 11 of the flags (APPNOTE 4.4.4): the name is UTF-8.
        let name = Array("Dateien/Grüsse – 1.txt".utf8)
        let place = try #require(zip.firstRange(of: name)?.lowerBound)
        #expect(zip[place - 23] & 8 == 8)
    }

    @Test("can be empty")
    func empty() throws {
        let writer = try ZipWriter()
        try writer.finish()
        #expect(writer.take().suffix(22).starts(with: [0x50, 0x4B, 5, 6]))
    }

    @Test("refuses more octets than were announced")
    func tooMuch() throws {
        let writer = try ZipWriter()
        try writer.begin("a", modified: 0, size: 2)
        #expect(throws: ZipWriter.Failure.self) { try writer.write([1, 2, 3]) }
    }
}

@Suite("A name in a zip file")
struct FileNameTests {
    static let names = [
        ("Offerte.pdf", "Offerte.pdf"), ("../../etc/passwd", "_.._etc_passwd"), ("a:b*c?.txt", "a_b_c_.txt"),
        (".profile", "profile"), ("con.txt", "_con.txt"), ("", "_"), ("...", "_"), ("Grüsse 日本.txt", "Grüsse 日本.txt"),
        ("a\u{202E}fdp.exe", "a_fdp.exe"), ("x\n.txt", "x_.txt"),
        (String(repeating: "a", count: 130) + ".tar.gz", String(repeating: "a", count: 117) + ".gz"),
        (String(repeating: "b", count: 130), String(repeating: "b", count: 120)),
        ("c." + String(repeating: "d", count: 130), "c." + String(repeating: "d", count: 118)),
    ]

    @Test("can be unpacked everywhere", arguments: names)
    func safe(name: String, expected: String) { #expect(FileName.safe(name) == expected) }

    @Test("is there once")
    func distinct() {
        #expect(FileName.distinct(["a.txt", "A.txt", "a.txt", "b"]) == ["a.txt", "A (2).txt", "a (3).txt", "b"])
    }
}
