/// The icons: 20 px grid, 1.5 px line; a word always stands beside them.
enum Icon: String, CaseIterable {
    case arrow, back, bad, calendar, contact, done, down, eye, group, key, later, lock, mail, open, part, pause, print
    case receipt, reply, rule, search, skip, task, undo, warn

    /// The symbols that a page uses, and those that it will need when it is refreshed in place.
    static func sprite(for html: String, always: [Icon] = []) -> String {
        let used = used(in: html)
        return allCases.filter { always.contains($0) || used.contains($0.rawValue) }
            .map(\.symbol).joined(separator: "\n")
    }

    /// The names in `"#i-…"`: all of them in one pass, as a page can be long.
    private static func used(in html: String) -> Set<String> {
        let mark = Array("\"#i-".utf8)
        var names: Set<String> = []
        var rest = html.utf8[...]
        while let start = rest.firstIndex(of: mark[0]) {
            rest = rest[start...]
            if rest.starts(with: mark) {
                names.insert(String(Substring(rest.dropFirst(mark.count).prefix { $0 != mark[0] })))
            }
            rest = rest.dropFirst()
        }
        return names
    }

    /// The icons of a status.
    static let statuses: [Icon] = [.bad, .done, .later, .lock, .open, .part, .pause, .skip, .undo, .warn]

    private var symbol: String { "<symbol id=\"i-\(rawValue)\" viewBox=\"0 0 20 20\">\(drawing)</symbol>" }

    private var drawing: String {
        switch self {
        case .arrow: #"<path d="M3 10h13.5M11 4.5l5.5 5.5-5.5 5.5"/>"#
        case .back: #"<path d="M17 10H3.5M9 4.5 3.5 10 9 15.5"/>"#
        case .bad:
            #"<path class="solid" d="M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7z"/>"#
                + #"<path class="knock" d="m7 7 6 6m0-6-6 6"/>"#
        case .calendar:
            #"<rect x="2.75" y="4.25" width="14.5" height="12.5"/><path d="M2.75 8.25h14.5M6.5 2.5V6M13.5 2.5V6"/>"#
        case .contact:
            #"<circle cx="10" cy="6.75" r="3.25"/><path d="M3.5 17c.5-3.5 3-5.25 6.5-5.25s6 1.75 6.5 5.25"/>"#
        case .done:
            #"<circle class="solid" cx="10" cy="10" r="8"/><path class="knock" d="m6.25 10.25 2.6 2.6 5-5.6"/>"#
        case .down: #"<path d="M10 3v10M5.5 8.5 10 13l4.5-4.5M3.5 16.75h13"/>"#
        case .eye:
            #"<path d="M1.75 10S5 4.75 10 4.75 18.25 10 18.25 10 15 15.25 10 15.25 1.75 10 1.75 10z"/>"#
                + #"<circle cx="10" cy="10" r="2.5"/>"#
        case .group:
            #"<circle cx="7.25" cy="7.25" r="2.75"/><path d="M1.75 16.5c.4-3 2.5-4.5 5.5-4.5s5.1 1.5 5.5 4.5"#
                + #"M12.75 4.65a2.75 2.75 0 0 1 0 5.2M14.75 12.3c2 .6 3.2 2 3.5 4.2"/>"#
        case .key: #"<circle cx="6.5" cy="13.5" r="3.25"/><path d="m8.9 11.1 7.6-7.6M13.5 6.5 16 9"/>"#
        case .later: #"<circle cx="10" cy="10" r="7.25" stroke-dasharray="2.3 2.25"/>"#
        case .lock: #"<rect x="4.25" y="9" width="11.5" height="8"/><path d="M6.75 9V6.5a3.25 3.25 0 0 1 6.5 0V9"/>"#
        case .mail: #"<rect x="2.75" y="4.75" width="14.5" height="10.5"/><path d="m3 5.25 7 5.75 7-5.75"/>"#
        case .open: #"<circle cx="10" cy="10" r="7.25"/>"#
        case .part: #"<circle cx="10" cy="10" r="7.25"/><path class="solid" d="M10 2.75a7.25 7.25 0 0 1 0 14.5z"/>"#
        case .pause: #"<circle cx="10" cy="10" r="7.25"/><path d="M8 7v6M12 7v6"/>"#
        case .print: #"<path d="M5.75 7V2.75h8.5V7M5.75 14h-3V7h14.5v7h-3M5.75 11.5h8.5v5.75h-8.5z"/>"#
        case .receipt: #"<path d="M4.75 2.75h10.5v14.5l-2.6-1.75L10 17.25 7.35 15.5l-2.6 1.75zM7.5 7h5M7.5 10.5h5"/>"#
        case .reply: #"<path d="M7.5 4 3 8.5 7.5 13M3.25 8.5H12a5 5 0 0 1 5 5V16"/>"#
        case .rule: #"<path d="M2.75 5h14.5M5.5 10h9M8.25 15h3.5"/>"#
        case .search: #"<circle cx="8.75" cy="8.75" r="5.5"/><path d="m13 13 4.25 4.25"/>"#
        case .skip: #"<circle cx="10" cy="10" r="7.25"/><path d="M6.5 10h7"/>"#
        case .task: #"<rect x="3.25" y="3.25" width="13.5" height="13.5"/><path d="m6.5 10 2.6 2.75 4.5-5.5"/>"#
        case .undo: #"<path d="M3.75 3.75V8.5H8.5M4 8.25A6.75 6.75 0 1 1 3.4 12"/>"#
        case .warn: #"<path d="M10 2.75 18.25 17H1.75z"/><path d="M10 7.75v4.5M10 14v1.25"/>"#
        }
    }
}
