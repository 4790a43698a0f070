/// Why the data of the plans could not be read: the place and the reason.
public struct LoadError: Error, Hashable, CustomStringConvertible, Sendable {
    /// The file.
    public var file: String
    /// The line, counted from 1; 0 where the whole file is meant.
    public var line: Int
    /// What is wrong there.
    public var reason: String

    /// File, line and reason in one line.
    public var description: String { line > 0 ? "\(file):\(line): \(reason)" : "\(file): \(reason)" }
}
