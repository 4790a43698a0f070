import DomainNames
import MailCore

/// One `HOST:PORT:ADDR:PORT` of ``TransportSettings/connectTo``, as libcurl reads it: what is empty matches or keeps all.
struct Redirection: Hashable, Sendable {
    var host: String
    var port: String
    var address: String
    var addressPort: String

    init?(_ text: String) {
        var parts: [String] = []
        var part = ""
        var isBracketed = false
        for character in text {
            switch character {
            case "[": isBracketed = true
            case "]": isBracketed = false
            case ":" where !isBracketed:
                parts.append(part)
                part = ""
            default: part.append(character)
            }
        }
        parts.append(part)
        guard parts.count == 4 else { return nil }
        (host, port, address, addressPort) = (parts[0].lowercased(), parts[1], parts[2], parts[3])
    }

    func apply(to origin: Origin) -> Origin? {
        guard host.isEmpty || host == origin.host.lowercased(), port.isEmpty || Int(port) == origin.port else {
            return nil
        }
        return Origin(host: address.isEmpty ? origin.host : address, port: Int(addressPort) ?? origin.port)
    }
}

extension TransportSettings {
    /// What libcurl is told of the host's addresses (`CURLOPT_RESOLVE`), as our own resolver knows them; blocks.
    ///
    /// Nothing where the system's resolver is to be asked, and where there is no name to resolve. The addresses are judged
    /// by the egress policy when a socket is opened, like all others.
    func pins(for origin: Origin) throws(Problem) -> [String] {
        guard let resolver, proxy?.isEmpty ?? true else { return [] }
        let redirections = connectTo.compactMap(Redirection.init)
        let place = redirections.lazy.compactMap { $0.apply(to: origin) }.first ?? origin
        guard IPAddress(place.host) == nil, !TransportSettings.isLocal(place.host) else { return [] }
        let addresses = try addresses(of: place.host, resolver)
        guard !addresses.isEmpty, let name = DomainName.ascii(place.host) else {
            throw Failure(host: origin.host, port: origin.port)
                .make(.hostNotFound, .stop, .you, "no address for \(place.host)")
        }
        let list = addresses.map { $0.contains(":") ? "[\($0)]" : $0 }.joined(separator: ",")
        return ["\(name):\(place.port):\(list)"]
    }

    private func addresses(of host: String, _ resolver: DNSResolver) throws(Problem) -> [String] {
        let four = try resolver.answerBlocking(.a, of: host).get().addresses
        return four.isEmpty ? try resolver.answerBlocking(.aaaa, of: host).get().addresses : four
    }

    /// RFC 6761 §6.3: never asked for.
    private static func isLocal(_ host: String) -> Bool {
        let name = host.lowercased()
        return name == "localhost" || name.hasSuffix(".localhost")
    }
}
