import FoundationEssentials
import Testing

@testable import Planning

@Suite("Errors of the questionnaire's files")
struct LoadErrorTests {
    static let good = """
        id: one
        title: {de: a, en: b, fr: c}
        questions:
          - id: first
            type: number
            title: {de: a, en: b, fr: c}
          - id: second
            type: choice
            title: {de: a, en: b, fr: c}
            choices:
              - {id: x, label: {all: X}}

        """

    private func read(_ section: String, changes: String = "[]") throws -> Questionnaire {
        let folder = FileManager.default.temporaryDirectory.path + "/planning-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let root = "version: 2\nsections: [one]\nchanges: \(changes)\nterms: []\n"
        try Data(root.utf8).write(to: URL(filePath: folder + "/questionnaire.yaml"))
        try Data(section.utf8).write(to: URL(filePath: folder + "/one.yaml"))
        var reader = QuestionnaireReader()
        return try reader.read(directory: folder)
    }

    @Test("are none for a good file")
    func good() throws { #expect(try read(LoadErrorTests.good).questions.map(\.id) == ["first", "second"]) }

    @Test(
        "name the file, the line and the reason",
        arguments: [
            ("    when: nobody is x\n", 13, "there is no question nobody before it"),
            ("    when: second is x\n", 13, "there is no question second before it"),
            ("    when: first >= many\n", 13, "a number is expected"),
            ("    required: perhaps\n", 13, "neither true nor false"),
            ("    colour: blue\n", 13, "unknown key colour"),
            ("    terms: [imap]\n", 13, "the word imap is not explained"),
            ("    help: {de: a, en: b}\n", 13, "the text in fr is missing"),
            ("    columns: [{id: c, type: text, title: {all: C}}]\n", 13, "columns belong to"),
            ("    min: 9\n    max: 3\n", 13, "min is more than max"),
            ("      - {id: x, label: {all: X}}\n", 13, "the choice x is there twice"),
            ("  - id: first\n    type: text\n    title: {all: T}\n", 13, "the question first is there twice"),
            ("  - id: third\n    type: letter\n    title: {all: T}\n", 14, "letter is none of text, number"),
            ("  - id: third\n    type: text\n", 13, "title is missing"),
        ]
    )
    func bad(addition: String, line: Int, reason: String) {
        let text = LoadErrorTests.good.dropLast() + "\n" + addition
        do {
            _ = try read(String(text))
            Issue.record("nothing was refused")
        } catch let error as LoadError {
            #expect(error.file.hasSuffix("one.yaml"))
            #expect(abs(error.line - line) <= 1, "\(error)")
            #expect(error.description.contains(reason), "\(error)")
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test("come of text that is no YAML, with the line")
    func yaml() {
        #expect { try read("id: [one\ntitle") } throws: { error in
            (error as? LoadError)?.description.contains("no YAML") == true && (error as? LoadError)?.line ?? 0 > 0
        }
    }

    @Test("come of a missing file")
    func missing() {
        #expect(throws: LoadError.self) { try Blueprint(directory: "/nowhere") }
    }

    @Test("come of a change that names no question")
    func change() {
        #expect(throws: LoadError.self) {
            try read(LoadErrorTests.good, changes: "[{version: 2, questions: {old: nobody}}]")
        }
    }

    @Test("do not come of answers to an older version: they keep their meaning")
    func carried() throws {
        let changes = "[{version: 2, questions: {former: second}, choices: {second: {y: x}}}]"
        let questionnaire = try read(LoadErrorTests.good, changes: changes)
        let old = Answers(version: 1, ["former": Answer(.choice("y")), "gone": Answer(.text("kept"))])
        let carried = questionnaire.carried(old)
        #expect(carried.version == 2)
        #expect(carried["second"]?.value == .choice("x"))
        #expect(carried["former"] == nil)
        #expect(carried["gone"]?.value == .text("kept"))
        #expect(questionnaire.carried(carried) == carried)
    }
}
