import Texts

/// Where a link of an article leads.
struct LinkTarget: Equatable {
    /// The address that the page carries.
    var href: String
    /// The article that it leads to, where it does.
    var article: String?
    /// The heading in there.
    var anchor: String?
    /// Whether it leaves the site.
    var isOutside = false

    /// Reads a link: another article's name, `#heading`, a page of ours, the web or a mail address; nil for anything else.
    init?(_ written: String) {
        let parts = written.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let path = parts.first, parts.last != "" || parts.count == 1 else { return nil }
        anchor = parts.count == 2 ? parts[1] : nil
        if written.hasPrefix("https://") || written.hasPrefix("http://") {
            (href, isOutside) = (written, true)
        } else if written.hasPrefix("mailto:") || (written.hasPrefix("/") && !written.hasPrefix("//")) {
            href = written
        } else if path.isEmpty, anchor != nil {
            href = written
        } else if Article.isSlug(path) {
            article = path
            href = Route.answer(path).path + (anchor.map { "#\($0)" } ?? "")
        } else {
            return nil
        }
    }
}
