/// Why a secret cannot be used.
public enum SecretsError: Error, Hashable, Sendable {
    /// A key file has the wrong form, or one of a pair is missing.
    case badKey(file: String)
    /// A key file cannot be read or written.
    case keyFile(file: String, errno: Int32)
    /// Not sealed for this key, altered since, or sealed for something else.
    case cannotOpen
    /// The system has too little memory for argon2id.
    case outOfMemory
}
