import IMAP
import Testing

@Suite struct TranscriptTests {
    @Test("everything that servers send is read", arguments: Transcripts.all)
    func wellFormed(_ transcript: Transcript) {
        let (events, error) = read(transcript.octets, greeting: true)
        #expect(error == nil)
        #expect(events.count > 10)
        for event in events {
            switch event {
            case .malformed(let response): Issue.record("\(response)")
            case .untagged(.unknown(let word)): Issue.record("\(word)")
            default: break
            }
        }
    }

    @Test("a transcript gives the same events octet by octet", arguments: Transcripts.all)
    func octetByOctet(_ transcript: Transcript) {
        for limits in [IMAPLimits(), IMAPLimits(wholeLiteral: 7)] {
            let pieces = [Int](repeating: 1, count: transcript.octets.count)
            #expect(
                read(transcript.octets, pieces: pieces, limits: limits, greeting: true).events
                    == read(transcript.octets, limits: limits, greeting: true).events
            )
        }
    }

    @Test("a transcript gives the same events however it is split", arguments: Transcripts.all)
    func randomSplits(_ transcript: Transcript) {
        var generator = SeededGenerator(seed: UInt64(transcript.octets.count))
        for limits in [IMAPLimits(), IMAPLimits(wholeLiteral: 7)] {
            let expected = read(transcript.octets, limits: limits, greeting: true).events
            for _ in 0..<100 {
                let pieces = (0..<transcript.octets.count).map { _ in Int.random(in: 1...60, using: &generator) }
                #expect(read(transcript.octets, pieces: pieces, limits: limits, greeting: true).events == expected)
            }
        }
    }

    @Test("bare line feeds change nothing outside literals")
    func bareLineFeeds() {
        let text = lines("* OK hi", "* LIST () \"/\" a", "* 3 EXISTS", "a1 OK [READ-ONLY] x")
        #expect(read(text.filter { $0 != 13 }, greeting: true).events == read(text, greeting: true).events)
    }
}
