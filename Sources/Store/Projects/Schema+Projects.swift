extension Schema {
    static let consultants = """
        CREATE TABLE consultancy (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE consultant (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            login TEXT NOT NULL UNIQUE,            -- lower case
            consultancy INTEGER NOT NULL REFERENCES consultancy(id),
            address TEXT,
            verifier TEXT NOT NULL,
            codes TEXT,                            -- sealed TOTP secret
            codeStep INTEGER NOT NULL DEFAULT 0,   -- the last time step whose code was taken
            created INTEGER NOT NULL,
            lastLogin INTEGER
        ) STRICT;
        CREATE TABLE consultantLogin (
            session TEXT PRIMARY KEY NOT NULL REFERENCES session(id) ON DELETE CASCADE ON UPDATE CASCADE,
            consultant INTEGER NOT NULL REFERENCES consultant(id) ON DELETE CASCADE,
            awaitsCode INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX consultantLoginByConsultant ON consultantLogin(consultant);
        """

    static let projects = """
        CREATE TABLE project (
            id TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            language TEXT NOT NULL,
            consultancy INTEGER REFERENCES consultancy(id),
            created INTEGER NOT NULL,
            lastVisit INTEGER NOT NULL,
            revision INTEGER NOT NULL DEFAULT 1,
            questionnaire INTEGER NOT NULL,        -- the version that the present answers are given to
            offerDigest TEXT,                      -- of the token by which a consultant takes it on
            offerUntil INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX projectByConsultancy ON project(consultancy);
        CREATE INDEX projectByOffer ON project(offerDigest);
        CREATE TABLE member (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            address TEXT,
            role TEXT NOT NULL,
            question TEXT,
            language TEXT NOT NULL,
            invited INTEGER NOT NULL,
            joined INTEGER,
            lastSeen INTEGER,
            nonce TEXT NOT NULL,                   -- what the link's token is derived from
            linkDigest TEXT NOT NULL,
            linkUntil INTEGER NOT NULL,
            revoked INTEGER
        ) STRICT;
        CREATE INDEX memberByProject ON member(project);
        CREATE INDEX memberByLink ON member(linkDigest);
        CREATE INDEX memberByAddress ON member(address);
        CREATE TABLE membership (
            session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE ON UPDATE CASCADE,
            member INTEGER NOT NULL REFERENCES member(id) ON DELETE CASCADE,
            PRIMARY KEY (session, member)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX membershipByMember ON membership(member);
        CREATE TABLE projectAudit (
            number INTEGER PRIMARY KEY,
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            time INTEGER NOT NULL,
            event TEXT NOT NULL,
            actor TEXT NOT NULL,                   -- JSON ProjectActor
            detail TEXT NOT NULL                   -- JSON
        ) STRICT;
        CREATE INDEX projectAuditByProject ON projectAudit(project);
        """

    static let answers = """
        CREATE TABLE projectAnswer (
            number INTEGER PRIMARY KEY,
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            question TEXT NOT NULL,
            version INTEGER NOT NULL,
            answer TEXT,                           -- JSON; null where it was taken back
            actor TEXT NOT NULL,
            time INTEGER NOT NULL,
            UNIQUE (project, question, version)
        ) STRICT;
        CREATE TABLE submission (
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            answers TEXT NOT NULL,                 -- JSON
            actor TEXT NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (project, number)
        ) STRICT;
        CREATE TABLE reviewMark (
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            question TEXT NOT NULL,
            state TEXT NOT NULL,
            answerVersion INTEGER NOT NULL,
            actor TEXT NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (project, question)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE reviewComment (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            question TEXT NOT NULL,
            text TEXT NOT NULL,
            actor TEXT NOT NULL,
            time INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX reviewCommentByProject ON reviewComment(project);
        CREATE TABLE signOff (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            submission INTEGER NOT NULL,
            actor TEXT NOT NULL,
            time INTEGER NOT NULL,
            reopened INTEGER,
            reopenedBy TEXT
        ) STRICT;
        CREATE INDEX signOffByProject ON signOff(project);
        """

    static let edits = """
        CREATE TABLE projectDocument (
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            version INTEGER NOT NULL,
            document TEXT NOT NULL,                -- JSON
            actor TEXT NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (project, name)
        ) STRICT;
        CREATE TABLE tick (
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            list TEXT NOT NULL,
            item TEXT NOT NULL,
            minutes INTEGER,
            note TEXT NOT NULL,
            outcome TEXT NOT NULL,
            actor TEXT NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (project, list, item)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE booking (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            step TEXT NOT NULL,
            party TEXT NOT NULL,
            minutes INTEGER NOT NULL,
            note TEXT NOT NULL,
            day INTEGER NOT NULL,                  -- since 1 January 1970
            actor TEXT NOT NULL,
            time INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX bookingByProject ON booking(project, day);
        CREATE TABLE processStep (
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            step TEXT NOT NULL,
            state TEXT NOT NULL,
            actor TEXT NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (project, step)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE projectFile (
            id INTEGER PRIMARY KEY AUTOINCREMENT,  -- its name on the disk
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            mediaType TEXT NOT NULL,
            size INTEGER NOT NULL,
            digest TEXT NOT NULL,
            link TEXT,                             -- JSON FileLink
            actor TEXT NOT NULL,
            time INTEGER NOT NULL,
            isWhole INTEGER NOT NULL DEFAULT 0     -- 0 while it is received
        ) STRICT;
        CREATE INDEX projectFileByProject ON projectFile(project);
        """

    static let zones = """
        CREATE TABLE projectZone (
            project TEXT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            domain TEXT NOT NULL,
            latest TEXT NOT NULL,                  -- JSON ZoneState
            time INTEGER NOT NULL,
            first TEXT,                            -- JSON ZoneState: each record as it was seen first
            firstTime INTEGER,
            PRIMARY KEY (project, domain)
        ) STRICT;
        """

    /// The outbox made anew: a mail is about a migration or goes to somebody of a project.
    static let projectMail = """
        CREATE TABLE newOutbox (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,               -- the Message-ID's left half
            migration TEXT REFERENCES migration(id) ON DELETE CASCADE,
            project TEXT REFERENCES project(id) ON DELETE CASCADE,
            member INTEGER REFERENCES member(id) ON DELETE CASCADE,
            consultant INTEGER REFERENCES consultant(id) ON DELETE CASCADE,
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
        INSERT INTO newOutbox (number, id, migration, kind, moment, recipient, language, arguments, created, attempts,
            notBefore, owner, leaseUntil, problem, ended, outcome)
        SELECT number, id, migration, kind, moment, recipient, language, arguments, created, attempts, notBefore, owner,
            leaseUntil, problem, ended, outcome FROM outbox;
        DROP TABLE outbox;
        ALTER TABLE newOutbox RENAME TO outbox;
        CREATE INDEX outboxWaiting ON outbox(notBefore) WHERE ended IS NULL;
        CREATE INDEX outboxByRecipient ON outbox(recipient, ended);
        CREATE INDEX outboxByProject ON outbox(project);
        """

    static let checkLinks = """
        CREATE TABLE checkLink (
            project TEXT PRIMARY KEY NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            nonce TEXT NOT NULL,                   -- what the token is derived from
            digest TEXT NOT NULL,
            until INTEGER NOT NULL,
            revoked INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX checkLinkByDigest ON checkLink(digest);
        """

    static let accessList = """
        CREATE TABLE accessList (
            project TEXT PRIMARY KEY NOT NULL REFERENCES project(id) ON DELETE CASCADE,
            list TEXT NOT NULL,                    -- sealed
            accounts INTEGER NOT NULL,
            actor TEXT NOT NULL,
            time INTEGER NOT NULL,
            until INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
