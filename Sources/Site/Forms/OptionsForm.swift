import HTTPServer
import MailCore
import Texts

/// What is to move, as the visitor chose it; folders by their position in the source's inspection.
struct OptionsForm: Equatable {
    var kinds: Set<Kind>
    var chosen: Set<Int>
    var targets: [Int: String]
    var since: String
    var includeDeleted: Bool
    var exactOnly: Bool

    init(_ form: Form, folders: Int) {
        kinds = Set(form.all("kind").compactMap(Kind.init(rawValue:)))
        chosen = Set(form.all("folder").compactMap { Int($0) })
        let typed = Dictionary(form.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        targets = [:]
        for index in 0..<folders { targets[index] = typed["to-\(index)"] ?? "" }
        since = form["since"].trimmingWhitespace
        includeDeleted = form.contains("includeDeleted")
        exactOnly = form.contains("exactOnly")
    }

    /// The form that shows those options.
    init(_ options: Options, _ proposal: FolderProposal, formats: Formats) {
        kinds = options.kinds
        chosen = []
        targets = [:]
        for (index, folder) in proposal.folders.enumerated() {
            if folder.isChosen { chosen.insert(index) }
            targets[index] = folder.target.description
        }
        since = options.since.map { Formats(formats.language, zone: .fixed(seconds: 0)).shortDate($0) } ?? ""
        includeDeleted = options.includeDeleted
        exactOnly = options.exactOnly
    }

    /// The options that it amounts to, or what is to be corrected.
    ///
    /// Only what differs from the proposal is written down: the rest stays for the engine to decide in the same way.
    func options(
        _ proposal: FolderProposal,
        _ say: (String, [String: String]) -> String
    ) throws(Complaints) -> Options {
        var complaints = Complaints()
        var options = Options(kinds: kinds)
        if kinds.isEmpty { complaints.add("kind-mail", say("options.noKind", [:])) }
        options.includeDeleted = includeDeleted
        options.exactOnly = exactOnly
        if !since.isEmpty {
            options.since = Formats.midnight(typed: since)
            if options.since == nil { complaints.add("since", say("options.sinceMalformed", [:])) }
        }
        var taken: [String: Int] = [:]
        for (index, folder) in proposal.folders.enumerated() where folder.isPossible {
            guard chosen.contains(index) else {
                if folder.isDefault { options.exclude += [FolderPattern(folder.source.description)].compactMap { $0 } }
                continue
            }
            let complaint = add(folder, at: index, to: &options, taken: &taken, say)
            if let complaint { complaints.add("to-\(index)", complaint) }
        }
        if kinds.contains(.mail), chosen.isEmpty { complaints.add("folders-list", say("options.noFolder", [:])) }
        guard complaints.isEmpty else { throw complaints }
        return options
    }

    private func add(
        _ folder: FolderProposal.Folder,
        at index: Int,
        to options: inout Options,
        taken: inout [String: Int],
        _ say: (String, [String: String]) -> String
    ) -> String? {
        let name = folder.source.description
        let typed = typedTarget(index, for: folder)
        guard !typed.isEmpty else { return say("options.targetMissing", ["folder": name]) }
        guard let path = FolderPath(text: typed) else { return say("options.targetMalformed", ["folder": name]) }
        let key = path.description.lowercased()
        guard taken[key] == nil else { return say("options.collision", ["folder": typed]) }
        taken[key] = index
        if path != folder.proposed || !folder.isDefault { options.map[folder.source] = path }
        return nil
    }

    /// What somebody wrote, without blanks around it; a proposal keeps those that are part of a folder's name.
    private func typedTarget(_ index: Int, for folder: FolderProposal.Folder) -> String {
        let written = targets[index] ?? ""
        let isShown = [folder.proposed, folder.target].contains { $0.description == written }
        return isShown ? written : written.trimmingWhitespace
    }
}
