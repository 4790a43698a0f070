import MailCore
import Store
import Texts

/// The rows of the options page.
struct OptionsRows {
    let typed: OptionsForm
    let draft: Draft
    let proposal: FolderProposal
    let complaints: Complaints
    let visit: Visit

    /// The folders that are chosen.
    private var chosen: [SourceContainer] {
        proposal.folders.enumerated().filter { $1.isPossible && typed.chosen.contains($0) }.map(\.element.container)
    }

    /// Items of the folders chosen, where the server tells.
    var items: Int { OptionsRows.items(chosen) }

    /// Octets of the folders chosen; nil where the server does not tell.
    var bytes: Int? { OptionsRows.bytes(chosen) }

    private static func items(_ containers: [SourceContainer]) -> Int { containers.reduce(0) { $0 + ($1.count ?? 0) } }

    private static func bytes(_ containers: [SourceContainer]) -> Int? {
        let known = containers.compactMap(\.bytes)
        return known.isEmpty ? nil : known.reduce(0, +)
    }

    var kinds: [OptionsPage.Model.KindRow] {
        let source = draft.inspection?.description.kinds ?? []
        let availability = KindAvailability.of(source: source, target: draft.targetDescription?.kinds ?? [])
        return Capability.kinds.map { kind in
            let state = availability[kind] ?? .sourceLacks
            return OptionsPage.Model.KindRow(
                id: "kind-\(kind.rawValue)",
                kind: kind.rawValue,
                icon: Icon.of(kind).rawValue,
                name: visit.name(of: kind),
                amount: amount(kind, state),
                explanation: explanation(kind, state),
                isPossible: state == .available,
                isChosen: state == .available && typed.kinds.contains(kind)
            )
        }
    }

    var folders: [OptionsPage.Model.FolderRow] {
        proposal.folders.enumerated().map { index, folder in
            let name = folder.source.description
            let isChosen = folder.isPossible && typed.chosen.contains(index)
            let (note, isWarning) = note(folder, isChosen: isChosen)
            return OptionsPage.Model.FolderRow(
                index: index,
                source: name,
                items: folder.container.count.map(visit.formats.number) ?? "",
                bytes: folder.container.bytes.map(visit.formats.size) ?? "",
                target: folder.isPossible ? typed.targets[index] ?? "" : "",
                isPossible: folder.isPossible,
                isChosen: isChosen,
                note: note,
                isWarning: isWarning,
                complaint: complaints["to-\(index)"],
                copyLabel: visit.say("options.copyFolder", ["folder": name]),
                targetLabel: visit.say("options.targetOf", ["folder": name])
            )
        }
    }

    private func amount(_ kind: Kind, _ state: KindAvailability) -> String {
        guard state == .available else { return visit.say("options.impossible") }
        guard kind == .mail else {
            let folders = draft.inspection?.containers.filter { $0.kind == kind }.count ?? 0
            return visit.say("options.folderCount", ["folders": String(folders)])
        }
        let all = proposal.folders.filter(\.isDefault).map(\.container)
        let bytes = OptionsRows.bytes(all).map { String($0) }
        return visit.say("options.mailCount", ["items": String(OptionsRows.items(all)), "bytes": bytes])
    }

    private var isPOP3: Bool { draft.source?.endpoint.service == .pop3 }

    private func explanation(_ kind: Kind, _ state: KindAvailability) -> String? {
        switch state {
        case .available: kind == .mail ? visit.say(isPOP3 ? "options.mailHintPop3" : "options.mailHint") : nil
        case .sourceLacks: visit.say("options.sourceLacks")
        case .targetLacks: visit.say("options.targetLacks")
        }
    }

    private func note(_ folder: FolderProposal.Folder, isChosen: Bool) -> (String, Bool) {
        switch folder.container.exclusion {
        case .notSelectable: return (visit.say("options.notSelectable"), false)
        case .virtual: return (visit.say("options.virtual"), false)
        case .notPersonal: return (visit.say("options.notPersonal"), false)
        case nil: break
        }
        guard isChosen else { return (visit.say("options.notChosen"), false) }
        if folder.isRenamed { return (visit.say("options.replaced"), true) }
        if let use = folder.specialUse { return (visit.say("options.recognised", ["use": use.rawValue]), false) }
        return (visit.say(folder.existsAtTarget ? "options.exists" : "options.new"), false)
    }
}
