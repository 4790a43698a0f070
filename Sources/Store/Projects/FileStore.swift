/// The number of a project's file; never given to another one of the project.
public struct FileID: RawRepresentable, Hashable, Codable, Sendable {
    /// The number.
    public let rawValue: Int64
    /// Takes a number.
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// What a file belongs to.
public struct FileLink: Hashable, Codable, Sendable {
    /// What kind of thing.
    public enum Kind: String, CaseIterable, Hashable, Codable, Sendable {
        case question, test, step
    }

    /// What kind of thing.
    public var kind: Kind
    /// Its name.
    public var name: String

    /// A link.
    public init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}

/// A file of a project.
public struct ProjectFile: Hashable, Sendable, Identifiable {
    /// Its number.
    public var id: FileID
    /// What whoever uploaded it called it; never a path, shown as text.
    public var name: String
    /// Its media type, by what it is and not by what was claimed.
    public var mediaType: String
    /// Its size in octets.
    public var size: Int64
    /// SHA-256 of its content, in hexadecimal.
    public var digest: String
    /// What it belongs to.
    public var link: FileLink?
    /// Who uploaded it.
    public var actor: ProjectActor
    /// When, in seconds since 1970.
    public var time: Int64
}

/// Why a file is not taken.
public enum FileRefusal: Error, Hashable, Sendable {
    /// No file of a kind that is taken, or not what its name says; see ``FileKind/names``.
    case kind
    /// Larger than a file may be, in octets.
    case size(limit: Int64)
    /// More than the project's files may be in all, in octets.
    case room(limit: Int64)
    /// More files than a project may have.
    case count(limit: Int)
    /// More than all files of projects without a consultancy may be in all, in octets.
    case crowded(limit: Int64)
    /// Nothing in it.
    case empty
}

/// How much a project's files may be.
public struct FileLimits: Hashable, Sendable {
    /// One file, in octets.
    public var file: Int64 = 20 << 20
    /// All of them, in octets.
    public var project: Int64 = 200 << 20
    /// How many they may be.
    public var count = 1_000
    /// All files of all projects without a consultancy, in octets: anybody may begin one.
    public var selfService: Int64 = 4 << 30

    /// The standard limits.
    public init() {}
}

/// Takes a file piece by piece; one that is not finished leaves nothing behind.
public protocol FileDeposit: Sendable {
    /// Adds octets.
    ///
    /// - Throws: ``FileRefusal``; nothing of the file stays.
    func write(_ bytes: [UInt8]) async throws
    /// Keeps the file.
    ///
    /// - Throws: ``FileRefusal``; nothing of the file stays.
    func finish() async throws -> ProjectFile
    /// Forgets it.
    func cancel() async
}

/// Gives a file piece by piece.
public protocol FileReading: Sendable {
    /// The next octets; nil at the end.
    func next() async throws -> [UInt8]?
}

/// A project's files.
public protocol FileStore: Sendable {
    /// How much they may be.
    var fileLimits: FileLimits { get }
    /// The files, oldest first.
    func files(of project: ProjectID) async throws -> [ProjectFile]
    /// One of them.
    func file(_ id: FileID, of project: ProjectID) async throws -> ProjectFile?
    /// Begins to take a file.
    ///
    /// - Throws: ``FileRefusal`` where the name's ending is of no kind that is taken, or there is no room.
    func deposit(
        _ name: String,
        link: FileLink?,
        in project: ProjectID,
        by actor: ProjectActor
    ) async throws
        -> any FileDeposit
    /// Opens a file to be read; nil where there is none.
    func open(_ file: FileID, of project: ProjectID) async throws -> (any FileReading)?
    /// Says what it belongs to.
    func link(_ file: FileID, of project: ProjectID, to link: FileLink?, by actor: ProjectActor) async throws
    /// Removes a file.
    func removeFile(_ file: FileID, of project: ProjectID, by actor: ProjectActor) async throws
}
