import FoundationEssentials
import MailCore
import Store
import Testing

@Suite("Files of a project")
struct ProjectFileTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }
    private let eva = ProjectActor.someone("Eva")

    init() throws {
        var limits = FileLimits()
        (limits.file, limits.project) = (200_000, 500_000)
        fixture = try Fixture(fileLimits: limits)
    }

    private func upload(_ bytes: [UInt8], _ name: String = "a.txt", to project: ProjectID) async throws -> ProjectFile {
        let deposit = try await store.deposit(name, link: nil, in: project, by: eva)
        for start in stride(from: 0, to: bytes.count, by: 50_000) {
            try await deposit.write(Array(bytes[start..<min(start + 50_000, bytes.count)]))
        }
        return try await deposit.finish()
    }

    private func content(_ file: FileID, of project: ProjectID) async throws -> [UInt8]? {
        guard let reading = try await store.open(file, of: project) else { return nil }
        var bytes: [UInt8] = []
        while let piece = try await reading.next() { bytes += piece }
        return bytes
    }

    @Test("a file comes back octet for octet, for its owner alone on the disk, under no name that was typed")
    func roundTrip() async throws {
        let project = try await store.begin().id
        let bytes = (0..<150_000).map { UInt8(truncatingIfNeeded: $0 &* 31 | 1) }
        let file = try await upload(bytes, "..\\..\\/etc/Übersicht\u{202E} ä.CSV", to: project)
        #expect(file.name == "Übersicht ä.CSV" && file.size == 150_000 && file.mediaType == "text/csv")
        #expect(try await content(file.id, of: project) == bytes)
        #expect(try await store.files(of: project) == [file])
        let path = "\(fixture.folder)/projects/\(project)/files/\(file.id.rawValue)"
        for (path, mode) in [(path, 0o600), ("\(fixture.folder)/projects/\(project)/files", 0o700)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? Int) == mode, "\(path)")
        }
        let other = try await store.begin().id
        #expect(try await store.open(file.id, of: other) == nil)
        #expect(try await store.file(file.id, of: other) == nil)
    }

    @Test("the digest is SHA-256 of the content")
    func digest() async throws {
        let project = try await store.begin().id
        #expect(
            try await upload(Array("abc".utf8), to: project).digest
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }

    @Test(
        "what is no kind that is taken, or not what its name says, is refused",
        arguments: [
            ("a.html", "<p>"), ("a.svg", "<svg/>"), ("a.exe", "MZ"), ("a", "x"), ("", "x"), ("a.pdf", "<html>"),
            ("a.png", "%PDF-"), ("a.txt", "a\0b"), ("a.txt.js", "x"), ("a.docx", "x"),
        ]
    )
    func kinds(_ name: String, _ content: String) async throws {
        let project = try await store.begin().id
        await #expect(throws: FileRefusal.kind) { try await upload(Array(content.utf8), name, to: project) }
        #expect(try fixture.rows(of: project)["projectFile"] == 0)
        #expect(try fixture.files(of: project).isEmpty)
    }

    @Test("an empty file, one too large, and one too many are refused, and leave nothing behind")
    func limits() async throws {
        let project = try await store.begin().id
        await #expect(throws: FileRefusal.empty) { try await upload([], to: project) }
        let large = [UInt8](repeating: 65, count: 200_000)
        await #expect(throws: FileRefusal.size(limit: 200_000)) { try await upload(large + [65], to: project) }
        for _ in 0..<2 { _ = try await upload(large, to: project) }
        await #expect(throws: FileRefusal.room(limit: 500_000)) { try await upload(large, to: project) }
        #expect(try await store.files(of: project).count == 2)
        #expect(try fixture.files(of: project).count == 2)
        _ = try await upload(Array(large.prefix(100_000)), to: project)
        await #expect(throws: FileRefusal.room(limit: 500_000)) { try await upload([65], to: project) }
    }

    @Test("of uploads at the same time only as many are kept as there is room for")
    func race() async throws {
        let project = try await store.begin().id
        let large = [UInt8](repeating: 65, count: 200_000)
        let kept = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<6 { group.addTask { (try? await upload(large, to: project)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(kept == 2)
        #expect(try fixture.files(of: project).count == 2)
    }

    @Test("a project has only so many files, and uploads that are under way take their place too")
    func many() async throws {
        var limits = FileLimits()
        (limits.file, limits.project, limits.count) = (100, 350, 4)
        let fixture = try Fixture(fileLimits: limits)
        let store = fixture.store
        let project = try await store.begin().id
        var open: [any FileDeposit] = []
        for _ in 0..<4 { open.append(try await store.deposit("a.txt", link: nil, in: project, by: eva)) }
        await #expect(throws: FileRefusal.count(limit: 4)) {
            _ = try await store.deposit("a.txt", link: nil, in: project, by: eva)
        }
        await open[0].cancel()
        for deposit in open[1...] { try await deposit.write([65]) }
        let last = try await store.deposit("a.txt", link: nil, in: project, by: eva)
        await last.cancel()
        limits.project = 300
        let small = try Fixture(fileLimits: limits)
        let other = try await small.store.begin().id
        for _ in 0..<3 { _ = try await small.store.deposit("a.txt", link: nil, in: other, by: eva) }
        await #expect(throws: FileRefusal.room(limit: 300), "each may become 100") {
            _ = try await small.store.deposit("a.txt", link: nil, in: other, by: eva)
        }
        small.time.advance(3601)
        _ = try await small.store.sweep()
        _ = try await small.store.deposit("a.txt", link: nil, in: other, by: eva)
    }

    @Test("all projects without a consultancy share a room that a consultancy's do not need")
    func selfService() async throws {
        var limits = FileLimits()
        (limits.file, limits.selfService) = (10, 20)
        let fixture = try Fixture(fileLimits: limits)
        let store = fixture.store
        func begin() async throws -> ProjectID {
            let customer = Invitation.to("Eva", .customer)
            return try await store.createSelfService(.named("A"), customer: customer, mailing: false).project.id
        }
        func put(_ project: ProjectID) async throws {
            let deposit = try await store.deposit("a.txt", link: nil, in: project, by: eva)
            try await deposit.write([UInt8](repeating: 65, count: 10))
            _ = try await deposit.finish()
        }
        for _ in 0..<2 { try await put(try await begin()) }
        let third = try await begin()
        await #expect(throws: FileRefusal.crowded(limit: 20)) { try await put(third) }
        try await put(try await store.begin().id)
    }

    @Test("an upload whose sender has gone leaves nothing, although nobody waits for that")
    func disconnected() async throws {
        let project = try await store.begin().id
        let deposit = try await store.deposit("a.txt", link: nil, in: project, by: eva)
        try await deposit.write([65])
        let request = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await deposit.cancel()
        }
        await request.value
        #expect(try fixture.files(of: project).isEmpty && fixture.rows(of: project)["projectFile"] == 0)
    }

    @Test("contents that have no row go with the sweep once they are a day old")
    func contents() async throws {
        let project = try await store.begin().id
        let file = try await upload([65], to: project)
        let folder = "\(fixture.folder)/projects/\(project)/files"
        let now = Double(fixture.time.now)
        for (name, age) in [("77", 86_500.0), ("78", 100), ("\(file.id.rawValue)", 90_000)] {
            _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil)
            let date = Date(timeIntervalSince1970: now - age)
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: "\(folder)/\(name)")
        }
        _ = try await store.sweep()
        #expect(Set(try fixture.files(of: project)) == ["78", "\(file.id.rawValue)"])
    }

    @Test("a cancelled upload is gone at once; one that its sender left is no file, and goes with the sweep")
    func abandoned() async throws {
        let project = try await store.begin().id
        let cancelled = try await store.deposit("a.txt", link: nil, in: project, by: eva)
        try await cancelled.write([65])
        await cancelled.cancel()
        await #expect(throws: Problem.self) { try await cancelled.finish() }
        #expect(try fixture.files(of: project).isEmpty)
        let left = try await store.deposit("a.txt", link: nil, in: project, by: eva)
        try await left.write([65])
        #expect(try await store.files(of: project).isEmpty)
        fixture.time.advance(86_401)
        _ = try await store.sweep()
        #expect(try fixture.files(of: project).isEmpty && fixture.rows(of: project)["projectFile"] == 0)
    }

    @Test("a file is linked and removed by its own project alone")
    func linking() async throws {
        let (project, other) = (try await store.begin().id, try await store.begin().id)
        let file = try await upload([65], to: project)
        let link = FileLink(.test, "inbound")
        try await store.link(file.id, of: other, to: link, by: eva)
        #expect(try await store.file(file.id, of: project)?.link == nil)
        try await store.link(file.id, of: project, to: link, by: eva)
        #expect(try await store.file(file.id, of: project)?.link == link)
        try await store.removeFile(file.id, of: other, by: eva)
        #expect(try await content(file.id, of: project) == [65])
        try await store.removeFile(file.id, of: project, by: eva)
        #expect(try await store.files(of: project).isEmpty && fixture.files(of: project).isEmpty)
    }

    @Test("a folder that no project has any more goes with the sweep")
    func orphans() async throws {
        let project = try await store.begin().id
        _ = try await upload([65], to: project)
        let orphan = "\(fixture.folder)/projects/\(ProjectID.random())"
        try FileManager.default.createDirectory(atPath: orphan, withIntermediateDirectories: true)
        _ = try await store.sweep()
        #expect(try fixture.projectFolders() == [project.rawValue])
    }
}
