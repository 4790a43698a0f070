import Testing

@testable import Planning

@Suite("The project's own questionnaire")
struct BlueprintTests {
    let blueprint: Blueprint

    init() throws { blueprint = try Blueprint(directory: Templates.folder("")) }

    @Test("covers the 62 topics of the inventory")
    func topics() {
        let topics = Set(blueprint.questionnaire.questions.flatMap(\.topics))
        #expect(topics == Set(1...62), "\(Set(1...62).subtracting(topics).sorted())")
    }
}
