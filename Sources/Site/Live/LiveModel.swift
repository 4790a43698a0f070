/// The live page, ready to be printed.
struct LiveModel: ViewModel {
    struct Button {
        var href: String
        var label: String
        var isFirst: Bool
    }

    struct KindRow {
        var name: String
        var icon: String
        var standing: Standing
        var isNow: Bool
        var hasBar: Bool
        var value: Int
        var max: Int
        var inTarget: String
        var of: String
        var there: Cell
        var left: Cell
        var errors: Cell
    }

    struct FolderRow {
        var name: String
        var target: String
        var isRenamed: Bool
        var standing: Standing
        var isNow: Bool
        var isEmpty: Bool
        var done: String
        var of: String
        var size: String
    }

    /// Icon and word.
    struct Standing {
        var tone: String
        var icon: String
        var word: String
    }

    /// A number that may have nothing to say.
    struct Cell {
        var text: String
        var isQuiet: Bool
    }

    var windowTitle: String
    /// What a screen reader says, at each change of state and each tenth of the way.
    var said: String
    var state: Standing
    var title: String
    var lead: String
    var route: FromTo
    var notice: Notice?
    var heard: String?
    var asOf: String
    var refreshHref: String
    var figure: String
    var figureOf: String
    var value: Int
    var max: Int
    var inline: [String]
    var buttons: [Button]
    var links: [Button]
    var closePage: String?
    var kindsHint: String?
    var kindRows: [KindRow]
    var chart: Chart?
    /// Whether there will be a chart as soon as there is something to draw.
    var isMeasuring: Bool
    var hasFolders: Bool
    var foldersHint: String
    var foldersMore: String?
    var folderRows: [FolderRow]
    var facts: [Fact]
}
