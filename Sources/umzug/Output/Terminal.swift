import Foundation

/// Where people and programs read what we say.
enum Terminal {
    enum Stream {
        case input, output, error

        var descriptor: Int32 {
            switch self {
            case .input: STDIN_FILENO
            case .output: STDOUT_FILENO
            case .error: STDERR_FILENO
            }
        }
        var isTerminal: Bool { isatty(descriptor) == 1 }
    }

    /// Writes all of it; a reader that went away is no reason to stop a migration.
    static func write(_ text: String, to stream: Stream = .output) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(stream.descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Asks for a line, with a prompt where somebody sits at a terminal; nil at the end of the input.
    static func ask(_ prompt: String) -> String? {
        if Stream.input.isTerminal { write(prompt, to: .error) }
        return readLine(strippingNewline: true)
    }

    /// Asks for a secret without showing it; nil where there is nobody to ask.
    static func askSecret(_ prompt: String) -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        write(prompt, to: .error)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            write("\n", to: .error)
        }
        return readLine(strippingNewline: true)
    }
}
