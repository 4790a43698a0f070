internal import CSodium

/// The library that seals, for reports of faults.
public enum SecretsLibrary {
    /// Its name and version, as it says itself.
    public static var version: String { "libsodium/\(sodium_version_string().map { String(cString: $0) } ?? "")" }
}
