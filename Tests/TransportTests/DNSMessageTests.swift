import MailCore
import Testing

@testable import Transport

/// Octets of messages, written down as RFC 1035 §4 draws them.
private struct MessageBuilder {
    var octets: [UInt8]

    init(answers: Int, question: String = "example.org") {
        octets = [0, 1, 0x81, 0x80, 0, 1, UInt8(answers >> 8), UInt8(answers & 255), 0, 0, 0, 0]
        octets += MessageBuilder.name(question) + [0, 15, 0, 1]
    }

    mutating func add(_ name: [UInt8], _ type: UInt8, _ data: [UInt8], class number: UInt8 = 1) {
        octets += name + [0, type, 0, number, 0, 0, 1, 44, UInt8(data.count >> 8), UInt8(data.count & 255)] + data
    }

    static func name(_ text: String) -> [UInt8] {
        text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    /// A pointer to the question's name.
    static let question: [UInt8] = [0xC0, 12]
}

@Suite("DNS messages")
struct DNSMessageTests {
    @Test("each type of record is read, names in lower case and decompressed")
    func types() throws {
        var message = MessageBuilder(answers: 8)
        let me = MessageBuilder.question
        message.add(me, 1, [192, 0, 2, 7])
        message.add(me, 28, [0x20, 1, 0xd, 0xb8] + [UInt8](repeating: 0, count: 11) + [1])
        message.add(me, 5, [4] + Array("WWW2".utf8) + me)
        message.add(me, 2, MessageBuilder.name("ns.example.net"))
        message.add(me, 15, [0, 10] + [2] + Array("mx".utf8) + me)
        message.add(me, 33, [0, 1, 0, 2, 3, 225] + MessageBuilder.name("imap.example.net"))
        message.add(me, 16, [3] + Array("v=s".utf8) + [3] + Array("pf1".utf8))
        message.add(me, 99, [1, 2, 3])
        let entries = try DNSMessage(message.octets).entries
        #expect(entries.allSatisfy { $0.name == "example.org" && $0.lifetime == 300 })
        #expect(
            entries.map(\.value) == [
                .address("192.0.2.7"), .address("2001:db8::1"), .name("www2.example.org"), .name("ns.example.net"),
                .mail(preference: 10, host: "mx.example.org"),
                .service(.init(priority: 1, weight: 2, port: 993, host: "imap.example.net")), .text("v=spf1"),
            ]
        )
    }

    @Test("a dot or a line end inside a label does not pass for one outside")
    func oddLabels() throws {
        var message = MessageBuilder(answers: 1)
        message.add(MessageBuilder.question, 5, [5] + Array("a.b\nc".utf8) + [0])
        #expect(try DNSMessage(message.octets).entries.map(\.value) == [.name("a\\046b\\010c")])
    }

    @Test("pointers that go forward or round in circles are refused")
    func circles() {
        for target in [UInt8(29), 255] {
            var message = MessageBuilder(answers: 1)
            message.add([0xC0, target], 1, [192, 0, 2, 7])
            #expect(throws: DNSMessage.Malformed.self) { try DNSMessage(message.octets) }
        }
    }

    @Test("a message with more records than the limit is refused before it is read")
    func tooMany() {
        let message = MessageBuilder(answers: DNSMessage.recordLimit + 1)
        #expect(throws: DNSMessage.Malformed.tooManyRecords) { try DNSMessage(message.octets) }
    }

    @Test("no prefix and no flipped octet of a message leads beyond its end")
    func hostile() throws {
        var message = MessageBuilder(answers: 3)
        message.add(MessageBuilder.question, 15, [0, 10] + MessageBuilder.name("mx.example.net"))
        message.add(MessageBuilder.question, 33, [0, 1, 0, 2, 3, 225] + MessageBuilder.name("imap.example.net"))
        message.add(MessageBuilder.question, 16, [3] + Array("abc".utf8))
        for count in 0..<message.octets.count {
            #expect(throws: DNSMessage.Malformed.self) { try DNSMessage(Array(message.octets.prefix(count))) }
        }
        var read = 0
        for index in message.octets.indices {
            for mask in [UInt8(1), 0x80, 0xC0, 0xFF] {
                var octets = message.octets
                octets[index] ^= mask
                if (try? DNSMessage(octets)) != nil { read += 1 }
            }
        }
        #expect(read > 0)
    }
}

@Suite("Aliases")
struct AliasChainTests {
    private func message(_ pairs: [(String, DNSRecord.Kind, DNSRecord.Value)]) throws -> DNSMessage {
        var message = try DNSMessage([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        message.entries = pairs.map { .init(name: $0.0, kind: $0.1, value: $0.2, lifetime: 1) }
        return message
    }

    @Test("records at the end of a chain are found whatever their order")
    func follows() throws {
        let message = try message([
            ("c", .mx, .mail(preference: 1, host: "mx")), ("b", .cname, .name("c")), ("a", .cname, .name("b")),
            ("elsewhere", .mx, .mail(preference: 0, host: "evil")),
        ])
        var chain = AliasChain("A")
        #expect(try chain.follow(message, .mx)?.map(\.value) == [.mail(preference: 1, host: "mx")])
        #expect(chain.aliases == ["b", "c"])
    }

    @Test("a chain that ends in a name the message says nothing about is to be asked on")
    func unfinished() throws {
        var chain = AliasChain("a")
        #expect(try chain.follow(try message([("a", .cname, .name("b"))]), .a) == nil)
        #expect(chain.name == "b")
        #expect(try chain.follow(try message([]), .a) == [])
    }

    @Test("circles and chains without end are refused, within one message and over several")
    func endless() throws {
        let circle = try message([("a", .cname, .name("b")), ("b", .cname, .name("a"))])
        var chain = AliasChain("a")
        #expect(throws: AliasChain.Endless.self) { try chain.follow(circle, .mx) }
        var long = AliasChain("n0")
        #expect(throws: AliasChain.Endless.tooLong) {
            for number in 0...AliasChain.limit {
                let step = try message([("n\(number)", .cname, .name("n\(number + 1)"))])
                _ = try long.follow(step, .mx)
            }
        }
    }
}

@Suite("Pinned names")
struct PinnedNamesTests {
    @Test("libcurl's redirections are read as libcurl reads them")
    func redirections() {
        let origin = Origin(host: "mail.example", port: 993)
        #expect(
            Redirection("mail.example:993:127.0.0.1:20993")?.apply(to: origin)
                == Origin(host: "127.0.0.1", port: 20_993)
        )
        #expect(Redirection("::[::1]:")?.apply(to: origin) == Origin(host: "::1", port: 993))
        #expect(Redirection("other.example::127.0.0.1:")?.apply(to: origin) == nil)
    }
}
