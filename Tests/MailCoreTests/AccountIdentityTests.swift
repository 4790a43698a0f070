import MailCore
import Testing

@Suite("Account identities")
struct AccountIdentityTests {
    @Test(
        "the same account shows by its server, or by an inbox of the same name in the same state",
        arguments: [
            // the same server and user
            (["mail.example", "192.0.2.1"], "anna", nil, ["imap.example", "192.0.2.1"], "anna", nil, true),
            (["mail.example"], "anna", nil, ["mail.example"], "bob", nil, false),
            (["a.example"], "anna", nil, ["b.example"], "anna", nil, false),
            // other doors, one inbox
            (["a.example:1143"], "anna", "g 1 5 4", ["b.example:1993"], "anna", "g 1 5 4", true),
            (["a.example"], "anna", "g 1 5 4", ["b.example"], "anna@example.com", "g 1 5 4", true),
            // a copy of the account that has fallen behind, accounts from one template, servers that say nothing
            (["a.example"], "anna", "g 1 5 4", ["b.example"], "anna", "g 1 6 5", false),
            (["a.example"], "anna", "g 1 1 0", ["b.example"], "bob", "g 1 1 0", false),
            (["a.example"], "anna", "g 1 1 0", ["b.example"], "anna", "h 1 1 0", false),
            (["a.example"], "anna", "g 1 1 0", ["b.example"], "anna", nil, false),
        ] as [([String], String, String?, [String], String, String?, Bool)]
    )
    func same(
        _ servers: [String],
        _ account: String,
        _ inbox: String?,
        _ others: [String],
        _ other: String,
        _ otherInbox: String?,
        _ isSame: Bool
    ) {
        let left = AccountIdentity(servers: Set(servers), account: account, inbox: inbox)
        let right = AccountIdentity(servers: Set(others), account: other, inbox: otherInbox)
        #expect(left.isSame(as: right) == isSame)
        #expect(right.isSame(as: left) == isSame)
    }
}
