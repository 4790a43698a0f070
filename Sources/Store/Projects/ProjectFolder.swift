import Dispatch
import FoundationEssentials
import Glibc
import MailCore

/// The projects' files on the disk, `<data>/projects/<ID>/files/<number>`: no name in there was typed by anybody.
struct ProjectFolder: Sendable {
    private let root: String

    /// Blocking calls go there, never onto Swift's cooperative pool.
    private static let queue = DispatchQueue(label: "store.files", attributes: .concurrent)

    /// The files below a data folder.
    init(data folder: String) { root = "\(folder)/projects" }

    /// Does blocking work.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }

    func path(_ file: FileID, of project: ProjectID) -> String { "\(folder(of: project))/\(file.rawValue)" }

    /// Makes a new empty file, for its owner alone.
    func make(_ file: FileID, of project: ProjectID) async throws -> OpenFile {
        let path = path(file, of: project)
        return try await ProjectFolder.run {
            for folder in [root, "\(root)/\(project.rawValue)", folder(of: project)] {
                guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw Problem.disk }
            }
            return try OpenFile(path, O_CREAT | O_EXCL | O_WRONLY)
        }
    }

    /// Opens a file to be read; nil where it is gone.
    func open(_ file: FileID, of project: ProjectID) async throws -> OpenFile? {
        let path = path(file, of: project)
        return try await ProjectFolder.run { access(path, F_OK) == 0 ? try OpenFile(path, O_RDONLY) : nil }
    }

    func remove(_ file: FileID, of project: ProjectID) async {
        let path = path(file, of: project)
        _ = try? await ProjectFolder.run { unlink(path) }
    }

    /// Removes everything of a project.
    func removeAll(of project: ProjectID) async {
        let path = "\(root)/\(project.rawValue)"
        try? await ProjectFolder.run { try FileManager.default.removeItem(atPath: path) }
    }

    /// The projects that have a folder.
    func projects() async -> [ProjectID] {
        let names = try? await ProjectFolder.run { try FileManager.default.contentsOfDirectory(atPath: root) }
        return (names ?? []).compactMap(ProjectID.init(rawValue:))
    }

    /// The contents of a project that were written before that instant.
    func contents(of project: ProjectID, before instant: Int64) async -> [FileID] {
        let folder = folder(of: project)
        let found = try? await ProjectFolder.run {
            try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name -> FileID? in
                var facts = stat()
                guard let number = Int64(name), stat("\(folder)/\(name)", &facts) == 0,
                    Int64(facts.st_mtim.tv_sec) < instant
                else { return nil }
                return FileID(rawValue: number)
            }
        }
        return found ?? []
    }

    private func folder(of project: ProjectID) -> String { "\(root)/\(project.rawValue)/files" }
}

/// An open file that is closed when nobody holds it any more.
final class OpenFile: Sendable {
    private let descriptor: Int32

    init(_ path: String, _ flags: Int32) throws {
        descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Problem.disk }
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) async throws {
        try await ProjectFolder.run { [self] in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw Problem.disk }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Makes sure that what was written outlives the machine.
    func flush() async throws {
        try await ProjectFolder.run { [self] in
            guard fsync(descriptor) == 0 else { throw Problem.disk }
        }
    }

    func read(_ most: Int) async throws -> [UInt8] {
        try await ProjectFolder.run { [self] in
            try [UInt8](unsafeUninitializedCapacity: most) { buffer, used in
                var count = Glibc.read(descriptor, buffer.baseAddress, most)
                while count < 0, errno == EINTR { count = Glibc.read(descriptor, buffer.baseAddress, most) }
                guard count >= 0 else { throw Problem.disk }
                used = count
            }
        }
    }
}

extension Problem {
    /// A file could not be read or written.
    static var disk: Problem {
        Problem(.storage, reaction: .stop, fixer: .operator, detail: "errno \(errno)")
    }
}
