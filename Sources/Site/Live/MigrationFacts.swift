import MailCore
import Store
import Texts

/// What is to be known about a migration besides its progress.
struct MigrationFacts {
    let record: MigrationRecord
    let now: Int64
    let voice: Voice
    let configuration: Site.Configuration

    private var projection: Projection { record.projection }

    /// The facts of the live page.
    var live: [Fact] {
        var facts = [id(withHint: true)]
        if let schedule = record.schedule { facts.append(fact("live.scheduled", voice.moment(schedule))) }
        if projection.pass > 0 { facts.append(fact("live.pass", voice.formats.number(projection.pass))) }
        if let begun = projection.begun { facts.append(fact("live.begun", voice.formats.dateTime(begun))) }
        if let changed = projection.changed { facts.append(fact("live.changed", clock(changed))) }
        if let sign = projection.lastSignOfLife { facts.append(fact("live.sign", clock(sign))) }
        if let ended = projection.ended { facts.append(fact("live.ended", voice.formats.dateTime(ended))) }
        if configuration.sendsMail { facts.append(mails) }
        return facts + dates
    }

    /// The facts of the receipt.
    var receipt: [Fact] {
        var facts = [id(withHint: false)]
        if let begun = projection.begun, let ended = projection.ended {
            let isOneDay = voice.formats.isSameDay(begun, ended)
            let span = [
                "begun": voice.formats.dateTime(begun),
                "ended": isOneDay ? voice.formats.time(ended) : voice.formats.dateTime(ended),
            ]
            facts.append(fact("receipt.duration", voice.say("receipt.durationText", span)))
        }
        return facts + dates
    }

    private var dates: [Fact] {
        var facts: [Fact] = []
        if let until = projection.undoUntil, projection.state != .undone {
            facts.append(fact("live.undoUntil", voice.formats.dateTime(until)))
        }
        facts.append(credential("live.sourceCredential", record.sourceCredential))
        facts.append(credential("live.targetCredential", record.targetCredential))
        facts.append(data)
        return facts
    }

    private func id(withHint: Bool) -> Fact {
        var fact = fact("live.id", record.id.rawValue)
        fact.isCode = true
        fact.note = withHint ? voice.say("live.idHint") : nil
        return fact
    }

    /// The time alone where it is of the day on which the pass began.
    private func clock(_ instant: Int64) -> String {
        if let begun = projection.begun, voice.formats.isSameDay(begun, instant) {
            return voice.formats.exactTime(instant)
        }
        return voice.formats.dateTime(instant)
    }

    private func credential(_ key: String, _ status: CredentialStatus) -> Fact {
        var fact: Fact
        switch status {
        case .kept(let until?): fact = self.fact(key, voice.say("live.credentialUntil", at: "until", until))
        case .kept(nil): fact = self.fact(key, voice.say(record.credentialKey(at: now)))
        case .absent: fact = self.fact(key, voice.say("live.credentialGone"))
        }
        fact.href = Route.migration(record.id, .credentials).path
        fact.link = voice.say(status == .absent ? "live.enterAgain" : "live.deleteNow")
        return fact
    }

    private var mails: Fact {
        var fact = fact("live.mails", voice.standing(of: record.mails))
        fact.href = Route.migration(record.id, .notifications).path
        guard let mails = record.mails, mails.standing != .stopped else {
            fact.link = voice.say("live.mailsEnter")
            return fact
        }
        fact.link = voice.say("live.mailsChange")
        fact.moreHref = Route.migration(record.id, .notifications).path + "#stop"
        fact.more = voice.say("live.mailsStop")
        return fact
    }

    private var data: Fact {
        guard let ended = projection.ended else {
            return fact("live.data", voice.count("live.dataAfter", ["days": configuration.retentionDays]))
        }
        let until = ended + Int64(configuration.retentionDays) * 86_400
        var fact = fact("live.data", voice.say("live.dataUntil", at: "until", until))
        if !projection.state.isUnfinished {
            fact.href = Route.migration(record.id, .delete).path
            fact.link = voice.say("live.deleteNow")
        }
        return fact
    }

    private func fact(_ key: String, _ value: String) -> Fact { Fact(name: voice.say(key), value: value) }
}
