import GRDB
import MailCore

extension SQLiteStore {
    /// Everything that is ticked off.
    public func ticks(of project: ProjectID) async throws -> [TickItem: Tick] {
        try await read { database in
            try SQLiteStore.rows("tick", "list, item", project, database).reduce(into: [:]) { ticks, row in
                guard let tick = try SQLiteStore.tick(row) else { return }
                ticks[tick.item] = tick
            }
        }
    }

    /// Ticks something off, or changes how.
    public func tick(
        _ item: TickItem,
        in project: ProjectID,
        minutes: Int?,
        note: String,
        basedOn seen: Int64?,
        by actor: ProjectActor
    ) async throws -> Ticking {
        let now = now
        return try await write { database in
            let present = try SQLiteStore.tick(item, project, database)
            guard present?.time == seen else { return .conflict(present) }
            let detail = ["list": item.list.rawValue, "item": item.name]
            try SQLiteStore.change(project, "ticked", actor, detail, now, database)
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO tick (project, list, item, minutes, note, outcome, actor, time)
                    VALUES (?, ?, ?, ?, ?, '', ?, ?)
                    """,
                arguments: [
                    project.rawValue, item.list.rawValue, item.name, minutes, PlainText.lines(note, most: 4000),
                    try JSON.text(actor), now,
                ]
            )
            return .done
        }
    }

    /// Takes a tick back.
    public func untick(
        _ item: TickItem,
        in project: ProjectID,
        basedOn seen: Int64?,
        by actor: ProjectActor
    ) async throws -> Ticking {
        let now = now
        return try await write { database in
            guard let present = try SQLiteStore.tick(item, project, database) else { return .done }
            guard present.time == seen else { return .conflict(present) }
            let sql = "DELETE FROM tick WHERE project = ? AND list = ? AND item = ?"
            try database.execute(sql: sql, arguments: [project.rawValue, item.list.rawValue, item.name])
            let detail = ["list": item.list.rawValue, "item": item.name]
            try SQLiteStore.change(project, "unticked", actor, detail, now, database)
            return .done
        }
    }

    private static func tick(_ item: TickItem, _ project: ProjectID, _ database: Database) throws -> Tick? {
        let sql = "SELECT * FROM tick WHERE project = ? AND list = ? AND item = ?"
        let arguments: StatementArguments = [project.rawValue, item.list.rawValue, item.name]
        return try Row.fetchOne(database, sql: sql, arguments: arguments).flatMap(tick)
    }

    private static func tick(_ row: Row) throws -> Tick? {
        guard let list = TickItem.List(rawValue: row["list"]) else { return nil }
        return Tick(
            item: TickItem(list, row["item"]),
            actor: try JSON.value(row["actor"]),
            time: row["time"],
            minutes: row["minutes"],
            note: row["note"]
        )
    }

    /// Books hours.
    @discardableResult
    public func book(_ hours: NewBooking, in project: ProjectID, by actor: ProjectActor) async throws -> Booking {
        let now = now
        guard (1...6000).contains(hours.minutes) else {
            throw Problem(.usage, reaction: .stop, fixer: .you, detail: "minutes")
        }
        return try await write { database in
            _ = try SQLiteStore.known(project, database)
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
            let booked = try SQLiteStore.booking(row)
            try SQLiteStore.change(project, "booked", actor, SQLiteStore.detail(booked), now, database)
            return booked
        }
    }

    /// Takes a booking back.
    @discardableResult
    public func removeBooking(_ id: Int64, in project: ProjectID, by actor: ProjectActor) async throws -> Bool {
        let now = now
        return try await write { database in
            // A member has no business with the hours of the consultancy.
            let isMember = if case .member = actor { true } else { false }
            let sql = "DELETE FROM booking WHERE project = ? AND id = ? AND (NOT ? OR party = 'customer') RETURNING *"
            let arguments: StatementArguments = [project.rawValue, id, isMember]
            guard let row = try Row.fetchOne(database, sql: sql, arguments: arguments) else { return false }
            let detail = SQLiteStore.detail(try SQLiteStore.booking(row))
            try SQLiteStore.change(project, "booking-removed", actor, detail, now, database)
            return true
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

    /// What the trail says of hours: their number would tell nothing once they are gone.
    private static func detail(_ booking: Booking) -> [String: String] {
        [
            "step": booking.step, "minutes": "\(booking.minutes)", "party": booking.party.rawValue,
            "day": "\(booking.day.daysSinceEpoch)",
        ]
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
