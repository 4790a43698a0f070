public import MailCore

extension Dialer {
    /// A dialer over libcurl.
    public static func live(_ settings: TransportSettings = TransportSettings()) -> Dialer {
        Dialer { endpoint in
            throw Problem(.noAnswer, ["host": endpoint.host], reaction: .stop, fixer: .operator)
        }
    }
}
