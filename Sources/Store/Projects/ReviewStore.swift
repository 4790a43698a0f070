public import Planning

/// What the reviewer says of one answer.
public struct ReviewMark: Hashable, Sendable {
    /// What is said.
    public enum State: String, CaseIterable, Hashable, Codable, Sendable {
        case ok
        /// There is a question back to the customer.
        case query
        /// The reviewer put it right.
        case amended
    }

    /// The question.
    public var question: String
    /// What is said.
    public var state: State
    /// The version of the answer that it was said of; a later one is still to be looked at.
    public var answerVersion: Int
    /// Who said it.
    public var actor: ProjectActor
    /// When, in seconds since 1970.
    public var time: Int64
}

/// A remark about one answer, from either side.
public struct ReviewComment: Hashable, Sendable, Identifiable {
    /// Its number.
    public var id: Int64
    /// The question.
    public var question: String
    /// What was written; shown as text.
    public var text: String
    /// Who wrote it.
    public var actor: ProjectActor
    /// When, in seconds since 1970.
    public var time: Int64
}

/// That a submission was accepted.
public struct SignOff: Hashable, Sendable {
    /// The number of the submission.
    public var submission: Int
    /// Who accepted it.
    public var actor: ProjectActor
    /// When, in seconds since 1970.
    public var time: Int64
    /// When it was reopened; nil where it stands.
    public var reopened: Int64?
    /// Who reopened it.
    public var reopenedBy: ProjectActor?
}

/// What became of a sign-off.
public enum SigningOff: Hashable, Sendable {
    /// It stands now, or stood already.
    case signed(SignOff)
    /// Nothing was submitted.
    case notSubmitted
    /// A later submission came in between, of that number; nothing was signed.
    case newer(Int)
    /// These questions are answered otherwise than in the submission; nothing was signed.
    case changed([String])
}

/// A project's review as it stands.
public struct ProjectReview: Hashable, Sendable {
    /// What is said of each answer, by question.
    public var marks: [String: ReviewMark] = [:]
    /// The remarks by question, oldest first.
    public var comments: [String: [ReviewComment]] = [:]
    /// All sign-offs, oldest first.
    public var signOffs: [SignOff] = []

    /// A review that has not begun.
    public init() {}

    /// The sign-off that stands; nil for none.
    public var signOff: SignOff? { signOffs.last.flatMap { $0.reopened == nil ? $0 : nil } }
}

/// The review of a project's answers.
public protocol ReviewStore: Sendable {
    /// How it stands.
    func review(of project: ProjectID) async throws -> ProjectReview
    /// Says something of that version of the answer to a question; nil takes back what was said.
    ///
    /// - Returns: False where the answer is another one by now, or a sign-off stands: nothing is said then.
    @discardableResult
    func mark(
        _ question: String,
        _ state: ReviewMark.State?,
        version: Int,
        in project: ProjectID,
        by actor: ProjectActor
    ) async throws -> Bool
    /// Adds a remark.
    @discardableResult
    func comment(
        _ text: String,
        on question: String,
        in project: ProjectID,
        by actor: ProjectActor
    ) async throws
        -> ReviewComment
    /// Gives the answers back to the customer, who is told by mail with `mailing` how many queries there are.
    ///
    /// - Returns: How many; with none, nothing is given back.
    @discardableResult
    func giveBack(_ project: ProjectID, by actor: ProjectActor, mailing: Bool) async throws -> Int
    /// Accepts the submission that was seen, where it is the latest one and the answers are still as it says; with
    /// `mailing`, the customer is told. `carrying` carries answers to an older questionnaire over to the present one.
    @discardableResult
    func signOff(
        _ project: ProjectID,
        submission: Int,
        carrying: @escaping @Sendable (Answers) -> Answers,
        by actor: ProjectActor,
        mailing: Bool
    ) async throws -> SigningOff
    /// Takes the sign-off back; false where none stands.
    @discardableResult
    func reopen(_ project: ProjectID, by actor: ProjectActor) async throws -> Bool
}
