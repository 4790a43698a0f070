import Foundation
import HTTPServer
import MailCore
import Secrets
import Settings
import Store
import Transport

/// One thing that was looked at.
struct Finding: Encodable, Sendable {
    var name: String
    var ok: Bool
    var detail: String
}

/// What `doctor` looks at; each look is a function of its own and changes nothing.
struct Findings {
    var data: String
    var file = SettingsFile()
    var mail: MailOptions

    var all: [Finding] {
        get async {
            async let (names, compared, mails) = (names, compared, mails)
            return [libraries, folder, database, keys, resources, authorities] + [
                await names, disk, clock, zones, files,
            ]
                + (await compared)
                + [await mails]
        }
    }

    /// What is linked, so that a report of a fault can name it.
    private var libraries: Finding {
        let found = TransportLibraries.versions + [Server.library, SecretsLibrary.version]
        return Finding(name: "libraries", ok: true, detail: found.joined(separator: ", "))
    }

    /// The control database, opened for reading alone: a server may be at work on it.
    private var database: Finding {
        let path = data + "/umzug.sqlite"
        guard FileManager.default.fileExists(atPath: path) else {
            return Finding(name: "database", ok: true, detail: "none yet, made at the first start")
        }
        do {
            let found = try SQLiteStore.examine(data: data)
            let state = found.isSound ? found.isKnown ? "sound" : "of another version of umzug" : "damaged"
            return Finding(
                name: "database",
                ok: found.isSound && found.isKnown,
                detail: "\(path) is \(state) (SQLite \(found.library))"
            )
        } catch {
            return Finding(name: "database", ok: false, detail: "\(path): \(error)")
        }
    }

    /// Whether names can be looked up; that there is no such name is an answer too.
    private var names: Finding {
        get async {
            var lookup = LookupOptions()
            lookup.resolver = file.text(.resolver)
            do {
                let resolver = try lookup.ownResolver ?? DNSResolver()
                let whom = file.text(.resolver) ?? "the system's resolver"
                _ = try await resolver.ask(.mx, of: "example.com")
                return Finding(name: "dns", ok: true, detail: "\(whom) answers")
            } catch {
                return Finding(
                    name: "dns",
                    ok: false,
                    detail: (error as? Problem).map(Sentences.sentence) ?? "\(error)"
                )
            }
        }
    }

    /// Whether each resolver that is compared answers.
    private var compared: [Finding] {
        get async {
            var findings: [Finding] = []
            for resolver in file.list(.compareResolver) ?? [] {
                let found: (isWell: Bool, detail: String)
                do {
                    let server = try LookupOptions.compared([resolver]).first
                    _ = try await DNSResolver(DNSResolver.Settings(server: server)).ask(.mx, of: "example.com")
                    found = (true, "\(resolver) answers")
                } catch {
                    found = (false, "\(resolver): \((error as? Problem).map(Sentences.sentence) ?? "\(error)")")
                }
                findings.append(Finding(name: "compare-resolver", ok: found.isWell, detail: found.detail))
            }
            return findings
        }
    }

    /// Times are told in zones: without the data everything would be UTC.
    private var zones: Finding {
        let ok = FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Zurich")
        return Finding(name: "time-zones", ok: ok, detail: ok ? TimeZone.current.identifier : "missing: install tzdata")
    }

    private var folder: Finding {
        let manager = FileManager.default
        guard manager.fileExists(atPath: data) else {
            let parent = URL(fileURLWithPath: data).deletingLastPathComponent().path
            let ok = manager.isWritableFile(atPath: parent)
            return Finding(name: "data-folder", ok: ok, detail: "\(data) \(ok ? "will be made" : "cannot be made")")
        }
        guard manager.isWritableFile(atPath: data) else {
            return Finding(name: "data-folder", ok: false, detail: "\(data) is not writable")
        }
        let mode = (try? manager.attributesOfItem(atPath: data))?[.posixPermissions] as? NSNumber
        let isOpen = (mode?.intValue ?? 0o777) & 0o077 != 0
        let detail = isOpen ? "\(data) can be entered by others: chmod 700 \(data)" : "\(data) is writable and private"
        return Finding(name: "data-folder", ok: !isOpen, detail: detail)
    }

    /// The private key opens every credential: nobody else may read it.
    private var keys: Finding {
        let path = data + "/keys"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            return Finding(name: "keys", ok: true, detail: "none yet, made at the first start")
        }
        let open = names.filter { name in
            let mode = (try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)"))?[.posixPermissions]
            return !name.hasSuffix(".pub") && ((mode as? NSNumber)?.intValue ?? 0o777) & 0o077 != 0
        }
        let detail = open.isEmpty ? "private to this user" : "readable by others: \(open.joined(separator: ", "))"
        return Finding(name: "keys", ok: open.isEmpty, detail: detail)
    }

    private var resources: Finding {
        let ok = FileManager.default.fileExists(atPath: Resources.locales)
        return Finding(name: "resources", ok: ok, detail: Resources.folder)
    }

    private var authorities: Finding {
        let path = "/etc/ssl/certs/ca-certificates.crt"
        let ok = FileManager.default.isReadableFile(atPath: path)
        return Finding(name: "authorities", ok: ok, detail: ok ? path : "\(path) is missing: install ca-certificates")
    }

    private var disk: Finding {
        let place = FileManager.default.fileExists(atPath: data) ? data : "."
        let values = try? FileManager.default.attributesOfFileSystem(forPath: place)
        let free = (values?[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
        return Finding(name: "disk", ok: free > 1 << 30, detail: "\(free >> 20) MiB free, 1024 wanted")
    }

    /// A clock before this release was made is wrong, and with it every certificate and date.
    private var clock: Finding {
        let now = Date()
        return Finding(name: "clock", ok: now.timeIntervalSince1970 > 1_790_000_000, detail: Timestamp.text(now))
    }

    private var files: Finding {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Finding(name: "open-files", ok: limit.rlim_cur >= 1024, detail: "\(limit.rlim_cur) allowed, 1024 wanted")
    }
}
