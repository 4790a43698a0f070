import FoundationEssentials
import Glibc
import MailCore
import Testing

@testable import Secrets

@Suite("The key folder")
struct KeyFolderTests {
    @Test("keys are made on first start and stay the same, the private ones for the owner alone")
    func firstStart() throws {
        try withFolder { data in
            let folder = KeyFolder(data: data)
            try folder.prepare()
            let key = try folder.sealingKey()
            try folder.prepare()
            #expect(try folder.sealingKey() == key)
            #expect(try folder.openingKey().sealingKey == key)
            #expect(mode("\(data)/keys") == 0o700)
            #expect(mode("\(data)/keys/sealing.key") == 0o600)
            #expect(mode("\(data)/keys/recovery.key") == 0o600)
            let left = try FileManager.default.contentsOfDirectory(atPath: "\(data)/keys").sorted()
            #expect(left == ["recovery.key", "sealing.key", "sealing.pub"])
        }
    }

    @Test("a public key that does not belong to the private one is noticed at the start")
    func mismatch() throws {
        try withFolder { data in
            let folder = KeyFolder(data: data)
            try folder.prepare()
            try Data(Sodium.random(32)).write(to: URL(filePath: "\(data)/keys/sealing.pub"))
            #expect(throws: SecretsError.badKey(file: "sealing.pub")) { try folder.prepare() }
        }
    }

    @Test("a key file of another length is refused")
    func badLength() throws {
        try withFolder { data in
            let folder = KeyFolder(data: data)
            try folder.prepare()
            for name in ["sealing.pub", "sealing.key", "recovery.key"] {
                try Data([1, 2, 3]).write(to: URL(filePath: "\(data)/keys/\(name)"))
            }
            #expect(throws: SecretsError.badKey(file: "sealing.pub")) { try folder.sealingKey() }
            #expect(throws: SecretsError.badKey(file: "sealing.key")) { try folder.openingKey() }
            #expect(throws: SecretsError.badKey(file: "recovery.key")) { _ = try folder.recoveryCodes() }
        }
    }

    @Test("the sealing key is read where the private one is missing")
    func publicOnly() throws {
        try withFolder { data in
            let folder = KeyFolder(data: data)
            try folder.prepare()
            try FileManager.default.removeItem(atPath: "\(data)/keys/sealing.key")
            _ = try folder.sealingKey()
            #expect(throws: SecretsError.self) { try folder.openingKey() }
        }
    }

    @Test("a recovery code is the same each time, another for another migration and another installation")
    func recovery() throws {
        try withFolder { data in
            try withFolder { other in
                try KeyFolder(data: data).prepare()
                try KeyFolder(data: other).prepare()
                let codes = try KeyFolder(data: data).recoveryCodes()
                let id = MigrationID.random()
                #expect(codes(id) == codes(id))
                #expect(codes(id) != codes(.random()))
                #expect(try KeyFolder(data: other).recoveryCodes()(id) != codes(id))
            }
        }
    }

    private func mode(_ path: String) -> mode_t {
        var info = stat()
        return stat(path, &info) == 0 ? info.st_mode & 0o777 : 0
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "umzug-keys-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: path) }
        try body(path.path())
    }
}
