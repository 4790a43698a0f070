import ArgumentParser
import Settings
import Store
import Worker

/// For how long what is kept, and how much runs at once; web process and worker alike.
struct RunOptions: ParsableArguments {
    @Option(
        name: .customLong("undo-hours"),
        help: .init("For how many hours a migration can be undone (default: 48).", valueName: "hours")
    )
    var undoHours: Int?

    @Option(name: .customLong("migrations"), help: .hidden)
    var migrations: Int?

    @Option(name: .customLong("migration-days"), help: .hidden)
    var migrationDays: Int?

    @Option(name: .customLong("credential-days"), help: .hidden)
    var credentialDays: Int?

    @Option(name: .customLong("audit-days"), help: .hidden)
    var auditDays: Int?

    func validate() throws {
        try check(undoHours, .undoHours)
        try check(migrations, .migrations)
        try check(migrationDays, .migrationDays)
        try check(credentialDays, .credentialDays)
        try check(auditDays, .auditDays)
    }

    /// Takes from the file what no flag says.
    mutating func take(_ file: SettingsFile) {
        undoHours = undoHours ?? file.number(.undoHours)
        migrations = migrations ?? file.number(.migrations)
        migrationDays = migrationDays ?? file.number(.migrationDays)
        credentialDays = credentialDays ?? file.number(.credentialDays)
        auditDays = auditDays ?? file.number(.auditDays)
    }

    /// How long what is kept.
    var retention: Retention {
        var retention = Retention()
        if let migrationDays { retention.migration = Int64(migrationDays) * 86_400 }
        if let credentialDays { retention.sourceCredential = Int64(credentialDays) * 86_400 }
        if let auditDays { retention.audit = Int64(auditDays) * 86_400 }
        return retention
    }

    /// How the worker works.
    var worker: WorkerSettings {
        var settings = WorkerSettings()
        settings.undoHours = undoHours ?? settings.undoHours
        settings.concurrency = migrations ?? settings.concurrency
        return settings
    }

    /// The same options as arguments, for the worker.
    var arguments: [String] {
        let given = [
            ("--undo-hours", undoHours), ("--migrations", migrations), ("--migration-days", migrationDays),
            ("--credential-days", credentialDays), ("--audit-days", auditDays),
        ]
        return given.flatMap { name, value in value.map { [name, String($0)] } ?? [] }
    }

    private func check(_ value: Int?, _ setting: Setting) throws {
        guard let value, case .number(let bounds) = setting.form, !bounds.contains(value) else { return }
        throw ValidationError("--\(setting.name) is a number from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
}
