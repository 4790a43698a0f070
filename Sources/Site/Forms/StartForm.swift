import HTTPServer
import MailCore
import Store
import Texts

/// «Jetzt» or «Später», as it was typed.
struct StartForm {
    static let (when, date, time, zone) = ("begin", "startDate", "startTime", "startZone")

    var isLater: Bool
    var date: String
    var time: String
    var zone: String

    /// What was sent; the page for moving the time asks for nothing but a time.
    init(_ form: Form, isLater: Bool? = nil) {
        self.isLater = isLater ?? (form[StartForm.when] == "later")
        (date, time, zone) = (form[StartForm.date], form[StartForm.time], form[StartForm.zone])
    }

    /// A time to begin with: what was chosen before, or tomorrow evening.
    init(_ schedule: Schedule?, now: Int64) {
        let zone = schedule?.zone ?? TimeZones.common[0]
        let local = schedule.map { $0.start + StartForm.offset(zone, $0.start) }
        let tomorrow = (now + StartForm.offset(zone, now)) / 86_400 * 86_400 + 86_400 + 20 * 3600
        (isLater, self.zone) = (schedule != nil, zone)
        (date, time) = StartForm.typed(local ?? tomorrow)
    }

    /// The time to begin, nil for at once; not later than so long after the migration was `planned`.
    ///
    /// - Throws: What is wrong, at its field.
    func schedule(now: Int64, planned: Int64, _ voice: Voice) throws(Complaints) -> Schedule? {
        guard isLater else { return nil }
        var complaints = Complaints()
        let midnight = Formats.midnight(typed: date)
        let clock = StartForm.seconds(typed: time)
        let zone = TimeZones.common.contains(self.zone) ? TimeZones.zone(self.zone) : nil
        if midnight == nil { complaints.add(StartForm.date, voice.say("start.dateMissing")) }
        if clock == nil { complaints.add(StartForm.time, voice.say("start.timeMissing")) }
        if zone == nil { complaints.add(StartForm.zone, voice.say("start.zoneMissing")) }
        guard let midnight, let clock, let zone else { throw complaints }
        let instants = zone.instants(showing: midnight + clock)
        guard let start = instants.first, instants.count == 1 else {
            throw .about(StartForm.time, voice.say(instants.isEmpty ? "start.timeSkipped" : "start.timeDoubled"))
        }
        if start <= now {
            // The day is what is wrong, unless it is today.
            let isToday = midnight == (now + Int64(zone.offset(now))) / 86_400 * 86_400
            throw .about(isToday ? StartForm.time : StartForm.date, voice.say("start.past"))
        }
        let latest = planned + Schedule.furthest
        guard start <= latest else {
            throw .about(StartForm.date, voice.say("start.tooFar", ["latest": String(latest)]))
        }
        return Schedule(start: start, zone: self.zone)
    }

    private static func offset(_ zone: String, _ instant: Int64) -> Int64 {
        Int64(TimeZones.zone(zone)?.offset(instant) ?? 0)
    }

    /// A local time as date and time inputs hold it: 2026-11-21 and 20:00.
    private static func typed(_ local: Int64) -> (String, String) {
        let formats = Formats(.de, zone: .fixed(seconds: 0))
        return (formats.isoDate(local), formats.time(local))
    }

    /// The seconds since midnight of a time typed as 20:00, 20.00, 20h00 or 20.
    private static func seconds(typed text: String) -> Int64? {
        let parts = text.split { ":.hH ".contains($0) }
        let numbers = parts.compactMap { Int64($0) }
        guard numbers.count == parts.count, (1...3).contains(parts.count), let hour = numbers.first else { return nil }
        let minute = numbers.count > 1 ? numbers[1] : 0
        guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
        return hour * 3600 + minute * 60
    }
}

/// The fields of ``StartForm``.
struct StartFields: ViewModel {
    var choice: RadioField?
    var day: TextField
    var clock: TextField
    var place: ChoiceField

    /// The fields; `asks` says whether «Jetzt» is a choice.
    init(_ typed: StartForm, asks: Bool, _ complaints: Complaints, _ visit: Visit) {
        choice = asks ? StartFields.choice(typed, visit) : nil
        var day = TextField(
            StartForm.date,
            label: visit.say("start.date"),
            hint: visit.say("start.dateHint"),
            value: typed.date
        )
        day.type = "date"
        var clock = TextField(StartForm.time, label: visit.say("start.time"), value: typed.time)
        clock.type = "time"
        (self.day, self.clock) = (day.with(complaints), clock.with(complaints))
        place = ChoiceField(
            StartForm.zone,
            label: visit.say("start.zone"),
            choices: TimeZones.common.map { ($0, StartFields.label($0, visit)) },
            chosen: typed.zone
        ).with(complaints)
    }

    private static func choice(_ typed: StartForm, _ visit: Visit) -> RadioField {
        RadioField(
            StartForm.when,
            label: visit.say("start.when"),
            complaint: nil,
            choices: [
                ("now", visit.say("start.now"), nil), ("later", visit.say("start.later"), visit.say("start.laterHint")),
            ],
            chosen: typed.isLater ? "later" : "now"
        )
    }

    /// «Zürich (UTC+1)», with today's offset.
    private static func label(_ zone: String, _ visit: Visit) -> String {
        guard zone != "UTC", let rules = TimeZones.zone(zone) else { return zone }
        return "\(visit.voice.name(ofZone: zone)) (\(Formats(visit.language, zone: rules).zoneName(visit.now)))"
    }
}
