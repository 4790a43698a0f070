import MailCore
import Store
import Texts

/// Makes the receipt's parts out of a migration's row and journal.
struct ReceiptView {
    let record: MigrationRecord
    let receipt: Services.Receipt
    let voice: Voice

    private var sum: Counts { record.projection.totals }

    /// copied + already there + skipped + failed (+ not yet decided) = found.
    var sums: [ReceiptPage.Model.Sum] {
        var sums = [
            part("copied", sum.copied, nil), part("alreadyThere", sum.alreadyThere, "+"),
            part("skipped", sum.skipped, "+"), part("failed", sum.failed, "+"),
        ]
        let pending = sum.found - sum.done
        if pending > 0 { sums.append(part("pending", pending, "+")) }
        var found = part("found", sum.found, "=")
        found.isSum = true
        return sums + [found]
    }

    var kindRows: [ReceiptPage.Model.KindRow] {
        record.projection.counts.keys.sorted().map { kind in
            row(voice.name(of: kind), Icon.of(kind).rawValue, record.projection.counts[kind] ?? Counts())
        }
    }

    var totals: ReceiptPage.Model.KindRow { row(voice.say("receipt.total"), "", sum) }

    /// What else happened, a sentence each.
    var notes: [String] {
        var notes: [String] = []
        if receipt.different > 0 {
            notes.append(voice.count("receipt.verifiedDifferent", ["different": receipt.different]))
        } else if receipt.compared > 0 {
            notes.append(voice.count("receipt.verified", ["compared": receipt.compared]))
        }
        if sum.altered > 0 { notes.append(voice.count("receipt.altered", ["n": sum.altered])) }
        if sum.updated > 0 { notes.append(voice.count("receipt.updated", ["n": sum.updated])) }
        if sum.gone > 0 { notes.append(voice.count("receipt.gone", ["n": sum.gone])) }
        if sum.removed > 0 {
            let kept = sum.kept > 0 ? String(sum.kept) : nil
            notes.append(voice.say("receipt.removed", ["n": String(sum.removed), "kept": kept]))
        }
        return notes
    }

    var ways: [ReceiptPage.Model.Way] {
        receipt.mapping.entries.inFolderOrder(\.source).map {
            .init(
                source: $0.source.description,
                target: $0.target.description,
                isRenamed: $0.source != $0.target
            )
        }
    }

    /// Whether it has to be said of what kind an item is.
    private var hasKinds: Bool { record.projection.counts.count > 1 }

    func exception(_ item: ReceiptItem) -> ReceiptPage.Model.Exception {
        let words = voice.words(for: item.problem)
        let (tone, icon) = ReceiptView.sign(item.outcome)
        // Without a reference it is the folder itself.
        let isFolder = item.reference.text.isEmpty
        let name = item.subject.isEmpty && isFolder ? item.container.name : item.subject
        let size = isFolder ? nil : voice.formats.size(item.size)
        let about = [item.date.map { voice.formats.moment($0.seconds) }, size]
        return ReceiptPage.Model.Exception(
            standing: LiveModel.Standing(
                tone: tone,
                icon: icon.rawValue,
                word: voice.say("receipt.outcome.\(item.outcome.rawValue)")
            ),
            place: hasKinds ? "\(voice.name(of: item.kind)), \(item.container)" : item.container.description,
            subject: voice.subject(name),
            about: about.compactMap { $0 }.joined(separator: ", "),
            reason: words.what,
            remedy: words.next,
            detail: words.detail.isEmpty ? nil : words.detail,
            more: voice.answer(to: item.problem)
        )
    }

    /// How long an undo is still possible.
    func undo(now: Int64) -> ReceiptPage.Model.Undo? {
        guard let until = record.projection.undoUntil, let ended = record.projection.ended, until > now else {
            return nil
        }
        return ReceiptPage.Model.Undo(
            left: voice.formats.duration(Int(until - now)),
            until: voice.say("receipt.undoLeft", at: "until", until),
            value: Int(until - now) / 60,
            max: max(Int(until - ended) / 60, 1),
            what: voice.count("receipt.undoWhat", ["copied": sum.copied]),
            href: Route.migration(record.id, .undo).path
        )
    }

    private static func sign(_ outcome: ReceiptItem.Result) -> (String, Icon) {
        switch outcome {
        case .failed, .differs: ("bad", .bad)
        case .skipped: ("warn", .skip)
        case .copied: ("warn", .warn)
        case .updated, .gone, .kept: ("idle", .open)
        }
    }

    private func part(_ key: String, _ number: Int, _ sign: String?) -> ReceiptPage.Model.Sum {
        ReceiptPage.Model.Sum(
            name: voice.say("receipt.\(key)"),
            number: voice.formats.number(number),
            sign: sign,
            isSum: false
        )
    }

    private func row(_ name: String, _ icon: String, _ counts: Counts) -> ReceiptPage.Model.KindRow {
        func cell(_ number: Int) -> LiveModel.Cell {
            LiveModel.Cell(text: voice.formats.number(number), isQuiet: number == 0)
        }
        return ReceiptPage.Model.KindRow(
            name: name,
            icon: icon,
            copied: cell(counts.copied),
            there: cell(counts.alreadyThere),
            skipped: cell(counts.skipped),
            failed: cell(counts.failed),
            found: voice.formats.number(counts.found)
        )
    }
}
