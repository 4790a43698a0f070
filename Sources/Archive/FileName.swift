/// A name for a file inside a zip file.
public enum FileName {
    /// What somebody called it, as it can be unpacked on every system: no path, no sign that one of them forbids, no dot
    /// at its beginning, and none of the names that mean a device there.
    public static func safe(_ name: String) -> String {
        let forbidden: Set<Unicode.Scalar> = ["/", "\\", ":", "*", "?", "\"", "<", ">", "|"]
        var scalars = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            let isHidden = scalar.properties.generalCategory == .format || scalar.value < 32 || scalar.value == 127
            scalars.append(forbidden.contains(scalar) || isHidden ? "_" : scalar)
        }
        var text = cut(scalars)
        while let first = text.first, first == "." || first == " " { text.removeFirst() }
        while let last = text.last, last == "." || last == " " { text.removeLast() }
        guard !text.isEmpty else { return "_" }
        let stem = text.prefix { $0 != "." }.uppercased()
        return devices.contains(stem) ? "_\(text)" : text
    }

    /// Cut to the longest, with its ending: that says what it is.
    private static func cut(_ name: String.UnicodeScalarView) -> String {
        guard name.count > longest else { return String(name) }
        let ending = name.lastIndex(of: ".").map { Array(name[$0...]) } ?? []
        guard ending.count <= longestEnding else { return String(name.prefix(longest)) }
        return String(String.UnicodeScalarView(name.prefix(longest - ending.count) + ending))
    }

    /// The names, each different from those before it: `a.txt`, `a (2).txt`.
    public static func distinct(_ names: [String]) -> [String] {
        var taken: Set<String> = []
        return names.map { name in
            var (candidate, number) = (name, 2)
            let dot = name.lastIndex(of: ".") ?? name.endIndex
            while !taken.insert(candidate.lowercased()).inserted {
                candidate = "\(name[..<dot]) (\(number))\(name[dot...])"
                number += 1
            }
            return candidate
        }
    }

    private static let longest = 120
    private static let longestEnding = 16
    private static let devices: Set<String> = [
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1",
        "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    ]
}
