import FoundationEssentials
import MailCore

/// Reads the files of a questionnaire, collecting the texts on the way.
struct QuestionnaireReader {
    var wordings = Wordings()
    private var known: [String: Question] = [:]

    /// Reads `questionnaire.yaml` and the section files that it names, all in the same folder.
    mutating func read(directory: String) throws(LoadError) -> Questionnaire {
        let root = try Block(yaml: contents(of: "\(directory)/questionnaire.yaml"), file: "questionnaire.yaml")
        try root.allow(["version", "sections", "changes", "terms"])
        guard let version = Int(try root.needed("version")), version > 0 else {
            throw root.wrong("version", "version must be a whole number from 1")
        }
        var terms: [Questionnaire.Term] = []
        for block in try root.blocks("terms") { terms.append(try term(block)) }
        var sections: [Questionnaire.Section] = []
        for name in try root.strings("sections") {
            let file = "\(name).yaml"
            let block = try Block(yaml: contents(of: "\(directory)/\(file)"), file: file)
            sections.append(try section(block, terms: Set(terms.map(\.id))))
        }
        var changes: [Questionnaire.Change] = []
        for block in try root.blocks("changes") { changes.append(try change(block, upTo: version)) }
        return Questionnaire(version: version, sections: sections, terms: terms, changes: changes)
    }

    private mutating func term(_ block: Block) throws(LoadError) -> Questionnaire.Term {
        try block.allow(["id", "name", "meaning"])
        let id = try block.needed("id")
        try wordings.take("name", of: block, as: "planning.term.\(id).name", needed: true)
        try wordings.take("meaning", of: block, as: "planning.term.\(id).meaning", needed: true)
        return Questionnaire.Term(id: id)
    }

    private mutating func section(_ block: Block, terms: Set<String>) throws(LoadError) -> Questionnaire.Section {
        try block.allow(["id", "title", "questions"])
        let id = try block.needed("id")
        try wordings.take("title", of: block, as: "planning.section.\(id)", needed: true)
        var questions: [Question] = []
        for entry in try block.blocks("questions") {
            let question = try self.question(entry, section: id, terms: terms)
            known[question.id] = question
            questions.append(question)
        }
        return Questionnaire.Section(id: id, questions: questions)
    }

    private func change(_ block: Block, upTo latest: Int) throws(LoadError) -> Questionnaire.Change {
        try block.allow(["version", "questions", "choices"])
        guard let version = Int(try block.needed("version")), version <= latest else {
            throw block.wrong("version", "a change of a version that is not there yet")
        }
        var choices: [String: [String: String]] = [:]
        for (question, names) in try block.block("choices")?.members() ?? [] {
            choices[question] = try QuestionnaireReader.names(names)
        }
        var questions: [String: String] = [:]
        if let names = try block.block("questions") { questions = try QuestionnaireReader.names(names) }
        for id in Array(questions.values) + Array(choices.keys) where known[id] == nil {
            throw LoadError(file: block.file, line: block.line, reason: "there is no question \(id)")
        }
        return Questionnaire.Change(version: version, questions: questions, choices: choices)
    }

    private static func names(_ block: Block) throws(LoadError) -> [String: String] {
        var names: [String: String] = [:]
        for name in block.names { names[name] = try block.needed(name) }
        return names
    }
}

extension QuestionnaireReader {
    private static let keys: Set<String> = [
        "id", "type", "topics", "when", "required", "information", "who", "foundBy", "title", "help", "why", "where",
        "terms", "choices", "columns", "min", "max",
    ]

