import MailCore
import Site
import Store

/// Invented mailboxes and migrations, as large as real ones.
enum Samples {
    /// Friday, 20 November 2026, 14:05 in Zurich.
    static let now: Int64 = 1_795_179_900

    static let source = Endpoint(
        service: .imap,
        security: .tls,
        host: "imap.alt.example",
        user: "anna.keller@brunner-holz.example"
    )
    static let detected = DetectedAccount(
        provider: "google",
        services: [
            DetectedService(
                kind: .imap,
                host: "imap.gmail.com",
                port: 993,
                security: .tls,
                user: "anna.keller@brunner-holz.example",
                source: .mx
            ),
            DetectedService(
                kind: .pop3,
                host: "pop.gmail.com",
                port: 995,
                security: .tls,
                user: "anna.keller@brunner-holz.example",
                source: .mx
            ),
        ],
        needs: [.appPassword, .oauth]
    )
    static let target = Endpoint(
        service: .imap,
        security: .tls,
        host: "mail.neu.example",
        user: "anna.keller@brunner-holz.example"
    )

    static func path(_ text: String) -> FolderPath { FolderPath(text: text) ?? .inbox }

    static let folders: [(path: String, items: Int, bytes: Int, use: SpecialUse?)] = [
        ("INBOX", 4108, 1_600_000_000, nil), ("Gesendete Elemente", 3950, 1_900_000_000, .sent),
        ("Entwürfe", 22, 6_000_000, .drafts), ("Projekte/2024", 2960, 800_000_000, nil),
        ("Projekte/2025", 7214, 3_000_000_000, nil), ("Projekte/Müller: Umbau", 5118, 2_200_000_000, nil),
        ("Archiv", 6430, 2_600_000_000, .archive), ("Rechnungen", 1200, 300_000_000, nil),
    ]

    static let inspection = SourceInspection(
        description: SourceDescription(
            kinds: [.mail],
            capabilities: ["IMAP4rev1", "CONDSTORE"],
            accountIdentity: AccountIdentity(
                servers: ["imap.alt.example"],
                account: "anna.keller@brunner-holz.example"
            ),
            software: "Dovecot"
        ),
        containers: folders.map {
            SourceContainer(
                kind: .mail,
                path: path($0.path),
                wireName: $0.path,
                specialUse: $0.use,
                count: $0.items,
                bytes: $0.bytes
            )
        } + [
            SourceContainer(kind: .mail, path: path("Projekte"), wireName: "Projekte", exclusion: .notSelectable),
            SourceContainer(
                kind: .mail,
                path: path("Alle Nachrichten"),
                wireName: "Alle Nachrichten",
                count: 31_002,
                bytes: 12_400_000_000,
                exclusion: .virtual
            ),
        ]
    )

    static let description = TargetDescription(
        kinds: [.mail],
        accountIdentity: AccountIdentity(servers: ["mail.neu.example"], account: "anna.keller@brunner-holz.example"),
        freeBytes: 43_000_000_000,
        maxItemBytes: 50_000_000,
        containers: [
            TargetDescription.Container(kind: .mail, path: .inbox, count: 786),
            TargetDescription.Container(kind: .mail, path: path("Gesendet"), specialUse: .sent, count: 0),
        ]
    )

    /// What the engine decides, in small: special folders by their use, a colon replaced.
    static func plan(
        _ containers: [SourceContainer],
        _ target: TargetDescription,
        _ options: Options
    ) -> FolderMapping {
        let entries = containers.compactMap { container -> FolderMapping.Entry? in
            guard container.exclusion == nil || options.map[container.path] != nil, options.wants(container.path) else {
                return nil
            }
            let names = container.path.names.map { $0.replacing(":", with: "_") }
            var way = FolderPath(names) ?? container.path
            if container.specialUse == .sent { way = path("Gesendet") }
            let isRenamed = way != container.path && container.specialUse == nil
            return FolderMapping.Entry(
                kind: .mail,
                source: container.path,
                target: options.map[container.path] ?? way,
                specialUse: container.specialUse,
                isRenamed: isRenamed && options.map[container.path] == nil
            )
        }
        return FolderMapping(entries: entries)
    }

    static func item(
        _ subject: String,
        _ outcome: ReceiptItem.Result,
        _ problem: Problem,
        folder: String = "Projekte/2025",
        size: Int = 62_400_000
    ) -> ReceiptItem {
        ReceiptItem(
            kind: .mail,
            container: path(folder),
            reference: Reference("1:7:\(subject.count)"),
            subject: subject,
            date: InternalDate(seconds: 1_741_939_920),
            size: size,
            outcome: outcome,
            problem: problem
        )
    }

