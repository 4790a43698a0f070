import Crypto
import GRDB
import MailCore

/// Takes a file piece by piece into a project's folder.
actor DiskDeposit: FileDeposit {
    private let store: SQLiteStore
    private let id: FileID
    private let project: ProjectID
    private let kind: FileKind
    /// Nil once it is over.
    private var file: OpenFile?
    private var hash = SHA256()
    private var beginning: [UInt8] = []
    private var size: Int64 = 0

    init(_ store: SQLiteStore, _ id: FileID, _ project: ProjectID, _ kind: FileKind, _ file: OpenFile) {
        self.store = store
        self.id = id
        self.project = project
        self.kind = kind
        self.file = file
    }

    func write(_ bytes: [UInt8]) async throws {
        guard let file else { throw Problem(.wrongState, reaction: .stop, fixer: .you) }
        size += Int64(bytes.count)
        guard size <= store.fileLimits.file else { throw await refused(.size(limit: store.fileLimits.file)) }
        if beginning.count < FileKind.look { beginning += bytes.prefix(FileKind.look - beginning.count) }
        hash.update(data: bytes)
        do {
            try await file.write(bytes)
        } catch {
            await cancel()
            throw error
        }
    }

    func finish() async throws -> ProjectFile {
        guard let file else { throw Problem(.wrongState, reaction: .stop, fixer: .you) }
        guard size > 0 else { throw await refused(.empty) }
        guard kind.fits(beginning) else { throw await refused(.kind) }
        do {
            try await file.flush()
            let digest = hash.finalize().map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
            let kept = try await store.keep(id, of: project, size: size, digest: digest)
            self.file = nil
            return kept
        } catch {
            await cancel()
            throw error
        }
    }

    func cancel() async {
        guard file != nil else { return }
        file = nil
        await store.abandon(id, of: project)
    }

    private func refused(_ refusal: FileRefusal) async -> FileRefusal {
        await cancel()
        return refusal
    }
}

/// Gives a file of the disk piece by piece.
struct DiskReading: FileReading {
    let file: OpenFile

    func next() async throws -> [UInt8]? {
        let bytes = try await file.read(1 << 16)
        return bytes.isEmpty ? nil : bytes
    }
}
