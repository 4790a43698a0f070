extension Services {
    /// What is known of our processes, for `/metrics`.
    public struct Processes: Sendable, Hashable {
        /// One process.
        public struct Running: Sendable, Hashable {
            /// `web` or `worker`.
            public var name: String
            /// The memory that it has in use.
            public var residentBytes: Int
            /// The files and connections that it has open.
            public var openFiles: Int

            /// A process.
            public init(name: String, residentBytes: Int, openFiles: Int) {
                self.name = name
                self.residentBytes = residentBytes
                self.openFiles = openFiles
            }
        }

        /// Those that run.
        public var running: [Running]
        /// How often the worker ended unasked.
        public var deaths: Int

        /// Processes.
        public init(running: [Running] = [], deaths: Int = 0) {
            self.running = running
            self.deaths = deaths
        }
    }
}
