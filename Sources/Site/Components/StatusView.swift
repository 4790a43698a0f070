import Planning

/// An icon with its word.
struct StatusView: ViewModel {
    var tone: String
    var icon: String
    var word: String

    init(_ tone: String, _ icon: Icon, _ word: String) {
        self.tone = tone
        self.icon = icon.rawValue
        self.word = word
    }

    /// How far one question is.
    init(_ state: Standing.State, _ visit: Visit) {
        let word = visit.say("projects.state.\(state.rawValue)")
        switch state {
        case .empty: self.init("idle", .later, word)
        case .answered: self.init("good", .done, word)
        case .found: self.init("warn", .warn, word)
        case .open: self.init("busy", .part, word)
        case .flawed: self.init("bad", .bad, word)
        }
    }
}
