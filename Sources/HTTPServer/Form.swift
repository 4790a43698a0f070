/// Names and values as a form or a query string carries them; a name may occur several times.
public struct Form: Hashable, Sendable {
    /// One control's value.
    public struct Field: Hashable, Sendable {
        /// The control's name.
        public let name: String
        /// Its value, valid UTF-8.
        public let value: String
    }

    /// Fields in one form or query, at most, where nobody allows more.
    public static let maxFields = 4_000
    /// Octets of one form, at most, where nobody allows more.
    public static let maxBytes = 256 * 1024

    /// The fields in order.
    public private(set) var fields: [Field]

    /// A form of the given fields in order.
    public init(_ fields: [(String, String)] = []) {
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }

    /// Reads `application/x-www-form-urlencoded`; nil where it is malformed or has more fields than that.
    public init?(urlEncoded bytes: some Collection<UInt8>, maxFields: Int = Form.maxFields) {
        fields = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            let value = pair.dropFirst(name.count + 1)
            guard let name = PercentEncoding.decodeText(name, plusIsSpace: true),
                let value = PercentEncoding.decodeText(value, plusIsSpace: true),
                fields.count < maxFields
            else { return nil }
            fields.append(Field(name: name, value: value))
        }
    }

    /// The first value of a name; empty where there is none.
    public subscript(name: String) -> String {
        first(name) ?? ""
    }

    /// The first value of a name.
    public func first(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Every value of a name, in order.
    public func all(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// Whether the name occurs (a checkbox that is ticked, the button that was pressed).
    public func contains(_ name: String) -> Bool {
        first(name) != nil
    }

    /// The fields as `application/x-www-form-urlencoded`.
    public var urlEncoded: String {
        fields.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }
}
