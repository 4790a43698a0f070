public import MailCore
public import Texts

extension Site {
    /// What the operator decides.
    public struct Configuration: Sendable {
        /// The folder of the templates, with `locales` in it.
        public var templates: String
        /// The folder of the stylesheet, the scripts and the icons.
        public var assets: String
        /// How to reach somebody who helps; empty leaves the line out.
        public var help: String
        /// What visitors type to reach the app, without a final slash; nil for what their requests say.
        public var publicURL: String?
        /// Whose service it is.
        public var brand = Brand()
        /// Who may read `/metrics`.
        public var metricsNetworks: [IPNetwork] = ["127.0.0.0/8", "::1"].compactMap(IPNetwork.init)
        /// Whether there is a server for mails to customers.
        public var sendsMail: Bool
        /// Whether anybody may begin an inventory.
        public var openInventory = true
        /// The zone in which times are told.
        public var zone: Zone
        /// For how many hours a migration can be undone.
        public var undoHours: Int
        /// Days after the last pass until everything about a migration is deleted.
        public var retentionDays: Int
        /// Seconds that a page waits for the worker's answer before it says so.
        public var patience: Double
        /// Seconds after which wrong entries on the page for tracking are answered, whatever they were compared with; a login
        /// that the source has to be asked about has so long.
        public var trackingSeconds: Double

        /// A configuration.
        public init(
            templates: String,
            assets: String,
            help: String = "",
            sendsMail: Bool = false,
            zone: Zone = .system,
            undoHours: Int = 48,
            retentionDays: Int = 60,
            patience: Double = 50,
            trackingSeconds: Double = 4
        ) {
            self.templates = templates
            self.assets = assets
            self.help = help
            self.sendsMail = sendsMail
            self.zone = zone
            self.undoHours = undoHours
            self.retentionDays = retentionDays
            self.patience = patience
            self.trackingSeconds = trackingSeconds
        }
    }
}
