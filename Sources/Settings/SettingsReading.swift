internal import MailCore
internal import Yams

/// Goes through a file's nodes, takes what is right and notes what is wrong.
struct SettingsReading {
    let path: String
    let isReadable: (String) -> Bool
    var values: [String: SettingsFile.Value] = [:]
    var mistakes: [String] = []
    private var lines: [String: Int] = [:]

    init(path: String, isReadable: @escaping (String) -> Bool) {
        self.path = path
        self.isReadable = isReadable
    }

    mutating func read(_ node: Node, section: String?) {
        guard let mapping = node.mapping else {
            let what = section.map { "\"\($0)\"" } ?? "the file"
            return note(node, "\(what) must hold settings, as in “name: value”.")
        }
        for (keyNode, value) in mapping {
            let key = keyNode.string ?? ""
            let name = section.map { "\($0).\(key)" } ?? key
            if let setting = Setting.all.first(where: { $0.name == name }) {
                guard lines[name] == nil else { note(keyNode, "\"\(name)\" is set twice."); continue }
                lines[name] = keyNode.mark?.line
                read(value, as: setting)
            } else if section == nil, Setting.all.contains(where: { $0.section == key }) {
                if !value.isNothing { read(value, section: key) }
            } else {
                note(keyNode, SettingsReading.unknown(name))
            }
        }
    }

    /// What makes sense only together.
    mutating func checkPairs() {
        for (one, other) in [(Setting.tlsCertificate, Setting.tlsKey), (.termsURL, .termsVersion)] {
            guard (values[one.name] == nil) != (values[other.name] == nil),
                lines[one.name] == nil || lines[other.name] == nil
            else { continue }
            let (has, lacks) = values[one.name] == nil ? (other, one) : (one, other)
            mistakes.append("\(place(lines[has.name]))\"\(has.name)\" needs \"\(lacks.name)\" too.")
        }
    }

    private mutating func read(_ node: Node, as setting: Setting) {
        switch setting.form {
        case .networks, .list:
            var texts: [String] = []
            for element in node.sequence.map(Array.init) ?? [node] {
                guard let text = element.scalar?.string else {
                    note(element, "\"\(setting.name)\" must be a list of texts.")
                    continue
                }
                let fault = setting.form.fault(in: text, isReadable)
                if fault.isEmpty { texts.append(text) } else { note(element, "\"\(setting.name)\" \(fault)") }
            }
            values[setting.name] = .list(texts)
        case .text, .address, .file, .folder, .url, .mailServer, .sender, .flag, .number, .choice, .colour:
            guard let text = node.scalar?.string else {
                return note(node, "\"\(setting.name)\" must be one value, not a list or a section.")
            }
            let fault = setting.form.fault(in: text, isReadable)
            guard fault.isEmpty else { return note(node, "\"\(setting.name)\" \(fault)") }
            values[setting.name] = setting.form.value(of: text)
        }
    }

    private static func unknown(_ name: String) -> String {
        let names = Setting.all.map(\.name) + Set(Setting.all.compactMap(\.section))
        // Somebody may also have left the section out.
        let bare = Setting.all.first { $0.section != nil && $0.key == name }?.name
        let meant = bare ?? Spelling.nearest(to: name, among: names)
        return "there is no setting \"\(name)\"." + (meant.map { " Did you mean \"\($0)\"?" } ?? "")
    }

    private mutating func note(_ node: Node, _ what: String) {
        mistakes.append(place(node.mark?.line) + what)
    }

    private func place(_ line: Int?) -> String { line.map { "\(path):\($0): " } ?? "\(path): " }
}

extension Node {
    /// Whether it is a key without a value, or a file without a key.
    var isNothing: Bool { scalar.map { ["", "~", "null"].contains($0.string) } ?? false }
}
