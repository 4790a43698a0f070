import MailCore

/// Asks the zone's own servers about its names, the resolver about others, and compares what further voices say.
struct ZonePanel: Sendable {
    let zone: String
    let base: ZoneVoice
    /// The zone's own servers, or whoever stands for them; empty where none answers.
    let servers: [ZoneVoice]
    /// Resolvers whose answers are compared.
    let resolvers: [ZoneVoice]

    /// Who of the resolvers answers.
    func resolverVoices(_ domain: String) async -> [ZoneState.Voice] {
        await withTaskGroup(of: (Int, ZoneState.Voice).self) { group in
            for (index, resolver) in resolvers.enumerated() {
                group.addTask {
                    var voice = ZoneState.Voice(name: resolver.name, role: .resolver)
                    if case .failure(let problem) = await resolver.ask(DNSQuestion(.soa, of: domain)) {
                        voice.fault = ZoneVoice.fault(problem)
                    }
                    return (index, voice)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// The replies to all questions, asked at once.
    func replies(to questions: [DNSQuestion]) async -> [ZoneState.Reply] {
        await withTaskGroup(of: ZoneState.Reply.self) { group in
            for (index, question) in questions.enumerated() {
                group.addTask { isOwn(question) ? await own(question, index) : await foreign(question) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func isOwn(_ question: DNSQuestion) -> Bool {
        // The parent answers for DS (RFC 4035 §3.1.4.1).
        guard question.kind != .ds else { return false }
        return question.name == zone || question.name.hasSuffix(".\(zone)")
    }

    private func foreign(_ question: DNSQuestion) async -> ZoneState.Reply {
        ZoneState.Reply(question: question, answer: try? await base.ask(question).get())
    }

    /// The work is shared among the servers; where one does not answer the next is asked.
    private func own(_ question: DNSQuestion, _ index: Int) async -> ZoneState.Reply {
        var answer: DNSAnswer?
        var speaker: ZoneVoice?
        for turn in servers.indices {
            let server = servers[(index + turn) % servers.count]
            answer = try? await server.ask(question, following: false).get()
            speaker = server
            if answer != nil { break }
        }
        // Where no server answers, and where an alias leads out of the zone, somebody else knows more.
        let leadsOut = question.kind != .cname && answer?.records.isEmpty == true && answer?.aliases.isEmpty == false
        let isUnasked = answer == nil && !servers.contains { $0.server == base.server }
        if leadsOut || isUnasked, let other = try? await base.ask(question).get(), isUnasked || !other.records.isEmpty {
            answer = other
        }
        guard let answer else { return ZoneState.Reply(question: question, answer: nil) }
        let others = (ZonePanel.isCompared(question) ? servers : []) + resolvers
        return await compared(question, answer, others.filter { $0.name != speaker?.name })
    }

    /// What decides where mail goes is asked everybody.
    private static func isCompared(_ question: DNSQuestion) -> Bool { [.mx, .txt].contains(question.kind) }

    /// The reply, with what others say instead and who says nothing.
    private func compared(
        _ question: DNSQuestion,
        _ answer: DNSAnswer,
        _ others: [ZoneVoice]
    ) async -> ZoneState.Reply {
        let reply = ZoneState.Reply(question: question, answer: answer)
        guard question.kind != .dnskey else { return reply }
        return await withTaskGroup(of: (String, DNSAnswer?).self) { group in
            for other in others {
                group.addTask { (other.name, try? await other.ask(question).get()) }
            }
            return await group.reduce(into: reply) { reply, entry in
                guard let own = entry.1 else {
                    reply.silent = (reply.silent ?? []).union([entry.0])
                    return
                }
                if !ZonePanel.isSame(own, answer) { reply.dissent[entry.0] = own }
            }
        }
    }

    /// The same values in any order; how long they may still be kept differs from resolver to resolver.
    private static func isSame(_ one: DNSAnswer, _ other: DNSAnswer) -> Bool {
        Set(one.records.map(\.value)) == Set(other.records.map(\.value))
    }
}
