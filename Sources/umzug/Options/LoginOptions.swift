public import ArgumentParser
public import MailCore

extension Credential.Mechanism: ExpressibleByArgument {}

/// How to log in at one side; every option's name begins with the side.
struct Login<Side: LoginSide>: ParsableArguments {
    @Option(
        name: .customLong("\(Side.side)-password-file"),
        help: .init("A file that holds the \(Side.side)'s password.", valueName: "file")
    )
    var passwordFile: String?

    @Option(
        name: .customLong("\(Side.side)-token-file"),
        help: .init("A file that holds an OAuth access token for the \(Side.side).", valueName: "file")
    )
    var tokenFile: String?

    @Option(
        name: .customLong("\(Side.side)-auth"),
        help: .init(
            "The SASL mechanism to use at the \(Side.side) (default: the strongest offered).",
            valueName: "mechanism"
        )
    )
    var mechanism: Credential.Mechanism?

    @Option(
        name: .customLong("\(Side.side)-authzid"),
        help: .init("The user to act as at the \(Side.side), where it is not the one who logs in.", valueName: "user")
    )
    var authorizationID: String?

    func validate() throws {
        guard passwordFile == nil || tokenFile == nil else {
            throw ValidationError("--\(Side.side)-password-file and --\(Side.side)-token-file exclude each other")
        }
    }

    /// Where the secret comes from, and how it is used.
    var secret: SecretSource {
        SecretSource(
            side: Side.side,
            passwordFile: passwordFile,
            tokenFile: tokenFile,
            mechanism: mechanism,
            authorizationID: authorizationID
        )
    }
}

/// A side as a type, so that each has options of its own.
protocol LoginSide {
    static var side: Problem.Side { get }
}

enum SourceSide: LoginSide {
    static let side = Problem.Side.source
}

enum TargetSide: LoginSide {
    static let side = Problem.Side.target
}

typealias SourceLogin = Login<SourceSide>
typealias TargetLogin = Login<TargetSide>