    static let exceptions = [
        item(
            "Werkpläne Dachstuhl Aarweg 12, Rev. C",
            .failed,
            Problem(
                .tooLarge,
                ["limit": "50000000", "size": "62400000"],
                reaction: .skip,
                fixer: .you,
                side: .target,
                detail: "NO [TOOBIG] Message exceeds maximum size"
            )
        ),
        item(
            "Kran Bümpliz",
            .failed,
            Problem(.messageUnreadable, reaction: .skip, fixer: .provider, side: .source, detail: "NO Fetch failed"),
            folder: "Projekte/2024",
            size: 84_000
        ),
        item(
            "Re: Offerte",
            .copied,
            Problem(.altered, ["losses": "keywords,line-endings"], reaction: .skip, fixer: .you),
            size: 12_400
        ),
        item("", .skipped, Problem(.deletedAtSource, reaction: .skip, fixer: .you), folder: "INBOX", size: 3_100),
    ]

    static func preview(_ options: Options = Options(), rich: Bool = true) -> Preview {
        let mapping = plan(inspection.containers, description, options)
        let sizes = Dictionary(uniqueKeysWithValues: folders.map { (path($0.path), $0) })
        let shares = mapping.entries.map { entry in
            let size = sizes[entry.source]
            return Preview.Folder(
                entry: entry,
                items: size?.items ?? 0,
                bytes: size?.bytes ?? 0,
                atTarget: rich && entry.source.isInbox ? 786 : 0
            )
        }
        let large = rich ? [exceptions[0]] : []
        return Preview(
            folders: shares,
            omissions: [.init(kind: .mail, source: path("Projekte"), reason: .notSelectable)],
            tooLarge: large,
            tooLargeCount: large.count,
            skippedByOptions: 41,
            maxItemBytes: 50_000_000,
            freeBytes: rich ? 9_800_000_000 : nil,
            items: shares.reduce(0) { $0 + $1.items },
            bytes: shares.reduce(0) { $0 + $1.bytes }
        )
    }

    /// 25 minutes of throughput with a pause in the middle.
    static func samples(until end: Int64 = now) -> [RateSample] {
        var items = 0
        return (0...100).map { step in
            let time = end - 1500 + Int64(step) * 15
            if !(40...52).contains(step), step > 0 { items += 120 + (step * 37) % 34 }
            return RateSample(time: time, items: items, bytes: items * 400_000)
        }
    }

    static func counts(_ change: (inout Counts) -> Void) -> [Kind: Counts] {
        var counts = Counts()
        counts.containers = 8
        counts.found = 31_002
        change(&counts)
        return [.mail: counts]
    }

    static func projection(_ state: State) -> Projection {
        var projection = Projection(state: state, pass: 1)
        projection.begun = now - 1500
        projection.changed = now - 2
        projection.lastSignOfLife = now - 1
        projection.samples = samples()
        projection.counts = counts {
            $0.copied = 11_694
            $0.alreadyThere = 786
            $0.bytes = 4_900_000_000
        }
        projection.progress = Progress(
            kind: .mail,
            container: path("Projekte/2025"),
            done: 12_480,
            total: 31_002,
            bytes: 4_900_000_000,
            totalBytes: 12_400_000_000
        )
        let done = [4108, 3950, 22, 2960, 1440, 0, 0, 0]
        projection.folders = zip(folders, done).map { folder, done in
            share(folder, done: done)
        }
        projection.folders.append(
            Projection.Folder(kind: .mail, path: path("Notizen"), done: 0, total: 0, failed: 0, bytes: 0)
        )
        return projection
    }

    static func ended(_ state: State, failed: Int = 2) -> Projection {
        var projection = projection(state)
        projection.ended = now - 60
        projection.undoUntil = now - 60 + 48 * 3600
        projection.counts = counts {
            $0.copied = 31_002 - 786 - failed - 1
            $0.alreadyThere = 786
            $0.skipped = 1
            $0.failed = failed
            $0.altered = 1
            $0.bytes = 12_400_000_000
        }
        projection.progress = nil
        projection.folders = folders.map {
            let failures = $0.path.hasPrefix("Projekte/202") ? min(failed, 1) : 0
            return share($0, done: $0.items, failed: failures)
        }
        return projection
    }

    /// A folder's share; the one for sent mail has another name at the target.
    private static func share(
        _ folder: (path: String, items: Int, bytes: Int, use: SpecialUse?),
        done: Int,
        failed: Int = 0
    ) -> Projection.Folder {
        Projection.Folder(
            kind: .mail,
            path: path(folder.path),
            target: folder.use == .sent ? path("Gesendet") : nil,
            done: done,
            total: folder.items,
            failed: failed,
            bytes: folder.bytes
        )
    }

    static let throttled = Problem(
        .throttled,
        ["host": "mail.neu.example"],
        reaction: .retry(afterSeconds: 1320),
        fixer: .provider,
        side: .target,
        detail: "NO [THROTTLED] Too many requests, try again in 1320 seconds"
    )

    static let refused = Problem(
        .loginRefused,
        ["host": "imap.alt.example"],
        reaction: .stop,
        fixer: .you,
        side: .source,
        detail: "NO [AUTHENTICATIONFAILED] Authentication failed"
    )

    static let undo = UndoPreview(
        removed: 30_198,
        kept: ["used": 12, "moved-or-deleted": 3],
        goneAtSource: 4,
        containers: 6,
        sourceWasCompared: true
    )
}
