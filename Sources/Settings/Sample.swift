extension SettingsFile {
    /// A file with every setting and what it means, each commented out with its default or an example.
    public static var sample: String {
        var lines = [
            "# Configuration of `umzug serve`, read with --config FILE.",
            "# Flags of the same name win. Secrets stand in files of their own that are named here.",
            "# A line that begins with #: shows the default, or an example where there is none.",
        ]
        for group in Setting.groups {
            lines += ["", "# --- \(group.title)"]
            var section: String?
            for setting in group.settings {
                if !setting.explanation.isEmpty {
                    lines.append("")
                    lines += setting.explanation.split(separator: "\n").map { "# \($0)" }
                }
                if setting.section != section, let name = setting.section { lines.append("#:\(name):") }
                section = setting.section
                lines.append("#:\(section == nil ? "" : "  ")\(setting.key): \(setting.sample)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
