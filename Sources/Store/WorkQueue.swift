public import MailCore

/// All that a worker process needs of the control database.
public protocol WorkQueue: Sendable {
    /// Says that the worker lives, and keeps its leases for another lease's time.
    func beat(_ worker: WorkerID) async throws
    /// Takes back what workers had in hand that are dead: by `isAlive` where it knows, else by a lapsed heartbeat.
    func rescue(isAlive: @escaping @Sendable (WorkerID) -> Bool?) async throws -> Rescue
    /// Gives everything that the worker still holds back to the queue, and forgets the worker; no attempt is lost.
    func retire(_ worker: WorkerID) async throws

    /// The oldest waiting request; it is the worker's then. Without `surveysToo`, those that look projects' domains up
    /// wait on: they take long, and anybody may ask for them.
    func takeRequest(
        _ worker: WorkerID,
        surveysToo: Bool
    ) async throws -> (id: RequestID, request: WorkRequest)?
    /// Answers a request.
    func answer(_ request: RequestID, _ answer: WorkAnswer) async throws

    /// The oldest job that may be done now; with `briefOnly`, only what takes no time of its own.
    ///
    /// One job of a migration at a time, and one migration for each target account: others wait, and their state says so.
    func lease(_ worker: WorkerID, briefOnly: Bool) async throws -> Job?
    /// The job is done, well or badly.
    func finish(_ job: Job) async throws
    /// Gives the job back, to be taken up again not before that instant; no attempt is lost.
    func release(_ job: Job, notBefore: Int64) async throws

    /// The next mail that is due; the worker has it for three minutes.
    func takeMail(_ worker: WorkerID) async throws -> OutgoingMail?
    /// The server has taken the mail.
    func mailSent(_ mail: OutgoingMail) async throws
    /// It did not go; to be tried again at that instant, or never (nil), which the audit trail tells.
    func mailFailed(_ mail: OutgoingMail, _ problem: Problem, retryAt: Int64?) async throws

    /// Writes what the journal says.
    func write(_ projection: Projection, of migration: MigrationID) async throws
    /// A side's sealed credential; nil where it is kept no more.
    func credential(_ side: Problem.Side, of migration: MigrationID) async throws -> Sealed?
    /// Takes migrations that only their journals know into the database, and corrects those at rest that differ.
    func adopt(_ found: [FoundMigration]) async throws
    /// Forgets a migration and every right on it.
    func forget(_ migration: MigrationID) async throws
    /// Drops what is past its time; gives the migrations whose data is to be deleted as a whole.
    func sweep() async throws -> [MigrationID]
}

extension WorkQueue {
    /// The oldest waiting request, whatever it is.
    public func takeRequest(_ worker: WorkerID) async throws -> (id: RequestID, request: WorkRequest)? {
        try await takeRequest(worker, surveysToo: true)
    }
}
