import Foundation

/// Where the programs beside this target are.
public enum Tools {
    /// The path of a file in `Tests/Peers`.
    public static func path(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: name).path
    }

    /// The path of a file in the repository.
    public static func repositoryPath(_ name: String) -> String {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        return here.appending(path: "../..").standardizedFileURL.appending(path: name).path
    }
}
