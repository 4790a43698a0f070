import MailCore

/// What a message is made of in the simulation.
struct SimContent: Hashable, Sendable {
    var messageID: String
    var header: String
    var body: String
    /// What is wrong with it, for good.
    var property = Property.good

    enum Property: Hashable, Sendable {
        case good
        /// The target refuses it.
        case refused
        /// The source cannot deliver it.
        case unreadable
        /// The source drops the line instead of delivering it.
        case dropsSource
        /// The target drops the line instead of storing it.
        case dropsTarget
        /// Announced larger than the target takes.
        case tooLarge
        /// Found too large only when it is sent.
        case secretlyTooLarge
        /// Goes in altered form only.
        case altered
        /// Streamed.
        case large
        /// Announced as nothing.
        case understated
        /// The target asks for a pause instead of storing it.
        case throttled
        /// The source says nothing more, for an hour or until its connection is closed.
        case stuck
    }

    var bytes: [UInt8] { Array((header + "\n" + body).utf8) }
    var announced: Int {
        switch property {
        case .tooLarge: 9_000_000
        case .large: 2_000_000
        case .understated: 0
        default: bytes.count
        }
    }
    var fails: Bool {
        switch property {
        case .refused, .unreadable, .dropsSource, .dropsTarget, .tooLarge, .secretlyTooLarge, .throttled: true
        case .good, .altered, .large, .understated, .stuck: false
        }
    }
    var fingerprint: Fingerprint {
        Fingerprint(
            messageID: messageID,
            date: "d",
            octets: bytes.count,
            headerDigest: SimContent.digest(Array(header.utf8))
        )
    }
    /// What the target keeps of it.
    var stored: SimContent {
        guard property == .altered else { return self }
        var copy = self
        copy.body += "~"
        return copy
    }

    static func digest(_ bytes: [UInt8]) -> String {
        var text = ""
        for salt in UInt64(1)...4 {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325 &* salt
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            let digits = String(hash, radix: 16)
            text += String(repeating: "0", count: 16 - digits.count) + digits
        }
        return text
    }
}

/// A message in a folder of either side.
struct SimMessage: Hashable, Sendable {
    var uid: Int
    var content: SimContent
    var date: Int64
    var flags: Flags
    var changed = 0
    /// On the target: whether the engine stored it, and whether somebody used it since.
    var isOurs = false
    var isUsed = false
    /// What it is known by whatever becomes of its number.
    var birth = ""
    /// At the source: what it is one and the same of with messages of other folders.
    var twin: String?
}

/// A folder of either side.
struct SimFolder: Sendable {
    var path: FolderPath
    var validity: Int
    var nextUID = 1
    var modSeq = 1
    var messages: [SimMessage] = []
    var isSubscribed = false

    mutating func add(_ content: SimContent, date: Int64, flags: Flags, isOurs: Bool = false) -> Int {
        modSeq += 1
        defer { nextUID += 1 }
        var message = SimMessage(
            uid: nextUID,
            content: content,
            date: date,
            flags: flags,
            changed: modSeq,
            isOurs: isOurs
        )
        message.birth = "\(validity).\(nextUID)"
        messages.append(message)
        return nextUID
    }

    /// Gives every message another number.
    mutating func renumber(by step: Int) {
        validity += 1000
        for index in messages.indices { messages[index].uid += step }
        nextUID += step
    }

    /// Changes a message as its owner would.
    mutating func change(_ index: Int, _ body: (inout SimMessage) -> Void) {
        modSeq += 1
        body(&messages[index])
        messages[index].changed = modSeq
    }

    func reference(_ message: SimMessage) -> Reference { Reference("\(validity).\(message.uid)") }

    var mark: Mark { Mark("\(validity).\(nextUID)") }

    func index(_ reference: Reference) -> Int? {
        let parts = reference.text.split(separator: ".").compactMap { Int($0) }
        guard parts.count == 2, parts[0] == validity else { return nil }
        return messages.firstIndex { $0.uid == parts[1] }
    }
}

/// How the servers behave.
struct Behaviour: Sendable {
    var tellsReferences = true
    var batchLimit = 8
    var keepsFirstOfRefused = false
    var takesKeywords = true
    var tellsMarkOnCreation = true
    var hasStableIDs = false
    var tellsCheckpoints = true
    var reorders = false
    var maxItemBytes = 5_000_000
    var sharesSource = true
}

