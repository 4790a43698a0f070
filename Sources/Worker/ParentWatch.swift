import Dispatch
import Glibc

/// Tells when the process that started this one has died, by the end of the pipe that it left as standard input.
public enum ParentWatch {
    /// Calls `ended` once, on a thread of its own, when standard input ends.
    public static func start(_ ended: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "worker.parent")
        queue.async {
            var byte: UInt8 = 0
            while true {
                let count = read(STDIN_FILENO, &byte, 1)
                if count == 0 || (count < 0 && errno != EINTR) { return ended() }
            }
        }
    }
}
