import GRDB

/// The journal's tables; a migration that has shipped is never edited.
///
/// `container` is a place at the source, `target` a place at the target (several containers share one where folders are
/// merged on purpose), `item` a source item with everything that is known of its copy. Sums live on `container` and are
/// kept in the same transaction as what they count, because a page asks for them every second.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1", migrate: first)
        migrator.registerMigration("2", migrate: second)
        migrator.registerMigration("3", migrate: third)
        migrator.registerMigration("4", migrate: fourth)
        return migrator
    }

    private static func first(_ db: Database) throws {
        try db.execute(sql: migration)
        try db.execute(sql: containers)
        try db.execute(sql: items)
        try db.execute(sql: records)
    }

    /// What an update of flags sets is known before it is sent.
    private static func second(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE item ADD COLUMN sentFlags INTEGER")
        try db.execute(sql: "ALTER TABLE item ADD COLUMN sentKeywords TEXT")
        try db.execute(sql: "ALTER TABLE migration ADD COLUMN undoMustCompare INTEGER NOT NULL DEFAULT 0")
    }

    /// Why a run halted that nobody had asked to.
    private static func third(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE migration ADD COLUMN halted TEXT")
    }

    /// Items of several containers that are one and the same at the source.
    private static func fourth(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE item ADD COLUMN twin TEXT")
        try db.execute(sql: "CREATE INDEX itemTwin ON item (twin) WHERE twin IS NOT NULL")
    }

    private static let migration = """
        CREATE TABLE migration (
            id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL,
            source TEXT NOT NULL, target TEXT NOT NULL, options TEXT NOT NULL,
            state TEXT NOT NULL, pass INTEGER NOT NULL, passKind TEXT NOT NULL,
            created REAL NOT NULL, changed REAL NOT NULL, passEnded REAL, started INTEGER NOT NULL DEFAULT 0,
            undoHours INTEGER NOT NULL, undoExtended INTEGER NOT NULL DEFAULT 0, undoIncludesGone INTEGER NOT NULL DEFAULT 0,
            lastEnd TEXT, bootID TEXT NOT NULL, mapping TEXT, compared INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        """

    private static let containers = """
        CREATE TABLE target (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, path TEXT NOT NULL, specialUse TEXT,
            creation INTEGER NOT NULL DEFAULT 0, problem TEXT, mark TEXT, watermark TEXT,
            hadItems INTEGER NOT NULL DEFAULT 0, existingListed INTEGER NOT NULL DEFAULT 0,
            subscription INTEGER NOT NULL DEFAULT 0, renumbered INTEGER NOT NULL DEFAULT 0,
            UNIQUE (kind, path)
        ) STRICT;
        CREATE TABLE container (
            id INTEGER PRIMARY KEY, target INTEGER NOT NULL REFERENCES target(id), kind TEXT NOT NULL,
            path TEXT NOT NULL, wireName TEXT NOT NULL, specialUse TEXT, stableID TEXT, validity TEXT,
            subscribed INTEGER NOT NULL DEFAULT 0, checkpoint TEXT, listedPass INTEGER NOT NULL DEFAULT 0,
            vanished INTEGER NOT NULL DEFAULT 0,
            found INTEGER NOT NULL DEFAULT 0, foundBytes INTEGER NOT NULL DEFAULT 0, copied INTEGER NOT NULL DEFAULT 0,
            alreadyThere INTEGER NOT NULL DEFAULT 0, skipped INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
            updated INTEGER NOT NULL DEFAULT 0, altered INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0,
            kept INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        """

    private static let items = """
        CREATE TABLE item (
            id INTEGER PRIMARY KEY, container INTEGER NOT NULL, target INTEGER NOT NULL, reference TEXT NOT NULL,
            size INTEGER NOT NULL, date INTEGER, zone INTEGER, flags INTEGER NOT NULL, keywords TEXT,
            state INTEGER NOT NULL, pass INTEGER NOT NULL, seen INTEGER NOT NULL,
            messageID TEXT, dateField TEXT, octets INTEGER, header BLOB, digest BLOB, subject TEXT,
            targetReference TEXT, storedSize INTEGER, lastFlags INTEGER, lastKeywords TEXT, losses TEXT, problem TEXT, note TEXT, undoProblem TEXT,
            cap INTEGER, attempts INTEGER NOT NULL DEFAULT 0, adopted INTEGER NOT NULL DEFAULT 0,
            pending INTEGER NOT NULL DEFAULT 0, updates INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0,
            marks INTEGER NOT NULL DEFAULT 0, touched INTEGER NOT NULL DEFAULT 0, undo INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE UNIQUE INDEX itemReference ON item (container, reference);
        CREATE INDEX itemTarget ON item (target, targetReference) WHERE targetReference IS NOT NULL;
        CREATE INDEX itemOpen ON item (container) WHERE state < 2;
        CREATE INDEX itemPending ON item (target) WHERE pending > 0;
        CREATE INDEX itemException ON item (id) WHERE marks > 0;
        CREATE TABLE existing (
            target INTEGER NOT NULL, reference TEXT NOT NULL, header BLOB NOT NULL, octets INTEGER NOT NULL,
            digest BLOB, isOurs INTEGER NOT NULL, item INTEGER, PRIMARY KEY (target, reference)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX existingFingerprint ON existing (target, header, octets);
        """

    private static let records = """
        CREATE TABLE attempt (
            number INTEGER PRIMARY KEY, command TEXT NOT NULL, pass INTEGER NOT NULL,
            begun REAL NOT NULL, ended REAL, outcome TEXT
        ) STRICT;
        CREATE TABLE pause (begun REAL NOT NULL, ended REAL, problem TEXT NOT NULL) STRICT;
        CREATE TABLE sample (time REAL PRIMARY KEY, items INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
        CREATE TABLE audit (time REAL NOT NULL, event TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
        """
}
