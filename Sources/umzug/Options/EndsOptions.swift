import ArgumentParser

/// What every command takes that opens an existing migration at its ends.
struct EndsOptions: ParsableArguments {
    @OptionGroup var migration: MigrationArgument
    @OptionGroup(title: "Source login") var sourceLogin: SourceLogin
    @OptionGroup(title: "Target login") var targetLogin: TargetLogin
    @OptionGroup(title: "Connections") var connection: ConnectionOptions
}
