internal import Glibc

/// Makes text of octets in the charsets that mail is written in.
enum Charset {
    /// Names that the system's converter knows under another one.
    private static let aliases = [
        "x-gbk": "gbk", "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949",
        "euc-kr": "cp949", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "macintosh": "mac",
        "x-mac-roman": "mac", "iso-8859-8-i": "iso-8859-8", "unicode-1-1-utf-7": "utf-7",
    ]
    /// The beginnings of names that are handed to the system's converter: charsets of mail, nothing exotic.
    private static let families = [
        "iso-8859-", "iso8859-", "iso_8859-", "windows-125", "cp125", "cp8", "cp9", "koi8-", "iso-2022-jp", "euc-jp",
        "big5",
        "gb18030", "tis-620", "windows-874", "mac", "utf-7", "utf-16", "latin",
    ]

    /// The text; octets that mean nothing become replacement characters.
    static func decode(_ octets: [UInt8], charset: String) -> String {
        switch charset {
        case "utf-8", "utf8": return String(decoding: octets, as: UTF8.self)
        case "", "us-ascii", "ascii", "unknown-8bit", "default": return guess(octets)
        // Programs that say Latin-1 mean Windows-1252, which has printable characters where the other has none.
        case "iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252":
            return convert(octets, from: "windows-1252") ?? latin1(octets)
        default: break
        }
        let name = aliases[charset] ?? charset
        guard families.contains(where: name.hasPrefix), name.utf8.allSatisfy(isNameCharacter) else {
            return guess(octets)
        }
        return convert(octets, from: name) ?? guess(octets)
    }

    /// UTF-8 where it is valid, else the most common of the old ones.
    private static func guess(_ octets: [UInt8]) -> String {
        if let text = String(validating: octets, as: UTF8.self) { return text }
        return convert(octets, from: "windows-1252") ?? latin1(octets)
    }

    private static func latin1(_ octets: [UInt8]) -> String {
        String(String.UnicodeScalarView(octets.map { Unicode.Scalar($0) }))
    }

    private static func isNameCharacter(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The system's converter; nil where it does not know the charset.
    ///
    /// Octets that mean nothing become replacement characters.
    private static func convert(_ octets: [UInt8], from charset: String) -> String? {
        let converter = iconv_open("UTF-8", charset)
        guard converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var input = octets
        var output = [UInt8](repeating: 0, count: 4 * octets.count + 16)
        var written = 0
        input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { sink in
                var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var left = source.count
                var into = sink.baseAddress?.assumingMemoryBound(to: CChar.self)
                var room = sink.count
                while left > 0 {
                    let converted = iconv(converter, &from, &left, &into, &room)
                    guard converted == -1, left > 0, room >= 3 else { break }
                    // An octet that means nothing: say so and go on behind it.
                    for replacement in [0xEF, 0xBF, 0xBD] as [UInt8] {
                        into?.pointee = CChar(bitPattern: replacement)
                        into = into?.successor()
                    }
                    room -= 3
                    from = from?.successor()
                    left -= 1
                }
                written = sink.count - room
            }
        }
        return String(decoding: output.prefix(written), as: UTF8.self)
    }
}
