public import ArgumentParser
public import MailCore

extension Credential.Mechanism: ExpressibleByArgument {}

/// How to log in at the source.
struct SourceLogin: ParsableArguments {
    @Option(name: .customLong("source-password-file"), help: "A file that holds the source's password.")
    var passwordFile: String?

    @Option(name: .customLong("source-token-file"), help: "A file that holds an OAuth access token for the source.")
    var tokenFile: String?

    @Option(name: .customLong("source-auth"), help: "The SASL mechanism to use (default: the strongest offered).")
    var mechanism: Credential.Mechanism?

    @Option(name: .customLong("source-authzid"), help: "The user to act as, where it is not the one who logs in.")
    var authorizationID: String?

    var secret: SecretSource {
        SecretSource(
            side: .source,
            passwordFile: passwordFile,
            tokenFile: tokenFile,
            mechanism: mechanism,
            authorizationID: authorizationID
        )
    }
}

/// How to log in at the target.
struct TargetLogin: ParsableArguments {
    @Option(name: .customLong("target-password-file"), help: "A file that holds the target's password.")
    var passwordFile: String?

    @Option(name: .customLong("target-token-file"), help: "A file that holds an OAuth access token for the target.")
    var tokenFile: String?

    @Option(name: .customLong("target-auth"), help: "The SASL mechanism to use (default: the strongest offered).")
    var mechanism: Credential.Mechanism?

    @Option(name: .customLong("target-authzid"), help: "The user to act as, where it is not the one who logs in.")
    var authorizationID: String?

    var secret: SecretSource {
        SecretSource(
            side: .target,
            passwordFile: passwordFile,
            tokenFile: tokenFile,
            mechanism: mechanism,
            authorizationID: authorizationID
        )
    }
}
