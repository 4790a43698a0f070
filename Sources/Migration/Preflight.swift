public import MailCore

/// What both sides said before anything was decided: both logins worked, and they are two accounts.
public struct Preflight: Sendable {
    /// What the source is.
    public var source: SourceDescription
    /// What the target is.
    public var target: TargetDescription
    /// What the pair can do with each kind.
    public var kinds: [Kind: KindAvailability]

    /// Logs in at both sides at once and compares them.
    ///
    /// - Throws: whatever prevents logging in, with its side; `same-account`; `kind-unsupported` for a kind that was
    ///   asked for and cannot be carried.
    public static func check(
        source: any Source,
        target: any Target,
        kinds wanted: Set<Kind>
    ) async throws(Problem) -> Preflight {
        async let from = Attempt.result(.source) { () async throws(Problem) in try await source.describe() }
        async let to = Attempt.result(.target) { () async throws(Problem) in try await target.describe() }
        let (left, right) = (try await from.get(), try await to.get())
        guard !left.accountIdentity.isSame(as: right.accountIdentity) else {
            throw Problem(.sameAccount, reaction: .stop, fixer: .you)
        }
        let kinds = KindAvailability.of(source: left.kinds, target: right.kinds)
        if let missing = wanted.sorted().first(where: { kinds[$0] != .available }) {
            let side: Problem.Side = kinds[missing] == .sourceLacks ? .source : .target
            throw Problem(.kindUnsupported, ["kind": missing.rawValue], reaction: .stop, fixer: .you, side: side)
        }
        return Preflight(source: left, target: right, kinds: kinds)
    }
}

/// Runs calls on one side and says of their problems which side it was.
enum Attempt {
    static func result<T: Sendable>(
        _ side: Problem.Side,
        _ body: @Sendable () async throws(Problem) -> T
    ) async -> Result<T, Problem> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error.on(side))
        }
    }

    static func on<T>(_ side: Problem.Side, _ body: () async throws(Problem) -> T) async throws(Problem) -> T {
        do {
            return try await body()
        } catch {
            throw error.on(side)
        }
    }
}
