import MailCore

/// Worlds from a seed.
extension World {
    func make() {
        behaviour.tellsReferences = !random.chance(25)
        behaviour.batchLimit = [1, 2, 8, 200][random.below(4)]
        behaviour.keepsFirstOfRefused = random.chance(40)
        behaviour.takesKeywords = !random.chance(20)
        behaviour.tellsMarkOnCreation = random.chance(50)
        behaviour.hasStableIDs = random.chance(50)
        behaviour.tellsCheckpoints = random.chance(70)
        behaviour.reorders = random.chance(20)
        isBusyTarget = random.chance(40)
        hasChanceCuts = true
        let names = ["INBOX", "Sent", "Work", "Work/Old"]
        for (index, name) in names.prefix(1 + random.below(4)).enumerated() {
            guard let path = FolderPath(text: name) else { continue }
            var folder = SimFolder(path: path, validity: 100 + index)
            folder.isSubscribed = random.chance(50)
            for _ in 0..<random.below(9) { addMessage(&folder) }
            source.append(folder)
        }
        target.append(SimFolder(path: .inbox, validity: 900))
        if random.chance(40), let path = FolderPath(text: "Work") {
            target.append(SimFolder(path: path, validity: 901))
        }
        for place in target.indices where random.chance(60) { fillTarget(place) }
        makeFaults()
        nameOddly()
        if labelling.chance(30) { labelAgain() }
    }

    /// Messages that lie in other folders too, as they do under several of Gmail's labels.
    func labelAgain() {
        for place in source.indices {
            for index in source[place].messages.indices where labelling.chance(40) {
                guard let other = source.indices.randomElement(using: &labelling), other != place else { continue }
                let message = source[place].messages[index]
                let twin = message.twin ?? message.birth
                guard !source[other].messages.contains(where: { $0.twin == twin }) else { continue }
                source[place].messages[index].twin = twin
                _ = source[other].add(message.content, date: message.date, flags: message.flags)
                source[other].messages[source[other].messages.count - 1].twin = twin
            }
        }
    }

    /// Some source folders have names that the target refuses; some of them, however they are written.
    private func nameOddly() {
        for place in source.indices where !source[place].path.isInbox && accidents.chance(15) {
            let name = ["Dr. Who", "A/B", "Work.", "Hopeless.", "Work. ", "B?"][accidents.below(6)]
            guard let path = FolderPath([name]), sourceFolder(path) == nil else { continue }
            source[place].path = path
        }
    }

    /// Whether the target takes no folder of that path, however it is written.
    func isHopeless(_ path: FolderPath) -> Bool {
        !takesEveryName && path.names.contains { $0.hasPrefix("Hopeless") }
    }

    /// Whether the target takes no folder of that path.
    func refuses(_ path: FolderPath) -> Bool {
        isHopeless(path)
            || !takesEveryName
                && (path.names.contains { name in name.contains { "./?".contains($0) } || name.hasSuffix(" ") }
                    || path.names.dropFirst().contains { $0.uppercased() == "INBOX" })
    }

    func makeFaults() {
        var first = calls + random.below(10)
        faults = (0..<random.below(4)).map { _ in
            defer { first += 5 + random.below(60) }
            return (first, 1 + random.below(5), random.below(4))
        }
    }

    func addMessage(_ folder: inout SimFolder, good: Bool = false) {
        serial += 1
        var content = SimContent(messageID: "m\(serial)", header: "h\(serial)", body: "b\(serial)")
        if random.chance(10) { content.messageID = "" }
        if !good, random.chance(30) {
            content.property =
                [
                    .refused, .unreadable, .dropsSource, .dropsTarget, .tooLarge, .secretlyTooLarge, .altered, .large,
                    .altered,
                ][random.below(9)]
        }
        var copies = 1
        if random.chance(12) { copies = 2 + random.below(2) }
        let date = 1_600_000_000 + Int64(serial)
        let flags = someFlags()
        for copy in 0..<copies {
            var twin = content
            // Half of the twins differ in their body alone.
            if copy > 0, content.property == .good, random.chance(40) { twin.body = String(content.body.reversed()) }
            _ = folder.add(twin, date: date, flags: flags)
        }
    }

    func someFlags() -> Flags {
        var flags = Flags()
        if random.chance(50) { flags.system.insert(.seen) }
        if random.chance(15) { flags.system.insert(.answered) }
        if random.chance(10) { flags.system.insert(.flagged) }
        if random.chance(5) { flags.system.insert(.deleted) }
        if random.chance(15) { flags.keywords.insert("$Label\(random.below(3))") }
        return flags
    }

