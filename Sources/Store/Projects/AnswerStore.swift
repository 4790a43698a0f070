public import Planning

/// Who gave a stored answer, and when.
public struct AnswerStamp: Hashable, Codable, Sendable {
    /// Counts the answers to the question; 1 is the first.
    public var version: Int
    /// Who.
    public var actor: ProjectActor
    /// When, in seconds since 1970.
    public var time: Int64
}

/// One answer that was given to a question, the present one or one before.
public struct StoredAnswer: Hashable, Sendable {
    /// The question.
    public var question: String
    /// The answer; nil where it was taken back.
    public var answer: Answer?
    /// Who gave it, and when.
    public var stamp: AnswerStamp
}

/// All present answers of a project.
public struct ProjectAnswers: Hashable, Sendable {
    /// The answers.
    public var answers: Answers
    /// Who gave them, by question; also of those that were taken back.
    public var stamps: [String: AnswerStamp]

    /// What the next answer to the question is based on; 0 where there was none.
    public func version(of question: String) -> Int { stamps[question]?.version ?? 0 }
}

/// What became of an answer that somebody gave.
public enum AnswerSaving: Hashable, Sendable {
    /// It is the present one now, with that version.
    case saved(Int)
    /// Somebody else answered in between: this is the present answer, and nothing was saved.
    case conflict(StoredAnswer)
    /// A sign-off stands, and nothing was saved.
    case signedOff
}

/// The answers as they were handed in once.
public struct Submission: Hashable, Sendable {
    /// Counts the project's submissions; 1 is the first.
    public var number: Int
    /// All answers of that moment.
    public var answers: Answers
    /// Who handed them in.
    public var actor: ProjectActor
    /// When, in seconds since 1970.
    public var time: Int64
}

/// That answers were handed in once, without the answers.
public struct SubmissionStamp: Hashable, Sendable {
    /// Counts the project's submissions; 1 is the first.
    public var number: Int
    /// Who handed them in.
    public var actor: ProjectActor
    /// When, in seconds since 1970.
    public var time: Int64
}

/// The answers of a project; every one that was ever given is kept until the project goes.
public protocol AnswerStore: Sendable {
    /// The present answers; nil where there is no such project.
    func answers(of project: ProjectID) async throws -> ProjectAnswers?
    /// Saves an answer, or takes it back with nil, where `version` is still the present one and no sign-off stands.
    func save(
        _ answer: Answer?,
        to question: String,
        of project: ProjectID,
        basedOn version: Int,
        by actor: ProjectActor
    ) async throws -> AnswerSaving
    /// Fills in what was found, where nobody has answered: each answer only in place of none or of one with origin
    /// `found`; none while a sign-off stands. Gives the questions that were filled in.
    @discardableResult
    func fill(_ found: [String: Answer], of project: ProjectID, by actor: ProjectActor) async throws -> [String]
    /// Carries the answers over to a later version of the questionnaire.
    func carry(_ project: ProjectID, _ change: @escaping @Sendable (Answers) -> Answers) async throws
    /// All answers that a question ever had, newest first.
    func revisions(of question: String, in project: ProjectID) async throws -> [StoredAnswer]

    /// Hands the answers in as they are, where `last` is still the number of the last submission (0 for none); with
    /// `mailing`, the consultancy is told.
    ///
    /// - Returns: Nil where they were handed in since, as by a form that was sent twice, or where a sign-off stands.
    @discardableResult
    func submit(
        _ project: ProjectID,
        after last: Int,
        by actor: ProjectActor,
        mailing: Bool
    ) async throws -> Submission?
    /// The submission of that number.
    func submission(_ number: Int, of project: ProjectID) async throws -> Submission?
    /// All submissions, oldest first, without their answers.
    func submissions(of project: ProjectID) async throws -> [SubmissionStamp]
}
