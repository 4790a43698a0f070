import MailCore
import Store
import Texts

/// The state in a word, in a title and in a plain sentence.
struct Headline {
    var tone: String
    var icon: Icon
    var word: String
    var title: String
    var lead: String
    var notice: Notice?

    init(_ record: MigrationRecord, _ voice: Voice, pace: Pace, now: Int64) {
        let projection = record.projection
        let totals = projection.totals
        (tone, icon) = Headline.sign(projection.state)
        word = voice.texts.word(for: projection.state, in: voice.formats)
        (title, lead) = ("", "")
        switch projection.state {
        case .queued: queue(record, voice, now: now)
        case .discovering: say("discovering", voice)
        case .verifying: say("verifying", voice)
        case .stopped: say("stopped", voice)
        case .undoing: say("undoing", voice)
        case .copying(let kind):
            title = voice.say("live.copying.\(kind.rawValue)")
            lead = [Headline.place(projection, voice), pace.remaining(voice)].compactMap { $0 }.joined(separator: " ")
        case .paused(let problem, let until, _):
            pause(problem, until, voice)
        case .failed(let problem):
            let words = voice.words(for: problem)
            (title, lead) = (words.title, voice.say("live.failedLead"))
            notice = Notice(problem, voice, tone: "bad", icon: .bad, heading: voice.say("live.pausedWhat"))
        case .cancelled:
            title = voice.say("live.cancelledTitle")
            lead =
                projection.pass > 0
                ? voice.count("live.cancelledLead", ["done": totals.arrived]) : voice.say("live.cancelledFirstLead")
        case .closed:
            title = voice.say("live.closedTitle")
            lead = voice.say("live.closedLead", ["until": projection.undoUntil.map { String($0) }])
        case .finished, .finishedWithFailures:
            finish(totals, voice)
        case .undone:
            title = voice.say("live.undoneTitle")
            let key = totals.kept > 0 ? "live.undoneKeptLead" : "live.undoneLead"
            lead = voice.count(key, ["removed": totals.removed, "kept": totals.kept])
        }
        if notice == nil, let refusal = projection.refusal {
            notice = Notice(refusal, voice, tone: "bad", icon: .bad, heading: voice.say("live.refused"))
        }
    }

    private mutating func queue(_ record: MigrationRecord, _ voice: Voice, now: Int64) {
        guard let schedule = record.schedule, record.waits(until: now) else { return say("queued", voice) }
        word = voice.say("live.scheduledWord")
        title = voice.say("live.scheduledTitle", ["when": voice.moment(schedule)])
        lead = voice.say("live.scheduledLead")
    }

    private mutating func say(_ key: String, _ voice: Voice) {
        (title, lead) = (voice.say("live.\(key)Title"), voice.say("live.\(key)Lead"))
    }

    /// One sentence on what it does right now.
    private static func place(_ projection: Projection, _ voice: Voice) -> String {
        guard let folder = projection.progress?.container,
            // The last one that was worked on may be complete while the next one is being read.
            !projection.folders.contains(where: { $0.path == folder && $0.done >= $0.total })
        else { return voice.say("live.inBetween") }
        return voice.say("live.inFolder", ["folder": folder.description])
    }

    private mutating func pause(_ problem: Problem, _ until: Int64?, _ voice: Voice) {
        let words = voice.words(for: problem)
        notice = Notice(problem, voice, tone: "warn", icon: .pause, heading: voice.say("live.pausedWhat"))
        if problem.isTransient { notice?.who = nil }
        guard let until else {
            (title, lead) = (words.title, voice.say("live.pausedLead"))
            return
        }
        // Shown to the minute, and never a time that has passed already.
        let minute = (until + 59) / 60 * 60
        title = voice.say("live.pausedTitle", ["title": words.title, "until": String(minute)])
        lead = voice.say("live.pausedLeadUntil", at: "until", minute)
    }

    private mutating func finish(_ totals: Counts, _ voice: Voice) {
        title =
            totals.found == 0
            ? voice.say("live.emptyTitle")
            : voice.count("live.finishedTitle", ["done": totals.arrived, "total": totals.found])
        if totals.found == 0 {
            lead = voice.say("live.emptyLead")
        } else if totals.failed > 0 {
            word = voice.count("live.failuresWord", ["failed": totals.failed])
            lead = voice.count("live.failuresLead", ["failed": totals.failed])
        } else if totals.skipped > 0 {
            lead = voice.count("live.finishedSkippedLead", ["skipped": totals.skipped])
        } else {
            lead = voice.say("live.finishedLead")
        }
    }

    /// A status is an icon and a word; colour comes third.
    private static func sign(_ state: State) -> (String, Icon) {
        switch state {
        case .queued: ("idle", .later)
        case .discovering, .copying, .verifying, .undoing: ("busy", .part)
        case .finished: ("good", .done)
        case .finishedWithFailures: ("warn", .warn)
        case .cancelled: ("warn", .skip)
        case .failed: ("bad", .bad)
        case .paused: ("warn", .pause)
        case .stopped: ("idle", .pause)
        case .closed: ("idle", .lock)
        case .undone: ("idle", .undo)
        }
    }
}

extension Projection {
    /// The sums over all kinds.
    var totals: Counts { Counts(sumOf: counts.values) }
}

extension Counts {
    /// Items that are at the target now.
    var arrived: Int { copied + alreadyThere }
}
