/// How a worker process works; times in seconds.
public struct WorkerSettings: Hashable, Sendable {
    /// How many migrations run at once, those that wait for something not counted.
    public var concurrency = 8
    /// How many migrations are in hand at once, waiting ones and all.
    public var mostInHand = 200
    /// How many requests are carried out at once.
    public var requestConcurrency = 16
    /// How many of them look domains up, which takes long and is open to any visitor: the rest is for logins.
    public var surveyConcurrency = 4
    /// How long testing a login may take: a server that never comes to an end must not keep others from being asked.
    public var checkSeconds = 90.0
    /// How long looking what a run or an undo would do may take.
    public var lookSeconds = 900.0
    /// How often requests are looked for; they are to be picked up within 0.1 s.
    public var requestInterval = 0.05
    /// How often jobs are looked for.
    public var jobInterval = 0.2
    /// How often the worker says that it lives.
    public var beatInterval = 5.0
    /// How often what is past its time is dropped.
    public var sweepInterval = 60.0
    /// How often the data folder is searched for runs of the command line.
    public var scanInterval = 10.0
    /// How often a run's projection is written.
    public var projectionInterval = 1.0
    /// How often mails are looked for.
    public var mailInterval = 1.0
    /// How many mails are sent at once.
    public var mailConcurrency = 4
    /// After how many seconds a mail that did not go is tried again; twice as many each time, up to ``mailLongestDelay``.
    public var mailDelay = 60.0
    /// The longest time between two attempts.
    public var mailLongestDelay = 4 * 3600.0
    /// After how many seconds a mail is given up.
    public var mailPatience = 3 * 86_400.0
    /// How long a graceful stop waits for the messages in flight.
    public var grace = 20.0
    /// How long after its last pass a migration can be undone, in hours.
    public var undoHours = 48

    /// The usual settings.
    public init() {}
}
