import FoundationEssentials
import GRDB
import MailCore

extension ItemRow {
    /// Reads a row of `SELECT item.*`.
    init(_ row: Row) {
        let system: Int? = row["lastFlags"]
        let octets: Int? = row["octets"]
        let header: String? = Columns.hex(row["header"])
        var fingerprint: Fingerprint?
        if let octets, let header {
            fingerprint = Fingerprint(
                messageID: row["messageID"] ?? "",
                date: row["dateField"] ?? "",
                octets: octets,
                headerDigest: header
            )
        }
        self.init(
            id: row["id"],
            container: row["container"],
            target: row["target"],
            reference: Reference(row["reference"]),
            size: row["size"],
            date: Columns.date(row["date"], row["zone"]),
            flags: Columns.flags(row["flags"], row["keywords"]),
            state: State(rawValue: row["state"]) ?? .found,
            cap: row["cap"],
            attempts: row["attempts"],
            isAdopted: row["adopted"],
            targetReference: (row["targetReference"] as String?).map { Reference($0) },
            storedSize: row["storedSize"],
            lastFlags: system.map { Columns.flags($0, row["lastKeywords"]) },
            losses: Columns.losses(row["losses"] as String?),
            digest: Columns.hex(row["digest"]),
            subject: row["subject"] ?? "",
            fingerprint: fingerprint,
            isGone: (row["gone"] as Int) > 0,
            isRemovalIntended: (row["undo"] as Int) == Journal.UndoStep.intended.rawValue
        )
    }
}
