/// What a run is to do.
public enum Command: Hashable, Sendable {
    /// The first pass of a new migration.
    case migrate
    /// The next delta pass.
    case pass
    /// Go on with what is unfinished.
    case resume
    /// The items that failed, once more.
    case retry
    /// Take back what was copied; with `includeGone` also what has disappeared from the source since, with `mustCompare`
    /// only while the source can be asked for that.
    case undo(includeGone: Bool, mustCompare: Bool = false)
    /// Compare what was copied; `deep` reads all of it.
    case verify(deep: Bool)

    /// The word of the command line.
    public var name: String {
        switch self {
        case .migrate: "migrate"
        case .pass: "pass"
        case .resume: "resume"
        case .retry: "retry"
        case .undo: "undo"
        case .verify: "verify"
        }
    }
}
