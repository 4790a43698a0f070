public import MailCore

/// The number of a consultancy.
public struct ConsultancyID: RawRepresentable, Hashable, Codable, Sendable {
    /// The number.
    public let rawValue: Int64
    /// Takes a number.
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// The number of a consultant; never given to another one.
public struct ConsultantID: RawRepresentable, Hashable, Codable, Sendable {
    /// The number.
    public let rawValue: Int64
    /// Takes a number.
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A firm whose consultants see each other's projects, and nobody else's.
public struct Consultancy: Hashable, Sendable, Identifiable {
    /// Its number.
    public var id: ConsultancyID
    /// Its name, as the operator wrote it.
    public var name: String
}

/// Somebody who guides projects.
public struct Consultant: Hashable, Sendable, Identifiable {
    /// The number.
    public var id: ConsultantID
    /// What he or she logs in as: lower case, unique on the server.
    public var login: String
    /// What customers read; the login where no other name was given.
    public var name: String
    /// Whom he or she works for.
    public var consultancy: Consultancy
    /// Where mails of the consultancy's projects go; nil for none.
    public var address: String?
    /// Whether he or she wants no such mails.
    public var isSilent: Bool
    /// The argon2id verifier of the password.
    public var verifier: String
    /// The TOTP secret, sealed; nil where no code is asked for.
    public var totp: SealedCodeSecret?
    /// When it was added, in seconds since 1970.
    public var created: Int64
    /// When he or she last logged in.
    public var lastLogin: Int64?

    /// Whether a login needs a code beside the password.
    public var needsCode: Bool { totp != nil }
}

/// A consultant to be added.
public struct NewConsultant: Hashable, Sendable {
    /// What he or she logs in as; kept in lower case.
    public var login: String
    /// What customers read; empty for the login.
    public var name: String
    /// The consultancy's name; made where there is none of that name.
    public var consultancy: String
    /// Where mails go; nil for none.
    public var address: MailAddress?
    /// The argon2id verifier of the password.
    public var verifier: String

    /// A new consultant.
    public init(
        login: String,
        name: String = "",
        consultancy: String,
        address: MailAddress? = nil,
        verifier: String
    ) {
        self.login = login
        self.name = name
        self.consultancy = consultancy
        self.address = address
        self.verifier = verifier
    }
}

/// The secret of one-time codes as it is stored; only who has the installation's key opens it.
public struct SealedCodeSecret: RawRepresentable, Hashable, Codable, Sendable {
    /// The ciphertext, as text.
    public let rawValue: String
    /// Takes a ciphertext.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A consultant's login in a session.
public struct ConsultantLogin: Hashable, Sendable {
    /// Who.
    public var consultant: Consultant
}
