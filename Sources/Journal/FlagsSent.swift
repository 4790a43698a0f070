package import MailCore

/// Flags of ours whose arrival at the target is not known (rules 1 and 7).
extension ItemRow {
    /// The flags that the copy has by our hand, where it has them.
    ///
    /// A server may keep only some of the keywords; after an answer that was lost, what is left of those sent is ours. That
    /// somebody has looked at it since is not.
    package func flagsSet(_ outcome: UpdateOutcome) -> Flags? {
        switch outcome {
        case .updated(let flags): flags
        case .targetWon(let flags) where flags.matches(sentFlags ?? self.flags): flags
        case .targetWon(let flags) where isOurs(flags):
            Flags(sentFlags?.system ?? flags.system, keywords: flags.keywords)
        case .targetWon, .gone, .failed: nil
        }
    }

    /// What the copy looks like if nobody has used it, given the flags that it has now.
    ///
    /// `\Seen` aside: having been looked at is not having been used.
    package func expected(_ present: Flags) -> Flags {
        isOurs(present) ? present : lastFlags ?? flags
    }

    private func isOurs(_ present: Flags) -> Bool {
        guard let sentFlags else { return false }
        let kept = sentFlags.kept(in: present)
        return present.system.symmetricDifference(sentFlags.system).isSubset(of: .seen)
            && Flags(keywords: present.keywords).matches(Flags(keywords: kept.keywords))
    }
}
