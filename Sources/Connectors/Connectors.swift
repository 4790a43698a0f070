public import MailCore

/// Makes sources and targets for endpoints: the only place where codecs and transport meet.
///
/// Imports codecs, MIME, Compression and MailCore. Tested with scripted transcripts and with real servers.
public enum Connectors {
    /// A source for the endpoint's service: IMAP or POP3.
    ///
    /// Nothing is opened before the first call.
    public static func source(_ settings: ConnectorSettings) -> any Source {
        settings.endpoint.service == .pop3 ? POP3Source(settings) : IMAPSource(settings)
    }

    /// A target for the endpoint's service: IMAP.
    ///
    /// Nothing is opened before the first call.
    public static func target(_ settings: ConnectorSettings) -> any Target {
        IMAPTarget(settings)
    }
}
