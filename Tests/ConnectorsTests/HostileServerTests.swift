import Connectors
import MailCore
import Peers
import Testing

@Suite("Servers that say what is not so")
struct HostileServerTests {
    private static let login = """
        S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN UIDPLUS LITERAL+] ready
        C: $ AUTHENTICATE PLAIN *
        S: $ OK [CAPABILITY IMAP4rev1 UIDPLUS LITERAL+ CONDSTORE] in

        """

    @Test("two names that read alike are two folders, each under a path of its own")
    func namesAlike() async throws {
        let server = try ScriptedServer(
            HostileServerTests.login + """
                R: $ LIST "" "*" => * LIST () "/" a\\n* LIST () "/" "&AGE-"\\n* LIST () "/" INBOX\\n$ OK done
                R: $ LSUB "" "*" => $ OK done
                R: $ STATUS * => $ NO not now
                """
        )
        let source = Connectors.source(Accounts.settings(server))
        let containers = try await source.containers(.mail)
        #expect(containers.map(\.path.description) == ["a", "&AGE-", "INBOX"])
        #expect(containers.map(\.wireName) == ["a", "&AGE-", "INBOX"])
        await source.close()
        server.close()
    }

    @Test("counts and sizes beyond belief are cut, so that sums over folders stay numbers")
    func amounts() async throws {
        let huge = String(Int.max)
        let server = try ScriptedServer(
            HostileServerTests.login + """
                R: $ LIST "" "*" => * LIST () "/" a\\n* LIST () "/" INBOX\\n$ OK done
                R: $ LSUB "" "*" => $ OK done
                R: $ STATUS a * => * STATUS a (MESSAGES \(huge) UIDNEXT 1 UIDVALIDITY 1 SIZE \(huge))\\n$ OK done
                R: $ STATUS INBOX * => * STATUS INBOX (MESSAGES \(huge) UIDNEXT 1 UIDVALIDITY 1 SIZE \(huge))\\n$ OK done
                """
        )
        let source = Connectors.source(Accounts.settings(server))
        let containers = try await source.containers(.mail)
        #expect(containers.compactMap(\.count).reduce(0, +) == 2 << 40)
        #expect(containers.compactMap(\.bytes).reduce(0, +) == 2 << 40)
        await source.close()
        server.close()
    }

    @Test("the last UID that there can be is listed, with or without a next one")
    func lastUID() async throws {
        let server = try ScriptedServer(
            HostileServerTests.login + """
                R: $ EXAMINE a * => * 1 EXISTS\\n* OK [UIDVALIDITY 1]\\n* OK [HIGHESTMODSEQ 5]\\n$ OK done
                R: $ EXAMINE b * => * 0 EXISTS\\n* OK [UIDVALIDITY 1]\\n* OK [UIDNEXT 0]\\n* OK [HIGHESTMODSEQ 5]\\n$ OK done
                R: $ UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE) (CHANGEDSINCE 4) => $ OK done
                R: $ UID FETCH 1:* * => * 1 FETCH (UID 4294967295 FLAGS () RFC822.SIZE 9223372036854775807)\\n$ OK done
                """
        )
        let source = Connectors.source(Accounts.settings(server))
        let a = SourceContainer(kind: .mail, path: try #require(FolderPath(["a"])), wireName: "a")
        let b = SourceContainer(kind: .mail, path: try #require(FolderPath(["b"])), wireName: "b")
        let requests = [ListingRequest(a), ListingRequest(b, since: Checkpoint("1:1:0:4:0"))]
        let events = try await source.items(requests).all()
        #expect(events.map(\.name) == ["items 0 1", "end 0 1:1:4294967295:5:1", "end 1 1:1:0:5:0"])
        if case .items(_, let items)? = events.first { #expect(items.map(\.size) == [1 << 36]) }
        await source.close()
        server.close()
    }

    @Test("a refused look at copies says nothing of them: they are kept with the server's words, not taken for gone")
    func refusedLook() async throws {
        let server = try ScriptedServer(
            HostileServerTests.login + """
                R: $ LIST "" "*" => * LIST () "/" INBOX\\n$ OK done
                R: $ LSUB "" "*" => $ OK done
                R: $ STATUS INBOX * => * STATUS INBOX (MESSAGES 1 UIDNEXT 9 UIDVALIDITY 7)\\n$ OK done
                R: $ SELECT INBOX * => * 1 EXISTS\\n* OK [UIDVALIDITY 7]\\n$ OK done
                R: $ UID FETCH 8 * => $ NO cannot read the index
                """
        )
        let target = Connectors.target(Accounts.settings(server))
        let removal = Removal(reference: Reference("1:7:8"), expecting: Flags())
        let outcomes = try await target.remove([removal], in: .inbox, kind: .mail)
        guard case .kept(let problem)? = outcomes.first else {
            Issue.record("judged as \(outcomes)")
            return
        }
        #expect(problem.code == .cannotBeRemoved)
        #expect(problem.detail == "cannot read the index")
        let update = FlagUpdate(reference: Reference("1:7:8"), last: Flags(), wanted: Flags(.seen))
        let updates = try await target.update([update], in: .inbox, kind: .mail)
        #expect(updates != [.gone])
        await target.close()
        server.close()
    }
}
