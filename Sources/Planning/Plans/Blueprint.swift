/// The questionnaire and everything that plans are made of, read from `Templates`.
public struct Blueprint: Sendable {
    /// The questions.
    public private(set) var questionnaire: Questionnaire
    /// The texts of all of it; `Texts` takes them over.
    public let wordings: Wordings
    let rules: [Rule]
    let tests: [TestTemplate]
    let steps: [StepTemplate]
    let messages: [MessageTemplate]
    let process: [EffortTemplate]
    let factors: [FactorTemplate]

    /// Reads the folders `questionnaire` and `planning` in the folder `Templates`.
    public init(directory: String) throws(LoadError) {
        var reader = QuestionnaireReader()
        let questionnaire = try reader.read(directory: "\(directory)/questionnaire")
        var wordings = reader.wordings
        let files = try BlueprintFiles(directory: "\(directory)/planning")
        var rules: [Rule] = []
        for block in try files.blocks("rules") {
            rules.append(try Rule(block, questionnaire: questionnaire, wordings: &wordings))
        }
        let names = Set(rules.map(\.id))
        var (tests, steps, messages): ([TestTemplate], [StepTemplate], [MessageTemplate]) = ([], [], [])
        for block in try files.blocks("tests") {
            tests.append(try TestTemplate(block, questionnaire: questionnaire, rules: names, wordings: &wordings))
        }
        for block in try files.blocks("steps") {
            let step = try StepTemplate(block, questionnaire: questionnaire, rules: names, wordings: &wordings)
            for id in step.after where !steps.contains(where: { $0.id == id }) {
                throw block.wrong("after", "there is no step \(id) before it")
            }
            steps.append(step)
        }
        for block in try files.blocks("messages") {
            messages.append(try MessageTemplate(block, questionnaire: questionnaire, rules: names, wordings: &wordings))
        }
        var (process, factors): ([EffortTemplate], [FactorTemplate]) = ([], [])
        for block in try files.blocks("process") { process.append(try EffortTemplate(block, wordings: &wordings)) }
        let ten = Set(process.map(\.id))
        for block in try files.blocks("factors") {
            factors.append(
                try FactorTemplate(block, questionnaire: questionnaire, rules: names, steps: ten, wordings: &wordings)
            )
        }
        try files.words(into: &wordings)
        self.questionnaire = questionnaire
        self.wordings = wordings
        self.rules = rules
        self.tests = tests
        self.steps = steps
        self.messages = messages
        self.process = process
        self.factors = factors
    }

    /// This with the questions of a project's own.
    public func adding(_ own: [OwnQuestion]) -> Blueprint {
        guard !own.isEmpty else { return self }
        var blueprint = self
        blueprint.questionnaire = questionnaire.adding(own)
        return blueprint
    }
}

/// The files of the folder `planning`, as `planning.yaml` lists them.
private struct BlueprintFiles {
    private var files: [Block] = []

    init(directory: String) throws(LoadError) {
        let index = try Block(yaml: contents(of: "\(directory)/planning.yaml"), file: "planning.yaml")
        try index.allow(["files"])
        for name in try index.strings("files") {
            let file = try Block(yaml: contents(of: "\(directory)/\(name).yaml"), file: "\(name).yaml")
            try file.allow(["rules", "tests", "steps", "messages", "process", "factors", "words"])
            files.append(file)
        }
    }

    /// What all files have under that name.
    func blocks(_ name: String) throws(LoadError) -> [Block] {
        var blocks: [Block] = []
        for file in files { blocks += try file.blocks(name) }
        return blocks
    }

    /// The words that belong to no rule: names of areas, of testers, what is wrong with an answer.
    func words(into wordings: inout Wordings) throws(LoadError) {
        for file in files {
            for (group, block) in try file.block("words")?.members() ?? [] {
                for name in block.names {
                    try wordings.take(name, of: block, as: "planning.\(group).\(name)", needed: true)
                }
            }
        }
    }
}
