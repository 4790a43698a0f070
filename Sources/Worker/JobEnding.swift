import MailCore

/// How a job ended.
enum JobEnding: Hashable, Sendable {
    /// It ran; the projection was written, and this is the state.
    case ran(State)
    /// It could not be carried out, and trying again by itself is of no use.
    case refused(Problem)
    /// It could not begin for now; to be tried again after so many seconds.
    case postponed(Problem, seconds: Int64)
}
