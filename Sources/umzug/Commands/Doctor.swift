import ArgumentParser
import Foundation
import MailCore

/// `umzug doctor`: whether this machine is fit to run the app.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the data folder, keys, resources, disk, clock and limits of this machine."
    )

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOption

    func run() async throws {
        let reporter = Reporter(json: output.json)
        let findings = Findings(data: data.path).all
        for finding in findings {
            reporter.tell("finding", finding, text: "\(finding.ok ? "ok " : "BAD") \(finding.name): \(finding.detail)")
        }
        guard findings.allSatisfy(\.ok) else { throw ExitStatus.finishedWithFailures }
    }
}

/// One thing that was looked at.
struct Finding: Encodable, Sendable {
    var name: String
    var ok: Bool
    var detail: String
}

/// What `doctor` looks at; each look is a function of its own and changes nothing.
struct Findings {
    var data: String

    var all: [Finding] { [folder, keys, resources, authorities, disk, clock, files] }

    private var folder: Finding {
        let manager = FileManager.default
        guard manager.fileExists(atPath: data) else {
            let parent = URL(fileURLWithPath: data).deletingLastPathComponent().path
            let ok = manager.isWritableFile(atPath: parent)
            return Finding(name: "data-folder", ok: ok, detail: "\(data) \(ok ? "will be made" : "cannot be made")")
        }
        let ok = manager.isWritableFile(atPath: data)
        return Finding(name: "data-folder", ok: ok, detail: "\(data) \(ok ? "is writable" : "is not writable")")
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
