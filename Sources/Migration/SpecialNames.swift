import MailCore

/// Names that people's mail programs give to special folders, for servers without RFC 6154.
enum SpecialNames {
    /// What a folder of that name is for: at the top level, or directly inside INBOX.
    static func use(of path: FolderPath) -> SpecialUse? {
        let isTop = path.names.count == 1 || (path.names.count == 2 && path.names[0] == "INBOX")
        return isTop ? table[path.name.lowercased()] : nil
    }

    private static let table: [String: SpecialUse] = {
        var table: [String: SpecialUse] = [:]
        for (use, names) in names {
            for name in names { table[name] = use }
        }
        return table
    }()

    private static let names: [(SpecialUse, [String])] = [
        (
            .sent,
            [
                "sent", "sent items", "sent messages", "sent mail", "gesendet", "gesendete objekte",
                "gesendete elemente",
                "gesendete nachrichten", "gesendete", "envoyés", "éléments envoyés", "messages envoyés",
                "objets envoyés", "courrier envoyé", "posta inviata", "inviata", "inviati", "elementi inviati",
                "messaggi inviati", "enviados", "elementos enviados", "mensajes enviados", "correo enviado",
                "verzonden",
                "verzonden items", "verzonden berichten", "itens enviados", "mensagens enviadas", "wysłane",
                "elementy wysłane", "skickat", "skickade objekt", "sendt", "sendte elementer", "sendt post",
                "lähetetyt",
                "odeslané", "odeslaná pošta", "отправленные",
            ]
        ),
        (
            .drafts,
            [
                "drafts", "draft", "entwürfe", "entwurf", "brouillons", "brouillon", "bozze", "bozza", "borradores",
                "borrador", "concepten", "concept", "rascunhos", "kopie robocze", "wersje robocze", "szkice", "utkast",
                "kladder", "luonnokset", "koncepty", "rozepsané", "черновики",
            ]
        ),
        (
            .trash,
            [
                "trash", "deleted", "deleted items", "deleted messages", "bin", "papierkorb", "gelöscht",
                "gelöschte objekte", "gelöschte elemente", "gelöschte nachrichten", "corbeille", "éléments supprimés",
                "messages supprimés", "poubelle", "cestino", "posta eliminata", "elementi eliminati", "papelera",
                "elementos eliminados", "prullenbak", "prullenmand", "verwijderde items", "verwijderd", "lixeira",
                "lixo eletrônico excluído", "itens excluídos", "itens eliminados", "kosz", "elementy usunięte",
                "papperskorgen", "borttaget", "slettet post", "papirkurv", "roskakori", "poistetut", "koš", "корзина",
            ]
        ),
        (
            .junk,
            [
                "junk", "junk mail", "junk e-mail", "junk email", "spam", "bulk mail", "spamverdacht", "unerwünscht",
                "junk-e-mail", "werbung", "courrier indésirable", "indésirables", "pourriel", "posta indesiderata",
                "indesiderata", "correo no deseado", "no deseado", "ongewenste e-mail", "ongewenst", "lixo eletrônico",
                "lixo", "wiadomości-śmieci", "skräppost", "søppelpost", "uønsket post", "roskaposti",
                "nevyžádaná pošta", "спам",
            ]
        ),
        (
            .archive,
            [
                "archive", "archives", "archiv", "archivio", "archivo", "archief", "arquivo", "archiwum", "arkiv",
                "arkisto", "архив",
            ]
        ),
    ]
}
