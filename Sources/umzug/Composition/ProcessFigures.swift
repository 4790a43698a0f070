import Foundation
import Site

/// What the kernel says of a process of ours.
enum ProcessFigures {
    /// Its memory and open files; nil where it has gone.
    static func of(_ pid: Int32, name: String) -> Services.Processes.Running? {
        guard let pages = try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8).split(separator: " "),
            pages.count > 1, let resident = Int(pages[1]),
            let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")
        else { return nil }
        return .init(name: name, residentBytes: resident * sysconf(Int32(_SC_PAGESIZE)), openFiles: files.count)
    }
}
