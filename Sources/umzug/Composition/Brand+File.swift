import ArgumentParser
import Foundation
import MailCore
import Settings
import Site

extension Brand {
    /// The brand of a configuration file; ours where it says nothing.
    ///
    /// - Throws: what is wrong with the logo, as a wrong call (exit 2).
    init(_ file: SettingsFile) throws {
        self.init()
        name = file.text(.brandName) ?? name
        accent = file.text(.brandAccent).flatMap(Colour.init)
        imprint = file.text(.brandImprint)
        privacy = file.text(.brandPrivacy)
        if let url = file.text(.termsURL), let version = file.text(.termsVersion) {
            terms = Terms(url: url, version: version)
        }
        guard let path = file.text(.brandLogo) else { return }
        do {
            logo = try Logo(Array(try Data(contentsOf: URL(filePath: path))))
        } catch let fault as Logo.Fault {
            throw ValidationError("brand.logo: \(path) \(fault)")
        }
    }
}
