import CCmark

/// Markdown of ours as HTML, in safe mode: no raw HTML, no pictures, and links only to where links may lead.
struct Markdown {
    /// A heading with its anchor.
    struct Heading: Equatable {
        var id: String
        var text: String
    }

    /// The HTML, made of known elements only.
    private(set) var html = ""
    /// The text alone, for the search.
    private(set) var text = ""
    /// The headings, in order.
    private(set) var headings: [Heading] = []
    /// Where its links lead, as they are written.
    private(set) var links: [String] = []

    private static let options = CMARK_OPT_VALIDATE_UTF8

    /// Renders a text.
    init(_ source: String) {
        _ = Markdown.extensions
        guard let parser = cmark_parser_new(Markdown.options) else { return }
        defer { cmark_parser_free(parser) }
        for name in Markdown.extensions {
            if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
        }
        cmark_parser_feed(parser, source, source.utf8.count)
        guard let document = cmark_parser_finish(parser) else { return }
        defer { cmark_node_free(document) }
        let nodes = Markdown.nodes(of: document)
        text = Markdown.words(of: nodes)
        for node in nodes { adapt(node) }
        let attached = cmark_parser_get_syntax_extensions(parser)
        html = Markdown.take(cmark_render_html(document, Markdown.options, attached))
    }

    /// The extensions in use; registered once for the process.
    private static let extensions: [String] = {
        cmark_gfm_core_extensions_ensure_registered()
        return ["table", "strikethrough"]
    }()

    /// All nodes, parents first; collected before any of them is changed.
    private static func nodes(of document: OpaquePointer) -> [OpaquePointer] {
        guard let walk = cmark_iter_new(document) else { return [] }
        defer { cmark_iter_free(walk) }
        var nodes: [OpaquePointer] = []
        while true {
            let event = cmark_iter_next(walk)
            if event == CMARK_EVENT_DONE { return nodes }
            if event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(walk) { nodes.append(node) }
        }
    }

    private mutating func adapt(_ node: OpaquePointer) {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE: Markdown.remove(node)
        case CMARK_NODE_IMAGE: Markdown.unwrap(node)
        case CMARK_NODE_HEADING: adapt(heading: node)
        case CMARK_NODE_LINK: adapt(link: node)
        default: break
        }
    }

    /// The page has the `h1`; an article's headings begin below it.
    private mutating func adapt(heading node: OpaquePointer) {
        let level = max(2, min(cmark_node_get_heading_level(node), 4))
        let text = Markdown.text(of: node)
        let base = Markdown.anchor(text)
        var id = base
        var number = 2
        while headings.contains(where: { $0.id == id }) {
            id = "\(base)-\(number)"
            number += 1
        }
        headings.append(Heading(id: id, text: text))
        Markdown.replace(node, CMARK_NODE_CUSTOM_BLOCK, "<h\(level) id=\"\(id)\">", "</h\(level)>")
    }

    private mutating func adapt(link node: OpaquePointer) {
        let written = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
        links.append(written)
        guard let target = LinkTarget(written) else { return Markdown.unwrap(node) }
        let outside = target.isOutside ? " rel=\"noopener noreferrer\"" : ""
        let tag = "<a href=\"\(Markdown.escape(target.href))\"\(outside)>"
        Markdown.replace(node, CMARK_NODE_CUSTOM_INLINE, tag, "</a>")
    }

    /// Puts a node of our own in the place of another, around what that one held.
    private static func replace(_ node: OpaquePointer, _ type: cmark_node_type, _ begin: String, _ end: String) {
        guard let own = cmark_node_new(type) else { return }
        cmark_node_set_on_enter(own, begin)
        cmark_node_set_on_exit(own, end)
        cmark_node_insert_before(node, own)
        while let child = cmark_node_first_child(node) { cmark_node_append_child(own, child) }
        remove(node)
    }

    private static func unwrap(_ node: OpaquePointer) {
        while let child = cmark_node_first_child(node) { cmark_node_insert_before(node, child) }
        remove(node)
    }

    /// Takes a node out of the document; it holds no other that is looked at later.
    private static func remove(_ node: OpaquePointer) {
        cmark_node_unlink(node)
        cmark_node_free(node)
    }

    private static func text(of node: OpaquePointer) -> String {
        nodes(of: node).compactMap { cmark_node_get_literal($0).map { String(cString: $0) } }.joined()
    }

    /// What is to be read, blocks and lines parted by spaces.
    private static func words(of nodes: [OpaquePointer]) -> String {
        var text = ""
        for node in nodes {
            switch cmark_node_get_type(node) {
            case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE: continue
            case CMARK_NODE_TEXT, CMARK_NODE_CODE, CMARK_NODE_CODE_BLOCK:
                text += cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
            case CMARK_NODE_LINK, CMARK_NODE_EMPH, CMARK_NODE_STRONG: continue
            default: text += " "
            }
        }
        return text.split(separator: " ").joined(separator: " ")
    }

    /// A heading's name in an address: lower-case ASCII words with hyphens.
    static func anchor(_ text: String) -> String {
        let plain = text.lowercased().map { character -> Character in
            switch character {
            case "ä", "à", "â": "a"
            case "ö", "ô": "o"
            case "ü", "ù", "û": "u"
            case "é", "è", "ê", "ë": "e"
            case "î", "ï": "i"
            case "ç": "c"
            default: character.isASCII && (character.isLetter || character.isNumber) ? character : " "
            }
        }
        let words = plain.split(separator: " ").map { String($0) }
        return words.isEmpty ? "abschnitt" : words.joined(separator: "-")
    }

    static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }

    private static func take(_ rendered: UnsafeMutablePointer<CChar>?) -> String {
        guard let rendered else { return "" }
        defer { cmark_get_default_mem_allocator().pointee.free(rendered) }
        return String(cString: rendered)
    }
}