/// Everything outside the engine: two servers, their faults, the people who use them, and the process's life.
final class World: @unchecked Sendable {
    let executor: VirtualExecutor
    var random: SeededRandom
    var source: [SimFolder] = []
    var target: [SimFolder] = []
    var behaviour = Behaviour()
    var calls = 0
    var trace: [String] = []
    let isTracing: Bool
    /// Calls at which trouble begins, and how long it lasts.
    var faults: [(first: Int, count: Int, kind: Int)] = []
    var faultLeft: (count: Int, kind: Int) = (0, 0)
    /// What users do at the target while the engine is at work, by call.
    var isBusyTarget = false
    var serial = 0
    /// Why the source lets nobody in.
    var sourceRefusal: Problem?
    /// Why the target removes nothing.
    var removalRefusal: Problem?
    /// Whether the target has stopped refusing names.
    var takesEveryName = false
    /// Target folders whose references changed.
    var renumbered: Set<FolderPath> = []
    /// Listings of a side that just end in the middle, as a stream does whose reader was called off.
    var cuts: [Problem.Side: Int] = [:]
    /// How long each piece of a listing takes.
    var pieceSeconds = 0.0
    /// The sides whose listings take that long.
    var isSlow: Set<Problem.Side> = [.source, .target]
    /// Whether listings are now and then cut by chance, which is their own.
    var hasChanceCuts = false
    private var cutting: SeededRandom
    /// Chance of its own for what happens while no process runs: the other seeds' stories stay as they are.
    var accidents: SeededRandom
    /// Chance of its own for messages that lie under several labels.
    var labelling: SeededRandom

    init(seed: UInt64, isTracing: Bool) {
        executor = VirtualExecutor(seed: seed)
        random = SeededRandom(seed: seed)
        accidents = SeededRandom(seed: seed ^ 0x0DD5_EED5)
        cutting = SeededRandom(seed: seed ^ 0x000C_0775)
        labelling = SeededRandom(seed: seed ^ 0x001A_BE15)
        self.isTracing = isTracing
    }

    func note(_ text: @autoclosure () -> String) {
        if isTracing { trace.append("\(executor.now - 1_700_000_000) #\(calls) \(text())") }
    }

    var clock: WallClock {
        WallClock(now: { [executor] in executor.now }, sleep: { [executor] seconds in await executor.sleep(seconds) })
    }

    /// Waits for a piece of a listing; whether the listing ends before it, as if there were no more.
    func isCut(_ side: Problem.Side, _ isClosed: Box<Bool>) async throws -> Bool {
        let end = executor.now + (isSlow.contains(side) ? pieceSeconds : 0)
        while executor.now < end, !isClosed.value { await executor.sleep(min(1, end - executor.now)) }
        if isClosed.value { throw Problem(.connectionLost, reaction: .retry(afterSeconds: nil), fixer: .provider) }
        if hasChanceCuts, cutting.chance(1) {
            note("\(side) listing is cut")
            return true
        }
        guard let left = cuts[side], left > 0 else { return false }
        cuts[side] = left - 1
        return true
    }

    func sourceFolder(_ path: FolderPath) -> Int? { source.firstIndex { $0.path == path } }
    func targetFolder(_ path: FolderPath) -> Int? { target.firstIndex { $0.path == path } }

    /// A problem that this call meets, if trouble is on.
    func fault() -> Problem? {
        if faultLeft.count == 0, let next = faults.first, calls >= next.first {
            faultLeft = (next.count, next.kind)
            faults.removeFirst()
        }
        guard faultLeft.count > 0 else { return nil }
        faultLeft.count -= 1
        switch faultLeft.kind {
        case 0: return Problem(.connectionLost, reaction: .retry(afterSeconds: nil), fixer: .provider)
        case 1: return Problem(.throttled, reaction: .retry(afterSeconds: 300), fixer: .provider)
        case 2: return Problem(.quota, reaction: .stop, fixer: .you)
        default: return Problem(.unavailable, reaction: .retry(afterSeconds: nil), fixer: .provider)
        }
    }
}

/// The life of one process: after its death nothing that it calls has an effect.
final class Life: @unchecked Sendable {
    static let death = Problem(.storage, reaction: .stop, fixer: .operator, detail: "the process is dead")

    private(set) var isDead = false
    private var left: Int

    /// A process that dies after so many steps.
    init(steps: Int) { left = steps }

    func step() throws(Problem) {
        if isDead { throw Life.death }
        left -= 1
        if left <= 0 {
            isDead = true
            throw Life.death
        }
    }

    func check() throws(Problem) {
        if isDead { throw Life.death }
    }
}
