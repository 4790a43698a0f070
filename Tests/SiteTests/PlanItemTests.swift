import MailCore
import Planning
import Store
import Testing
import Texts

@testable import Site

/// Edits of the plan by several people: nothing is lost without a word.
@Suite("Edits of the plan")
struct PlanItemTests {
    private func text(_ key: String, _ world: World) -> String {
        world.site.texts.render(Phrase(key), in: Formats(.de))
    }

    /// A project with answers, the consultant who began it, and a colleague.
    private func project(_ world: World) async throws -> (path: String, lea: Browser, kim: Browser) {
        let lea = try await Browser.consultant(world)
        let (path, _) = try await lea.answered("5-people-microsoft-365-to-infomaniak")
        return (path, lea, try await Browser.consultant(world, "kim"))
    }

    @Test("a change of somebody else is shown where it is one of the same item, and only there")
    func outdated() async throws {
        let world = try await World()
        let (path, lea, kim) = try await project(world)
        let page = "\(path)/runbook"
        let step = [("step", "mapping"), ("title", "Ordner zuordnen"), ("check", "Da"), ("actor", "consultant")]
        await kim.get("\(page)?step=mapping")
        await lea.get("\(page)?step=access")
        let other = [("step", "access"), ("title", "Zugang"), ("check", "Geht"), ("minutes", "11")]
        #expect(await lea.post(page, other).status == 303)
        #expect(await kim.post(page, step + [("minutes", "20")]).status == 303)
        await kim.get("\(page)?step=mapping")
        await lea.get("\(page)?step=mapping")
        #expect(await lea.post(page, step + [("minutes", "77")]).status == 303)
        let outdated = await kim.post(page, step + [("minutes", "21")])
        #expect(outdated.status == 422 && outdated.html.contains("«77»") && outdated.html.contains("value=\"21\""))
        #expect(outdated.html.contains("minutes-error") && !outdated.html.contains("title-error"))
        #expect(await kim.post(page, step + [("minutes", "21")]).status == 303)
        await world.end()
    }

    @Test("what is gone meanwhile is said to be gone, with what was typed")
    func gone() async throws {
        let world = try await World()
        let (path, lea, kim) = try await project(world)
        for (page, key, more) in [
            ("architecture", "decision", [("kind", "note")]), ("runbook", "step", [("minutes", "5")]),
            ("tests", "case", [("expected", "Geht"), ("steps", "So")]),
        ] {
            let typed = [("title", "Eigenes"), ("why", "Darum"), ("check", "Da")] + more
            await lea.get("\(path)/\(page)?\(key)=new")
            #expect(await lea.post("\(path)/\(page)", typed + [(key, "new")]).status == 303)
            let list = await lea.get("\(path)/\(page)").html
            let start = try #require(list.firstRange(of: "?\(key)=own-")?.upperBound)
            let name = "own-\(list[start...].prefix { $0.isNumber })"
            await kim.get("\(path)/\(page)?\(key)=\(name)")
            let remove = page == "architecture" ? "revert" : "remove"
            #expect(await lea.post("\(path)/\(page)", [(key, name), ("action", remove)]).status == 303)
            let late = await kim.post("\(path)/\(page)", [("title", "Zu spät getippt")] + typed.dropFirst())
            #expect(late.status == 422 && late.html.contains("Zu spät getippt"), "\(page)")
            #expect(late.html.contains(text("plans.edit.gone", world)), "\(page)")
            PageCheck.check(late, "gone \(page)")
        }
        await world.end()
    }

    @Test("a step that waits is not ticked off before those that it waits for")
    func waits() async throws {
        let world = try await World()
        let (path, lea, _) = try await project(world)
        let id = try #require(ProjectID(path: path))
        let runbook = try await world.plan(id).runbook
        let names = Set(runbook.steps.map(\.id))
        let step = try #require(runbook.steps.first { !names.isDisjoint(with: $0.waitsFor) })
        let before = runbook.numbered.filter { step.waitsFor.contains($0.step.id) }
        await lea.get("\(path)/runbook?step=\(step.id)")
        let early = await lea.post("\(path)/runbook", [("step", step.id), ("action", "done")])
        #expect(early.status == 422)
        for (number, _) in before { #expect(early.html.contains("\(number) "), "\(number)") }
        #expect(try await world.store.ticks(of: id).isEmpty)
        for (_, other) in before {
            _ = try await world.store.tick(
                TickItem(.runbook, other.id),
                in: id,
                minutes: nil,
                note: "",
                basedOn: nil,
                by: .umzug
            )
        }
        #expect(await lea.post("\(path)/runbook", [("step", step.id), ("action", "done")]).status == 303)
        #expect(try await world.store.ticks(of: id)[TickItem(.runbook, step.id)] != nil)
        await world.end()
    }

    @Test("minutes that are none leave everything else of the step's page as it was")
    func minutes() async throws {
        let world = try await World()
        let (path, lea, _) = try await project(world)
        let shown = await lea.get("\(path)/runbook?step=access").html
        let wrong = await lea.post("\(path)/runbook", [("step", "access"), ("action", "done"), ("measured", "lange")])
        #expect(wrong.status == 422 && wrong.html.contains("value=\"lange\""))
        let areas = { (html: String) in
            html.split(separator: "</textarea>").dropLast().map { $0.split(separator: ">").last }
        }
        #expect(areas(shown) == areas(wrong.html) && areas(shown).count > 2)
        await world.end()
    }
}
