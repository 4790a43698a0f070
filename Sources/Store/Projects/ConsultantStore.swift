/// Those who guide projects, and their logins.
public protocol ConsultantStore: Sendable {
    /// Adds a consultant.
    ///
    /// - Throws: `id-exists` where the login is taken, `usage` where login or consultancy is no usable name.
    @discardableResult
    func add(_ consultant: NewConsultant) async throws -> Consultant
    /// All of them, by consultancy and login.
    func consultants() async throws -> [Consultant]
    /// The one with that login, whatever its case.
    func consultant(login: String) async throws -> Consultant?
    /// The consultants of a consultancy, by login.
    func consultants(of consultancy: ConsultancyID) async throws -> [Consultant]
    /// Removes a consultant and ends the logins; the consultancy's projects stay. False where there is none.
    func remove(_ consultant: ConsultantID) async throws -> Bool
    /// Sets the verifier of another password, and ends the logins.
    func setPassword(_ verifier: String, of consultant: ConsultantID) async throws
    /// Asks for codes of that secret from now on, or for none, and ends the logins.
    func setCodes(_ secret: SealedCodeSecret?, of consultant: ConsultantID) async throws
    /// Takes the time step of a code that was right; false where that one or a later one was taken before: a code counts
    /// once.
    func takeCode(step: Int64, of consultant: ConsultantID) async throws -> Bool

    /// Sets the name that customers read; empty for the login.
    func setName(_ name: String, of consultant: ConsultantID) async throws
    /// Says whether mails about projects are wanted.
    func setSilent(_ isSilent: Bool, _ consultant: ConsultantID) async throws

    /// Logs the session in; the session's token is to be renewed first.
    func logIn(_ session: Session.ID, as consultant: ConsultantID) async throws
    /// Ends the login; memberships of projects stay.
    func logOut(_ session: Session.ID) async throws
    /// Who is logged in; nil for nobody.
    func login(of session: Session.ID) async throws -> ConsultantLogin?
}
