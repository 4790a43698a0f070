import HTTPServer
import MailCore
import Store

/// How large a page's form may be: that of the folders grows with the mailbox whose folders were shown.
struct FormRoom: Equatable {
    var bytes = Form.maxBytes
    var fields = Form.maxFields
    /// Whether files of text come with it.
    var takesText = false

    /// What a folder may take besides its name: the names of two fields and what a visitor adds to the target's.
    private static let bytesPerFolder = 512

    /// A list that is pasted or uploaded, and what stands around it.
    private static let list = 1 << 20

    init(for route: Route, _ session: Session?) {
        switch route {
        // What an answer would change is asked with the answer's own form.
        case .question, .project(_, .preview):
            bytes += FormRoom.list
            takesText = true
        default: break
        }
        guard route == .newMigration(.options), let inspection = session?.draft?.inspection else { return }
        for container in inspection.containers.prefix(FolderProposal.mostFolders) {
            // Every octet may be written as three.
            bytes += FormRoom.bytesPerFolder + 3 * container.path.description.utf8.count
            fields += 2
        }
    }
}
