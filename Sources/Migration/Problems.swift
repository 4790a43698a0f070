import MailCore

extension Problem {
    /// Any error that a connector's stream threw.
    static func of(_ error: any Error, _ side: Side) -> Problem {
        if let problem = error as? Problem { return problem.on(side) }
        return Problem(
            .connectionLost,
            reaction: .retry(afterSeconds: nil),
            fixer: .provider,
            side: side,
            detail: "\(error)"
        )
    }

    static func folderRefused(_ path: FolderPath) -> Problem {
        Problem(.folderRefused, ["folder": path.description], reaction: .skip, fixer: .you, side: .target)
    }

    static func tooLarge(_ limit: Int) -> Problem {
        Problem(.tooLarge, ["limit": String(limit)], reaction: .skip, fixer: .provider, side: .target)
    }
}

extension Options {
    /// Why an item stays where it is, although nothing is wrong with it.
    func reasonToSkip(flags: Flags, date: InternalDate?, size: Int) -> Problem? {
        if flags.system.contains(.deleted), !includeDeleted {
            return Problem(.deletedAtSource, reaction: .skip, fixer: .you, side: .source)
        }
        if let since, let date, date.seconds < since {
            return Problem(.beforeSince, ["since": String(since)], reaction: .skip, fixer: .you, side: .source)
        }
        if let maxSize, size > maxSize {
            return Problem(.overMaxSize, ["limit": String(maxSize)], reaction: .skip, fixer: .you, side: .source)
        }
        return nil
    }
}
