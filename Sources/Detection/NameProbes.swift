import Catalogue
import MailCore
import Transport

/// The looks at a domain's records.
struct NameProbes: Sendable {
    let address: MailAddress
    let catalogue: Catalogue
    let resolver: DNSResolver
    let board: Board

    /// Looks at everything at once; what goes wrong with one record is no reason to leave the others.
    func run(mailHosts: Task<Result<[String], Problem>, Never>) async {
        await withTaskGroup { group in
            group.addTask {
                guard case .success(let hosts) = await mailHosts.value else { return }
                board.note { $0.mailHosts = hosts }
            }
            group.addTask { await point(await aliases("autoconfig"), .autoconfig, catalogue.provider(autoconfig:)) }
            group.addTask {
                await point(await aliases("autodiscover"), .autodiscover, catalogue.provider(autodiscover:))
            }
            group.addTask { await autodiscoverRecord() }
            for record in ServiceRecord.allCases { group.addTask { await look(at: record) } }
        }
    }

    /// The domain's mail hosts, best first.
    func mailHosts() async -> Result<[String], Problem> {
        do {
            return .success(try await resolver.ask(.mx, of: address.domain).mailHosts)
        } catch {
            return .failure(error)
        }
    }

    private func look(at record: ServiceRecord) async {
        guard let places = try? await resolver.ask(.srv, of: record.name(in: address.domain)),
            !places.services.isEmpty
        else { return }
        let texts = record.hasPath ? try? await resolver.ask(.txt, of: record.name(in: address.domain)) : nil
        board.add(record.services(places, texts: texts, for: address))
    }

    private func autodiscoverRecord() async {
        let name = "\(ServiceRecord.autodiscover).\(address.domain)"
        let places = try? await resolver.ask(.srv, of: name)
        await point(places?.services.map(\.host) ?? [], .srv, catalogue.provider(autodiscover:))
    }

    /// The names that a name of the domain stands for.
    private func aliases(_ label: String) async -> [String] {
        // Asking for the address shows the whole chain; asking for the alias alone shows one step where it has no address.
        let name = "\(label).\(address.domain)"
        let chain = (try? await resolver.ask(.a, of: name).aliases) ?? []
        guard chain.isEmpty else { return chain }
        let records = (try? await resolver.ask(.cname, of: name).records) ?? []
        return records.compactMap { record in
            guard case .name(let target) = record.value else { return nil }
            return target
        }
    }

    private func point(
        _ names: [String],
        _ evidence: DetectedService.Evidence,
        _ match: ([String]) -> Catalogue.Match?
    ) async {
        guard let match = match(names) else { return }
        board.note { $0.pointers.append(.init(match: match, evidence: evidence)) }
    }
}
