import FoundationEssentials
import Glibc
import Logging
import MailCore
import Store
import Synchronization
import Testing

@testable import Worker

@Suite("The worker's supervisor", .timeLimit(.minutes(1)))
struct WorkerSupervisorTests {
    private let deaths = Counter()

    private func makeSupervisor(_ script: String) -> WorkerSupervisor {
        WorkerSupervisor(
            program: "/bin/sh",
            arguments: ["-c", script],
            clock: Fixture.clock,
            log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            died: { [deaths] in deaths.count() }
        )
    }

    private func wait(_ condition: () async -> Bool) async {
        let end = Fixture.clock.now() + 10
        while await !condition(), Fixture.clock.now() < end { await Fixture.clock.sleep(0.005) }
    }

    @Test("a worker that dies is started again, and each death is told")
    func restarts() async throws {
        let supervisor = makeSupervisor("exit 3")
        let run = Task { await supervisor.run() }
        await wait { deaths.value >= 3 }
        await supervisor.stop()
        await run.value
        #expect(deaths.value >= 3)
        #expect(await supervisor.processID == nil)
    }

    @Test("a worker that was killed is another process afterwards")
    func killed() async throws {
        let supervisor = makeSupervisor("exec sleep 60")
        let run = Task { await supervisor.run() }
        await wait { await supervisor.processID != nil }
        let first = try #require(await supervisor.processID)
        kill(first, SIGKILL)
        await wait {
            let now = await supervisor.processID
            return now != nil && now != first
        }
        #expect(deaths.value == 1)
        await supervisor.stop()
        await run.value
        #expect(deaths.value == 1)
    }

    @Test("stopping forwards SIGTERM and waits for the end")
    func stops() async throws {
        let name = "umzug-supervisor-\(UInt64.random(in: 0 ... .max))"
        let mark = FileManager.default.temporaryDirectory.appending(path: name).path()
        defer { unlink(mark) }
        let supervisor = makeSupervisor("trap 'echo asked > \(mark); exit 0' TERM; while :; do sleep 0.05; done")
        let run = Task { await supervisor.run() }
        await wait { await supervisor.processID != nil }
        await Fixture.clock.sleep(0.3)
        await supervisor.stop()
        await run.value
        #expect(FileManager.default.fileExists(atPath: mark))
        #expect(deaths.value == 0)
    }

    @Test("a worker that does not listen is killed after the grace")
    func grace() async throws {
        let supervisor = makeSupervisor("trap '' TERM; while :; do sleep 0.05; done")
        let run = Task { await supervisor.run() }
        await wait { await supervisor.processID != nil }
        await Fixture.clock.sleep(0.2)
        await supervisor.stop(grace: 0.2)
        await run.value
        #expect(await supervisor.processID == nil)
    }

    @Test("the child inherits no file but the standard ones, and its input ends with this process")
    func files() async throws {
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        let child = try ChildProcess.start("/bin/sleep", ["60"]).get()
        let folder = "/proc/\(child.pid)"
        let files = FileManager.default
        // Until the loader has done, it has files of its own open.
        var inherited: [String] = []
        await wait {
            inherited = (try? files.contentsOfDirectory(atPath: "\(folder)/fd").sorted()) ?? []
            return inherited == ["0", "1", "2"]
        }
        let input = try files.destinationOfSymbolicLink(atPath: "\(folder)/fd/0")
        child.signal(SIGKILL)
        #expect(await child.exit() == .signal(SIGKILL))
        #expect(inherited == ["0", "1", "2"])
        #expect(input.hasPrefix("pipe:"))
    }

    @Test("a program that is not there is tried again, more and more rarely")
    func missing() async throws {
        let supervisor = WorkerSupervisor(
            program: "/nonexistent",
            arguments: [],
            clock: Fixture.clock,
            log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            died: { [deaths] in deaths.count() }
        )
        let run = Task { await supervisor.run() }
        await wait { deaths.value >= 2 }
        await supervisor.stop()
        await run.value
        let delays = (1...12).map(WorkerSupervisor.delay)
        #expect(delays.prefix(4) == [0.1, 0.2, 0.4, 0.8])
        #expect(delays.last == 30)
    }
}

@Suite("Worker identities")
struct WorkerIdentityTests {
    @Test("the present process lives; one with another start, boot or form does not, or is not known")
    func alive() throws {
        let me = WorkerIdentity.current().id
        #expect(WorkerIdentity.isAlive(me) == true)
        let parts = me.rawValue.split(separator: "/")
        #expect(WorkerIdentity.isAlive(WorkerID(rawValue: "\(parts[0])/\(parts[1])/1")) == false)
        #expect(WorkerIdentity.isAlive(WorkerID(rawValue: "other/\(parts[1])/\(parts[2])")) == false)
        #expect(WorkerIdentity.isAlive(WorkerID(rawValue: "\(parts[0])/999999999/1")) == false)
        #expect(WorkerIdentity.isAlive(WorkerID(rawValue: "w1")) == nil)
    }

    @Test("a zombie is dead")
    func zombie() async throws {
        let child = try ChildProcess.start("/bin/sh", ["-c", "exit 0"]).get()
        let end = Fixture.clock.now() + 10
        let path = "/proc/\(child.pid)/stat"
        while Fixture.clock.now() < end, try !String(contentsOfFile: path, encoding: .utf8).contains(") Z") {
            await Fixture.clock.sleep(0.005)
        }
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        let id = WorkerID(rawValue: "\(boot.filter { !$0.isWhitespace })/\(child.pid)/0")
        #expect(WorkerIdentity.isAlive(id) == false)
        #expect(await child.exit() == .status(0))
    }
}

/// Counts across tasks.
final class Counter: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    func count() { number.withLock { $0 += 1 } }
}
