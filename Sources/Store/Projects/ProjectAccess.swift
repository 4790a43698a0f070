/// As what somebody looks at a project.
public enum ProjectAccess: Hashable, Sendable {
    /// A consultant of the consultancy that guides it.
    case consultant(Consultant)
    /// A member.
    case member(Member)

    /// Whether it is a consultant.
    public var isConsultant: Bool {
        if case .consultant = self { true } else { false }
    }

    /// The member; nil for a consultant.
    public var member: Member? {
        if case .member(let member) = self { member } else { nil }
    }

    /// Who that is, as it is written beside what he or she does.
    public var actor: ProjectActor {
        switch self {
        case .consultant(let consultant): .consultant(consultant.id, name: consultant.name)
        case .member(let member): .member(member.id, name: member.name)
        }
    }

    /// Whether inventory answers may be given, all of them or (an expert) to that question.
    public func mayAnswer(_ question: String) -> Bool {
        switch self {
        case .consultant: true
        case .member(let member):
            switch member.role {
            case .customer, .colleague: true
            case .tester: false
            case .expert: member.question == question
            }
        }
    }

    /// Whether people may be invited, answers submitted and results accepted.
    public var mayDecide: Bool {
        switch self {
        case .consultant: true
        case .member(let member): member.role == .customer
        }
    }
}

/// Who did something in a project; the name stays readable after the person is gone.
public enum ProjectActor: Hashable, Codable, Sendable {
    case consultant(ConsultantID, name: String)
    case member(MemberID, name: String)
    /// The server itself, as by detection.
    case umzug

    /// The name; empty for the server.
    public var name: String {
        switch self {
        case .consultant(_, let name), .member(_, let name): name
        case .umzug: ""
        }
    }
}
