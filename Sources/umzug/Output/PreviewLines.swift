import MailCore

/// The lines of `--dry-run`: a `folder` each, an `item` for what will not go as it is, then `totals`.
enum PreviewLines {
    private struct Folder: Encodable {
        var path: String
        var target: String
        var messages: Int
        var bytes: Int
        var atTarget: Int
        var renamed: Bool
    }

    private struct Omission: Encodable {
        var path: String
        var reason: String
    }

    private struct Totals: Encodable {
        var folders: Int
        var messages: Int
        var bytes: Int
        @OrNull var freeBytes: Int?
        @OrNull var maxItemBytes: Int?
        var tooLarge: Int
        var skipped: Int
        var atTarget: Int
    }

    static func tell(_ preview: Preview, to reporter: Reporter) {
        for folder in preview.folders {
            let body = Folder(
                path: folder.entry.source.description,
                target: folder.entry.target.description,
                messages: folder.items,
                bytes: folder.bytes,
                atTarget: folder.atTarget,
                renamed: folder.entry.isRenamed
            )
            reporter.tell(
                "folder",
                body,
                text: "\(body.path) → \(body.target): \(body.messages) messages, \(body.bytes) bytes"
                    + (body.atTarget > 0 ? ", \(body.atTarget) there already" : "")
            )
        }
        for omission in preview.omissions {
            let body = Omission(path: omission.source.description, reason: omission.reason.rawValue)
            reporter.tell("omitted", body, text: "\(body.path): left out (\(body.reason))")
        }
        for item in preview.tooLarge { reporter.tell(.item(item)) }
        tellTotals(preview, to: reporter)
    }

    private static func tellTotals(_ preview: Preview, to reporter: Reporter) {
        let totals = Totals(
            folders: preview.folders.count,
            messages: preview.items,
            bytes: preview.bytes,
            freeBytes: preview.freeBytes,
            maxItemBytes: preview.maxItemBytes,
            tooLarge: preview.tooLargeCount,
            skipped: preview.skippedByOptions,
            atTarget: preview.atTarget
        )
        reporter.tell(
            "totals",
            totals,
            text: """
                \(totals.messages) messages, \(totals.bytes) bytes in \(totals.folders) folders; \
                \(totals.tooLarge) over the target's limit, \(totals.skipped) left out by the options, \
                \(totals.atTarget) at the target already\(preview.fits ? "" : "; the target has too little room")
                """
        )
    }
}
