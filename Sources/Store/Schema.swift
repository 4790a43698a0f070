import GRDB

/// The control database's tables; a migration that was shipped is never edited.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(sql: visitors)
            try database.execute(sql: migrations)
            try database.execute(sql: protection)
        }
        migrator.registerMigration("ratings") { try $0.execute(sql: ratings) }
        migrator.registerMigration("schedule") { database in
            // JSON Schedule; null begins at once
            try database.execute(sql: "ALTER TABLE migration ADD COLUMN schedule TEXT")
        }
        migrator.registerMigration("mail") { try $0.execute(sql: mail) }
        migrator.registerMigration("renewal") { database in
            // digest of what the forms carried before the token was renewed; whether a renewed session took its place
            try database.execute(sql: "ALTER TABLE session ADD COLUMN formerForms TEXT")
            try database.execute(sql: "ALTER TABLE session ADD COLUMN isRenewed INTEGER NOT NULL DEFAULT 0")
        }
        migrator.registerMigration("request") { database in
            // the migration that the answer is about: it goes with it
            try database.execute(sql: "ALTER TABLE request ADD COLUMN migration TEXT")
        }
        migrator.registerMigration("projects") { database in
            for sql in [consultants, projects, answers, edits, projectMail] { try database.execute(sql: sql) }
        }
        migrator.registerMigration("zones") { try $0.execute(sql: zones) }
        migrator.registerMigration("accessList") { try $0.execute(sql: accessList) }
        migrator.registerMigration("checkLinks") { try $0.execute(sql: checkLinks) }
        migrator.registerMigration("names") { database in
            // what customers read in place of the login; whether mails about projects are wanted
            try database.execute(sql: "ALTER TABLE consultant ADD COLUMN name TEXT NOT NULL DEFAULT ''")
            try database.execute(sql: "ALTER TABLE consultant ADD COLUMN isSilent INTEGER NOT NULL DEFAULT 0")
            try database.execute(sql: "ALTER TABLE member ADD COLUMN isSilent INTEGER NOT NULL DEFAULT 0")
            // password and code come together: no login ever waits for its code
            try database.execute(sql: "ALTER TABLE consultantLogin DROP COLUMN awaitsCode")
        }
        migrator.registerMigration("surveys") { database in
            // the project whose domains are looked up; it goes with it
            let column = "project TEXT REFERENCES project(id) ON DELETE CASCADE"
            try database.execute(sql: "ALTER TABLE request ADD COLUMN \(column)")
        }
        return migrator
    }

    private static let ratings = """
        CREATE TABLE answerRating (
            article TEXT NOT NULL,
            language TEXT NOT NULL,
            helpful INTEGER NOT NULL,
            unhelpful INTEGER NOT NULL,
            PRIMARY KEY (article, language)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE answerRater (
            rater TEXT NOT NULL,                   -- digest: the table tells nobody who read what
            article TEXT NOT NULL,
            language TEXT NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (rater, article, language)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX answerRaterByTime ON answerRater(time);
        """

    private static let mail = """
        CREATE TABLE subscription (
            migration TEXT PRIMARY KEY NOT NULL REFERENCES migration(id) ON DELETE CASCADE,
            address TEXT NOT NULL,                 -- empty once nobody wants mails any more
            language TEXT NOT NULL,
            nonce TEXT NOT NULL,                   -- what the links' tokens are derived from
            confirmDigest TEXT,
            confirmExpires INTEGER NOT NULL,
            confirmed INTEGER,
            stopDigest TEXT NOT NULL,
            stopped INTEGER,
            undoNotice INTEGER                     -- when to tell that the undo window ends
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX subscriptionByConfirmation ON subscription(confirmDigest);
        CREATE INDEX subscriptionByStop ON subscription(stopDigest);
        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,               -- the Message-ID's left half
            migration TEXT NOT NULL REFERENCES migration(id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            moment TEXT NOT NULL,
            recipient TEXT NOT NULL,
            language TEXT NOT NULL,
            arguments TEXT NOT NULL,               -- JSON
            created INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            notBefore INTEGER NOT NULL,
            owner TEXT,                            -- the worker that sends it
            leaseUntil REAL,
            problem TEXT,                          -- JSON, why it did not go last time
            ended INTEGER,
            outcome TEXT,                          -- sent, given-up, withheld
            UNIQUE (migration, kind, moment)
        ) STRICT;
        CREATE INDEX outboxWaiting ON outbox(notBefore) WHERE ended IS NULL;
        CREATE INDEX outboxByRecipient ON outbox(recipient, ended);
        """

    private static let visitors = """
        CREATE TABLE session (
            id TEXT PRIMARY KEY NOT NULL,          -- digest of the cookie's token
            created INTEGER NOT NULL,
            lastSeen INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            language TEXT NOT NULL,
            draft TEXT                             -- JSON, credentials sealed
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sessionByExpiry ON session(expires);
        CREATE TABLE sessionRight (
            session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE ON UPDATE CASCADE,
            migration TEXT NOT NULL,
            level INTEGER NOT NULL,
            PRIMARY KEY (session, migration)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sessionRightByMigration ON sessionRight(migration);
        CREATE TABLE request (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            created INTEGER NOT NULL,
            request TEXT,                          -- JSON; gone with the answer
            owner TEXT,                            -- the worker that has it in hand
            answer TEXT,                           -- JSON
            answered INTEGER
        ) STRICT;
        CREATE INDEX requestWaiting ON request(number) WHERE owner IS NULL AND answer IS NULL;
        """

    private static let migrations = """
        CREATE TABLE migration (
            id TEXT PRIMARY KEY NOT NULL,
            source TEXT NOT NULL,
            target TEXT NOT NULL,
            targetAccount TEXT,                    -- JSON AccountIdentity: one migration at a time writes there
            options TEXT NOT NULL,
            language TEXT NOT NULL,
            created INTEGER NOT NULL,
            owner TEXT,                            -- the session that started it
            state TEXT NOT NULL,
            projection TEXT NOT NULL,
            sourceCredential BLOB,
            targetCredential BLOB,
            sourceVerifier TEXT,
            targetVerifier TEXT,
            recoveryDigest TEXT,
            sourceUntil INTEGER,
            targetUntil INTEGER,
            expires INTEGER,
            deaths INTEGER NOT NULL DEFAULT 0,     -- workers that died while they had it
            isQuarantined INTEGER NOT NULL DEFAULT 0,
            revision INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX migrationByRevision ON migration(revision);
        CREATE TABLE revision (value INTEGER NOT NULL) STRICT;
        INSERT INTO revision VALUES (0);
        CREATE TABLE job (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            migration TEXT NOT NULL REFERENCES migration(id) ON DELETE CASCADE,
            action TEXT NOT NULL,                  -- JSON
            created INTEGER NOT NULL,
            notBefore INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            begun REAL,                            -- when it was leased first
            owner TEXT,                            -- the worker that leased it
            leaseUntil REAL
        ) STRICT;
        CREATE INDEX jobByMigration ON job(migration);
        CREATE TABLE worker (
            id TEXT PRIMARY KEY NOT NULL,
            started REAL NOT NULL,
            heartbeat REAL NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let protection = """
        CREATE TABLE limitCounter (
            name TEXT NOT NULL,
            subject TEXT NOT NULL,                 -- digest: the table tells nobody who came
            window INTEGER NOT NULL,
            current INTEGER NOT NULL,
            previous INTEGER NOT NULL,
            streak INTEGER NOT NULL,               -- attempts since the last success
            last INTEGER NOT NULL,
            PRIMARY KEY (name, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            event TEXT NOT NULL,
            migration TEXT,
            actor TEXT NOT NULL,
            detail TEXT NOT NULL
        ) STRICT;
        CREATE INDEX auditByMigration ON audit(migration);
        """
}
