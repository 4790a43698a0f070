public import MailCore
public import Planning

/// A document with its version.
public struct Versioned<Document: Sendable & Hashable>: Sendable, Hashable {
    /// The document.
    public var document: Document
    /// Counts its changes; 1 is the first.
    public var version: Int
    /// Who changed it last.
    public var actor: ProjectActor
    /// When, in seconds since 1970.
    public var time: Int64
}

/// What became of a changed document.
public enum EditsSaving<Document: Sendable & Hashable>: Sendable, Hashable {
    /// It is the present one now, with that version.
    case saved(Int)
    /// Somebody else changed it in between: this is the present one, and nothing was saved.
    case conflict(Versioned<Document>)
}

/// Something to be ticked off.
public struct TickItem: Hashable, Codable, Sendable {
    /// What it is in.
    public enum List: String, CaseIterable, Hashable, Codable, Sendable {
        case runbook, accounts
    }

    /// What it is in.
    public var list: List
    /// Its name there.
    public var name: String

    /// An item.
    public init(_ list: List, _ name: String) {
        self.list = list
        self.name = name
    }
}

/// That something was done.
public struct Tick: Hashable, Sendable {
    /// What.
    public var item: TickItem
    /// Who did it.
    public var actor: ProjectActor
    /// When, in seconds since 1970.
    public var time: Int64
    /// How long it took, where somebody measured.
    public var minutes: Int?
    /// A note.
    public var note: String
}

/// What became of ticking something off, or of taking that back.
public enum Ticking: Hashable, Sendable {
    /// It is as it was asked for.
    case done
    /// Somebody else did or took back in between: this is the present tick, and nothing changed.
    case conflict(Tick?)
}

/// Hours that somebody worked on a step of the process.
public struct Booking: Hashable, Sendable, Identifiable {
    /// Whose hours they are.
    public enum Party: String, CaseIterable, Hashable, Codable, Sendable {
        case consultant, customer
    }

    /// Its number.
    public var id: Int64
    /// The step of the process.
    public var step: String
    /// Whose hours.
    public var party: Party
    /// How many minutes.
    public var minutes: Int
    /// What was done.
    public var note: String
    /// The day of the work.
    public var day: CivilDate
    /// Who booked it.
    public var actor: ProjectActor
    /// When it was booked, in seconds since 1970.
    public var time: Int64
}

/// Hours to be booked.
public struct NewBooking: Hashable, Sendable {
    /// The step of the process.
    public var step: String
    /// Whose hours.
    public var party: Booking.Party
    /// How many minutes, more than none.
    public var minutes: Int
    /// What was done.
    public var note: String
    /// The day of the work.
    public var day: CivilDate

    /// Hours.
    public init(step: String, party: Booking.Party, minutes: Int, note: String = "", day: CivilDate) {
        self.step = step
        self.party = party
        self.minutes = minutes
        self.note = note
        self.day = day
    }
}

/// How far a step of the process is, as somebody set it.
public struct ProcessStanding: Hashable, Sendable {
    /// How far.
    public enum State: String, CaseIterable, Hashable, Codable, Sendable {
        case open, working, waiting, done
    }

    /// The step.
    public var step: String
    /// How far.
    public var state: State
    /// Who set it.
    public var actor: ProjectActor
    /// When, in seconds since 1970.
    public var time: Int64
}

/// What people change and do besides the answers.
public protocol EditsStore: Sendable {
    /// The project's document of that name, such as the plan's edits; nil where there is none yet.
    func document<Document: Codable & Hashable & Sendable>(
        _ name: String,
        as type: Document.Type,
        of project: ProjectID
    ) async throws -> Versioned<Document>?
    /// Saves the document where `version` is still the present one (0: there is none yet).
    func save<Document: Codable & Hashable & Sendable>(
        _ document: Document,
        named name: String,
        of project: ProjectID,
        basedOn version: Int,
        by actor: ProjectActor
    ) async throws -> EditsSaving<Document>

    /// Everything that is ticked off.
    func ticks(of project: ProjectID) async throws -> [TickItem: Tick]
    /// Ticks something off, or changes how, where the tick that was seen (by its time; nil for none) is still there.
    @discardableResult
    func tick(
        _ item: TickItem,
        in project: ProjectID,
        minutes: Int?,
        note: String,
        basedOn seen: Int64?,
        by actor: ProjectActor
    ) async throws -> Ticking
    /// Takes back the tick that was seen.
    @discardableResult
    func untick(
        _ item: TickItem,
        in project: ProjectID,
        basedOn seen: Int64?,
        by actor: ProjectActor
    ) async throws -> Ticking

    /// Books hours.
    @discardableResult
    func book(_ hours: NewBooking, in project: ProjectID, by actor: ProjectActor) async throws -> Booking
    /// Takes a booking back: a consultant any of the project, a member those of the customer. False for none.
    @discardableResult
    func removeBooking(_ id: Int64, in project: ProjectID, by actor: ProjectActor) async throws -> Bool
    /// All bookings, by day and number.
    func bookings(of project: ProjectID) async throws -> [Booking]

    /// The steps of the process that somebody set, by name.
    func process(of project: ProjectID) async throws -> [String: ProcessStanding]
    /// Sets how far a step of the process is.
    func setProcess(
        _ step: String,
        to state: ProcessStanding.State,
        in project: ProjectID,
        by actor: ProjectActor
    ) async throws
}

extension EditsStore {
    /// What was changed by hand in the project's plan; version 0 where nothing was.
    public func edits(of project: ProjectID) async throws -> (edits: PlanEdits, version: Int) {
        let found = try await document("plan", as: PlanEdits.self, of: project)
        return (found?.document ?? PlanEdits(), found?.version ?? 0)
    }

    /// Saves what was changed by hand in the plan, where `version` is still the present one.
    public func save(
        _ edits: PlanEdits,
        of project: ProjectID,
        basedOn version: Int,
        by actor: ProjectActor
    ) async throws -> EditsSaving<PlanEdits> {
        try await save(edits, named: "plan", of: project, basedOn: version, by: actor)
    }
}