    /// What the target held before: some mail of its own, some that the source has too.
    private func fillTarget(_ place: Int) {
        for _ in 0..<random.below(3) {
            serial += 1
            let content = SimContent(messageID: "t\(serial)", header: "t\(serial)", body: "t")
            _ = target[place].add(content, date: 1_500_000_000 + Int64(serial), flags: someFlags())
        }
        guard let twin = sourceFolder(target[place].path) else { return }
        for message in source[twin].messages where random.chance(30) {
            guard message.content.property == .good else { continue }
            _ = target[place].add(message.content, date: message.date, flags: someFlags())
        }
    }

    // MARK: - Between passes

    /// What happens at the source until the next pass.
    func sourceLife() {
        if source.contains(where: { $0.messages.contains { $0.twin != nil } }) { labelAgain() }
        for place in source.indices {
            if random.chance(50) { addMessage(&source[place], good: random.chance(70)) }
            if random.chance(40), let index = unique(place) { changeFlags(place, index) }
            if random.chance(25), let index = unique(place) {
                source[place].messages.remove(at: index)
                source[place].modSeq += 1
            }
            if random.chance(20), let index = unique(place) { moveMessage(place, index) }
            if random.chance(12) { renumber(&source[place]) }
        }
        if random.chance(15), let place = source.indices.last, !source[place].path.isInbox,
            let path = FolderPath(text: "Renamed\(serial)")
        {
            source[place].path = path
            note("source folder renamed to \(path)")
        }
        if random.chance(15), let path = FolderPath(text: "Fresh\(serial)") {
            serial += 1
            var folder = SimFolder(path: path, validity: 300 + serial)
            addMessage(&folder, good: true)
            source.append(folder)
        }
    }

    /// A message whose octets are nobody else's.
    private func unique(_ place: Int) -> Int? {
        let all = source.flatMap(\.messages)
        return source[place].messages.indices.filter { index in
            let content = source[place].messages[index].content
            return all.filter { $0.content.header == content.header }.count == 1
        }.randomElement(using: &random)
    }

    private func changeFlags(_ place: Int, _ index: Int) {
        source[place].modSeq += 1
        let system = source[place].messages[index].flags.system.symmetricDifference(
            random.chance(50) ? .answered : .seen
        )
        source[place].messages[index].flags.system = system
        source[place].messages[index].changed = source[place].modSeq
    }

    private func moveMessage(_ place: Int, _ index: Int) {
        guard let other = source.indices.randomElement(using: &random), other != place else { return }
        let message = source[place].messages.remove(at: index)
        source[place].modSeq += 1
        _ = source[other].add(message.content, date: message.date, flags: message.flags)
        note("source moves \(message.content.header) from \(source[place].path) to \(source[other].path)")
    }

    private func renumber(_ folder: inout SimFolder) {
        folder.renumber(by: 500)
        note("source renumbers \(folder.path)")
    }

    /// What people do at the target until the next pass.
    func targetLife() {
        for place in target.indices {
            guard random.chance(50), let index = target[place].messages.indices.randomElement(using: &random) else {
                continue
            }
            switch random.below(3) {
            case 0:
                guard target[place].messages[index].flags.system.insert(.flagged).inserted else { continue }
                target[place].messages[index].isUsed = true
            case 1:
                let gone = target[place].messages.remove(at: index)
                note("target user deletes \(gone.content.header)")
            default:
                guard let other = target.indices.randomElement(using: &random), other != place else { continue }
                var message = target[place].messages.remove(at: index)
                message.uid = target[other].nextUID
                message.isUsed = true
                target[other].nextUID += 1
                target[other].messages.append(message)
                note("target user moves \(message.content.header) from \(target[place].path) to \(target[other].path)")
            }
        }
        if random.chance(10), let place = target.indices.randomElement(using: &random) { renumberTarget(place) }
    }

    /// What may happen at the target while a process is dead.
    func accident() {
        guard accidents.chance(8), let place = target.indices.randomElement(using: &accidents) else { return }
        renumberTarget(place)
    }

    private func renumberTarget(_ place: Int) {
        target[place].renumber(by: 300)
        renumbered.insert(target[place].path)
        note("target renumbers \(target[place].path)")
    }
}
