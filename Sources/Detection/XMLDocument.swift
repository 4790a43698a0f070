import Foundation
import FoundationXML

/// An element of a small XML file: names, attributes and text, no more.
struct XMLNode: Hashable, Sendable {
    var name: String
    var attributes: [String: String] = [:]
    var text = ""
    var children: [XMLNode] = []

    /// The children of that name.
    func all(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

    /// The trimmed text of the first child of that name; nil where there is none or it is empty.
    func first(_ name: String) -> String? {
        let text = all(name).first?.text.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return text.isEmpty ? nil : text
    }

    /// The first element of that name in the tree.
    func descendant(_ name: String) -> XMLNode? {
        if self.name == name { return self }
        return children.lazy.compactMap { $0.descendant(name) }.first
    }
}

/// Reads configuration files that strangers serve: no document type, no entities of their own, everything bounded.
///
/// The parser is the system's (libxml2); external entities are off, and a file that declares any entity is refused.
final class XMLDocument: NSObject {
    /// More than any configuration file has.
    enum Limits {
        static let octets = 256 << 10
        static let depth = 24
        static let elements = 2000
        static let textOctets = 4096
        static let attributes = 32
    }

    private var open: [XMLNode] = []
    private var root: XMLNode?
    private var elements = 0
    private var isRefused = false

    /// The root element; nil for what is no XML, or over a limit.
    static func root(of octets: [UInt8]) -> XMLNode? {
        guard octets.count <= Limits.octets, !declaresType(octets) else { return nil }
        let parser = XMLParser(data: Data(octets))
        let document = XMLDocument()
        parser.shouldResolveExternalEntities = false
        parser.delegate = document
        guard parser.parse(), !document.isRefused else { return nil }
        return document.root
    }

    /// Whether it says `<!DOCTYPE` or `<!ENTITY`, in whatever width of characters.
    private static func declaresType(_ octets: [UInt8]) -> Bool {
        let text = String(decoding: octets.filter { $0 != 0 }, as: UTF8.self).uppercased()
        return text.contains("<!DOCTYPE") || text.contains("<!ENTITY")
    }

    private func refuse(_ parser: XMLParser) {
        isRefused = true
        parser.abortParsing()
    }
}

extension XMLDocument: XMLParserDelegate {
    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements += 1
        guard open.count < Limits.depth, elements <= Limits.elements, attributes.count <= Limits.attributes else {
            return refuse(parser)
        }
        let local = name.split(separator: ":").last.map(String.init) ?? name
        open.append(XMLNode(name: local, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        guard let last = open.indices.last else { return }
        open[last].text += text
        if open[last].text.utf8.count > Limits.textOctets { refuse(parser) }
    }

    func parser(_ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?) {
        guard let element = open.popLast() else { return }
        if let last = open.indices.last { open[last].children.append(element) } else { root = element }
    }

    func parser(_ parser: XMLParser, foundInternalEntityDeclarationWithName name: String, value: String?) {
        refuse(parser)
    }

    func parser(
        _ parser: XMLParser,
        foundExternalEntityDeclarationWithName name: String,
        publicID: String?,
        systemID: String?
    ) {
        refuse(parser)
    }
}
