import GRDB
import MailCore

extension SQLiteStore {
    /// Everything that is ticked off.
    public func ticks(of project: ProjectID) async throws -> [TickItem: Tick] {
        try await read { database in
            try SQLiteStore.rows("tick", "list, item", project, database).reduce(into: [:]) { ticks, row in
                guard let list = TickItem.List(rawValue: row["list"]) else { return }
                let item = TickItem(list, row["item"])
                ticks[item] = Tick(
                    item: item,
                    actor: try JSON.value(row["actor"]),
                    time: row["time"],
                    minutes: row["minutes"],
                    note: row["note"],
                    outcome: row["outcome"]
                )
            }
        }
    }

    /// Ticks something off, or changes how.
    public func tick(
        _ item: TickItem,
        in project: ProjectID,
        minutes: Int?,
        note: String,
        outcome: String,
        by actor: ProjectActor
    ) async throws {
        let now = now
        try await write { database in
            let detail = ["list": item.list.rawValue, "item": item.name]
            try SQLiteStore.change(project, "ticked", actor, detail, now, database)
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO tick (project, list, item, minutes, note, outcome, actor, time)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    project.rawValue, item.list.rawValue, item.name, minutes, PlainText.lines(note, most: 4000),
                    PlainText.line(outcome, most: 100), try JSON.text(actor), now,
                ]
            )
        }
    }

    /// Takes a tick back.
    public func untick(_ item: TickItem, in project: ProjectID, by actor: ProjectActor) async throws {
        let now = now
        try await write { database in
            let sql = "DELETE FROM tick WHERE project = ? AND list = ? AND item = ?"
            try database.execute(sql: sql, arguments: [project.rawValue, item.list.rawValue, item.name])
            guard database.changesCount > 0 else { return }
            let detail = ["list": item.list.rawValue, "item": item.name]
            try SQLiteStore.change(project, "unticked", actor, detail, now, database)
        }
    }

    /// Books hours.
    @discardableResult
    public func book(_ hours: NewBooking, in project: ProjectID, by actor: ProjectActor) async throws -> Booking {
        let now = now
        guard (1...6000).contains(hours.minutes) else {
            throw Problem(.usage, reaction: .stop, fixer: .you, detail: "minutes")
        }
        return try await write { database in
            let detail = ["step": hours.step, "minutes": "\(hours.minutes)"]
            try SQLiteStore.change(project, "booked", actor, detail, now, database)
            try database.execute(
                sql: """
                    INSERT INTO booking (project, step, party, minutes, note, day, actor, time)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    project.rawValue, hours.step, hours.party.rawValue, hours.minutes,
                    PlainText.line(hours.note, most: 1000), hours.day.daysSinceEpoch, try JSON.text(actor), now,
                ]
            )
            let sql = "SELECT * FROM booking WHERE id = ?"
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [database.lastInsertedRowID]) else {
                throw Problem(.storage, reaction: .stop, fixer: .operator)
            }
            return try SQLiteStore.booking(row)
        }
    }

    /// Takes a booking back.
    public func removeBooking(_ id: Int64, in project: ProjectID, by actor: ProjectActor) async throws {
        let now = now
        try await write { database in
            let sql = "DELETE FROM booking WHERE project = ? AND id = ? RETURNING step"
            guard let step = try String.fetchOne(database, sql: sql, arguments: [project.rawValue, id]) else { return }
            try SQLiteStore.change(project, "booking-removed", actor, ["step": step], now, database)
        }
    }

    /// All bookings, by day and number.
    public func bookings(of project: ProjectID) async throws -> [Booking] {
        try await read { try SQLiteStore.rows("booking", "day, id", project, $0).map(SQLiteStore.booking) }
    }

    /// The steps of the process that somebody set, by name.
    public func process(of project: ProjectID) async throws -> [String: ProcessStanding] {
        try await read { database in
            try SQLiteStore.rows("processStep", "step", project, database).reduce(into: [:]) { standings, row in
                guard let state = ProcessStanding.State(rawValue: row["state"]) else { return }
                let standing = ProcessStanding(
                    step: row["step"],
                    state: state,
                    actor: try JSON.value(row["actor"]),
                    time: row["time"]
                )
                standings[standing.step] = standing
            }
        }
    }

    /// Sets how far a step of the process is.
    public func setProcess(
        _ step: String,
        to state: ProcessStanding.State,
        in project: ProjectID,
        by actor: ProjectActor
    ) async throws {
        let now = now
        try await write { database in
            let detail = ["step": step, "state": state.rawValue]
            try SQLiteStore.change(project, "step", actor, detail, now, database)
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO processStep (project, step, state, actor, time) VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [project.rawValue, step, state.rawValue, try JSON.text(actor), now]
            )
        }
    }

    private static func booking(_ row: Row) throws -> Booking {
        Booking(
            id: row["id"],
            step: row["step"],
            party: Booking.Party(rawValue: row["party"]) ?? .customer,
            minutes: row["minutes"],
            note: row["note"],
            day: CivilDate(daysSinceEpoch: row["day"]),
            actor: try JSON.value(row["actor"]),
            time: row["time"]
        )
    }
}
