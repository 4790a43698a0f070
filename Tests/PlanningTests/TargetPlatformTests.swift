import Catalogue
import Testing

@testable import Planning

@Suite("Target platforms")
struct TargetPlatformTests {
    @Test("lead to a provider that can be a target, but for the own server", arguments: TargetPlatform.allCases)
    func provider(_ platform: TargetPlatform) throws {
        let catalogue = try Catalogue(directory: Templates.folder("catalogue"))
        let provider = platform.provider(in: catalogue)
        #expect((provider == nil) == (platform == .ownServer))
        #expect(provider?.roles.contains(Provider.Role.target) ?? true)
    }
}
