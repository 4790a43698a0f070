import MailCore
import Store
final class LiveHub: Sendable { init(store: any ControlStore, clock: WallClock) {} }