    private mutating func question(_ block: Block, section: String, terms: Set<String>) throws(LoadError) -> Question {
        try block.allow(QuestionnaireReader.keys)
        let id = try block.needed("id")
        guard known[id] == nil else { throw block.wrong("id", "the question \(id) is there twice") }
        let form: Question.Form = try block.choice("type")
        var question = Question(
            id: id,
            section: section,
            form: form,
            topics: try topics(block),
            condition: try block.condition("when", known: known),
            isRequired: try block.flag("required"),
            isInformation: try block.flag("information"),
            knower: try block.choice("who", default: .customer),
            foundBy: block.has("foundBy") ? try block.choice("foundBy") : nil,
            choices: try choices(of: block, key: "planning.choice.\(id)"),
            columns: [],
            terms: try block.strings("terms"),
            limits: try limits(block)
        )
        for term in question.terms where !terms.contains(term) {
            throw block.wrong("terms", "the word \(term) is not explained")
        }
        for column in try block.blocks("columns") { question.columns.append(try self.column(column, of: id)) }
        try QuestionnaireReader.check(question, block)
        try wordings.take("title", of: block, as: "planning.question.\(id).title", needed: true)
        for name in ["help", "why", "where"] where block.has(name) {
            try wordings.take(name, of: block, as: "planning.question.\(id).\(name)")
            question.texts.insert(name)
        }
        return question
    }

    private static func check(_ question: Question, _ block: Block) throws(LoadError) {
        if [.choice, .multi].contains(question.form) != !question.choices.isEmpty {
            throw block.wrong("choices", "choices belong to questions of the type choice or multi")
        }
        if (question.form == .table) != !question.columns.isEmpty {
            throw block.wrong("columns", "columns belong to questions of the type table")
        }
    }

    private func topics(_ block: Block) throws(LoadError) -> [Int] {
        var topics: [Int] = []
        for text in try block.strings("topics") {
            guard let topic = Int(text) else { throw block.wrong("topics", "\(text) is no number of a topic") }
            topics.append(topic)
        }
        return topics
    }

    private func limits(_ block: Block) throws(LoadError) -> ClosedRange<Double> {
        let (lowest, highest) = (try block.number("min") ?? 0, try block.number("max") ?? 1_000_000)
        guard lowest <= highest else { throw block.wrong("min", "min is more than max") }
        return lowest...highest
    }

    private mutating func choices(of block: Block, key: String) throws(LoadError) -> [Question.Choice] {
        var choices: [Question.Choice] = []
        for entry in try block.blocks("choices") {
            try entry.allow(["id", "label", "providers"])
            let id = try entry.needed("id")
            guard !choices.contains(where: { $0.id == id }) else {
                throw entry.wrong("id", "the choice \(id) is there twice")
            }
            let phrase = Phrase("\(key).\(id)")
            try wordings.take("label", of: entry, as: phrase.key, needed: true)
            let names = Set(Wordings.languages.compactMap { wordings.texts[$0]?[phrase.key]?.lowercased() })
            choices.append(.init(id: id, providers: try entry.strings("providers"), label: phrase, names: names))
        }
        return choices
    }

    private mutating func column(_ block: Block, of question: String) throws(LoadError) -> Column {
        try block.allow(["id", "type", "required", "title", "choices", "headings"])
        let id = try block.needed("id")
        let form: Column.Form = try block.choice("type")
        let key = "planning.column.\(question).\(id)"
        try wordings.take("title", of: block, as: key, needed: true)
        let titles = Wordings.languages.compactMap { wordings.texts[$0]?[key] }
        let choices = try choices(of: block, key: "planning.cell.\(question).\(id)")
        guard (form == .choice) != choices.isEmpty else {
            throw block.wrong("choices", "choices belong to columns of the type choice")
        }
        return Column(
            id: id,
            form: form,
            isRequired: try block.flag("required"),
            choices: choices,
            title: Phrase(key),
            headings: (titles + [id] + (try block.strings("headings"))).map { $0.lowercased() }
        )
    }
}

extension Block {
    /// A condition on questions that are known; `always` where there is none.
    func condition(_ name: String, known: [String: Question], row: [Column]? = nil) throws(LoadError) -> Condition {
        guard let text = try string(name) else { return .always }
        do {
            let condition = try Condition(text)
            try condition.check(known, row: row)
            return condition
        } catch {
            throw wrong(name, "\(name): \(error.reason)")
        }
    }
}

/// The text of a file.
func contents(of path: String) throws(LoadError) -> String {
    do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
        throw LoadError(file: path, line: 0, reason: "cannot be read")
    }
}
