import GRDB
public import MailCore

extension SQLiteStore: ZoneStore {
    /// Keeps what a look at domains found.
    public func keep(_ zones: [ZoneState], of project: ProjectID) async throws {
        let now = now
        try await write { database in
            guard try SQLiteStore.project(project, database) != nil else { return }
            let before = try SQLiteStore.zones(of: project, database)
            for zone in zones { try SQLiteStore.keep(zone, before[zone.domain], project, now, database) }
            guard zones.contains(where: { before[$0.domain]?.latest != $0 }) else { return }
            let sql = "UPDATE project SET revision = revision + 1 WHERE id = ?"
            try database.execute(sql: sql, arguments: [project.rawValue])
        }
    }

    /// What was found, by domain.
    public func zones(of project: ProjectID) async throws -> [String: SurveyedZone] {
        try await read { try SQLiteStore.zones(of: project, $0) }
    }

    private static func keep(
        _ zone: ZoneState,
        _ before: SurveyedZone?,
        _ project: ProjectID,
        _ now: Int64,
        _ database: Database
    ) throws {
        let first = zone.presence == .exists ? before?.first?.completed(by: zone) ?? zone : before?.first
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO projectZone (project, domain, latest, time, first, firstTime)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                project.rawValue, zone.domain, try JSON.text(zone), now, try first.map { try JSON.text($0) },
                first == nil ? nil : before?.firstTime ?? now,
            ]
        )
    }

    private static func zones(of project: ProjectID, _ database: Database) throws -> [String: SurveyedZone] {
        try rows("projectZone", "domain", project, database).reduce(into: [:]) { zones, row in
            zones[row["domain"]] = SurveyedZone(
                latest: try JSON.value(row["latest"]),
                time: row["time"],
                first: try (row["first"] as String?).map { try JSON.value($0) },
                firstTime: row["firstTime"]
            )
        }
    }
}

extension ZoneState {
    /// With the replies to questions that had not been asked, or not been answered: another product needs other records.
    fileprivate func completed(by later: ZoneState) -> ZoneState {
        var state = self
        for (question, reply) in later.replies where replies[question]?.answer == nil { state.note(reply) }
        return state
    }
}
