import Testing

/// One server's side of a session.
struct Transcript: Sendable, CustomTestStringConvertible {
    var name: String
    var octets: [UInt8]
    var testDescription: String { name }
}

/// What servers send, from the greeting on, as recorded or as their documentation and users show it.
enum Transcripts {
    static let all = [
        Transcript(name: "Dovecot", octets: dovecot), Transcript(name: "Cyrus", octets: cyrus),
        Transcript(name: "Courier", octets: courier), Transcript(name: "Exchange", octets: exchange),
        Transcript(name: "Gmail", octets: gmail),
    ]

    static let dovecot = lines(
        "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ STARTTLS AUTH=PLAIN] Dovecot ready.",
        "* CAPABILITY IMAP4rev1 LITERAL+ UIDPLUS MULTIAPPEND CONDSTORE QRESYNC LIST-EXTENDED LIST-STATUS STATUS=SIZE",
        "a1 OK Logged in",
        "* LIST (\\HasNoChildren \\UnMarked \\Sent) \"/\" Sent",
        "* STATUS Sent (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 1700000000 SIZE 1234 HIGHESTMODSEQ 4)",
        "* LIST (\\Noselect \\HasChildren) \"/\" \"a \\\"b\\\\\"",
        "* LIST (\\HasNoChildren) \"/\" INBOX",
        "a2 OK List completed (0.001 + 0.000 secs).",
        "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded)",
        "* OK [PERMANENTFLAGS ()] Read-only mailbox.",
        "* 2 EXISTS",
        "* 0 RECENT",
        "* OK [UIDVALIDITY 1700000000] UIDs valid",
        "* OK [UIDNEXT 3] Predicted next UID",
        "* OK [HIGHESTMODSEQ 4] Highest",
        "a3 OK [READ-ONLY] Examine completed (0.001 + 0.000 secs).",
        "* 1 FETCH (UID 1 FLAGS (\\Seen $Forwarded) INTERNALDATE \"28-Feb-1995 04:50:30 +0000\" RFC822.SIZE 30 MODSEQ (2) BODY[] {30}",
        "Subject: x\r\n\r\na4 OK {5}\r\n* )\r\n)",
        "* 2 FETCH (UID 2 FLAGS (\\Recent) BODY[HEADER] {14}",
        "Subject: y\r\n\r\n BODY[TEXT]<0> {0}",
        " MODSEQ (18446744073709551615))",
        "a4 OK Fetch completed (0.001 + 0.000 secs).",
        "* VANISHED (EARLIER) 1,3:4294967295",
        "+ OK",
        "a5 OK [APPENDUID 1700000000 3:5,9] Append completed (0.002 + 0.001 secs).",
        "* BYE Logging out",
        "a6 OK Logout completed (0.001 + 0.000 secs)."
    )

    static let cyrus = lines(
        "* OK [CAPABILITY IMAP4rev1 LITERAL+ ID ENABLE AUTH=PLAIN SASL-IR] localhost Cyrus IMAP 3.6.1 server ready",
        "* NAMESPACE ((\"INBOX/\" \"/\")) ((\"user/\" \"/\")) ((\"\" \"/\"))",
        "* ID (\"name\" \"Cyrus IMAPD\" \"version\" \"3.6.1\" \"vendor\" \"Project Cyrus\" \"command\" NIL)",
        "a1 OK Completed",
        "* LIST (\\HasNoChildren \\Subscribed) \"/\" INBOX/Sent",
        "* STATUS INBOX/Sent (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 1763700000 MAILBOXID (x7f2b) HIGHESTMODSEQ 7)",
        "a2 OK Completed (0.000 secs 4 calls)",
        "* 3 EXISTS",
        "* FLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen $Junk)",
        "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen $Junk \\*)] Ok",
        "* OK [ANNOTATIONS 65536] Ok",
        "* OK [MAILBOXID (x7f2b)] Ok",
        "a3 OK [READ-WRITE] Completed",
        "* 1 FETCH (EMAILID (Mabc) THREADID (Tdef) ENVELOPE (NIL {3}",
        "\u{E4}1 ((NIL NIL \"a\" \"b\")) NIL NIL NIL NIL NIL NIL \"<i@d>\"))",
        "a4 NO [NONEXISTENT] Mailbox does not exist",
        "* QUOTAROOT INBOX INBOX",
        "* QUOTA INBOX (STORAGE 1 1000 MESSAGE 3 2000)",
        "a5 NO Message contains bare newlines",
        "a6 NO [LIMIT] Too many user flags in mailbox"
    )

    static let courier = lines(
        "* OK [CAPABILITY IMAP4rev1 UIDPLUS CHILDREN NAMESPACE QUOTA ACL] Courier-IMAP ready. See COPYING {1999}",
        "a1 OK LOGIN Ok.",
        "* NAMESPACE ((\"INBOX.\" \".\")) NIL ((\"#shared.\" \".\")(\"shared.\" \".\"))",
        "a2 OK NAMESPACE completed.",
        "* LIST (\\Marked \\HasChildren) \".\" \"INBOX\"",
        "* LIST (\\HasNoChildren) \".\" \"INBOX.Entw&APw-rfe\"",
        "* LIST (\\Noselect) \".\" \"INBOX.x\"",
        "a3 OK LIST completed",
        "* FLAGS (\\Draft \\Answered \\Flagged \\Deleted \\Seen \\Recent)",
        "* OK [PERMANENTFLAGS (\\* \\Draft \\Answered)] Limited",
        "* OK [MYRIGHTS \"acdilrsw\"] ACL",
        "a4 OK [READ-WRITE] Ok",
        "* 1 FETCH (BODY[HEADER.FIELDS (\"Message-ID\" \"Date\")] {19}",
        "Message-ID: <1>\r\n\r\n UID 1)",
        "* 1 FETCH (FLAGS (\\Seen))",
        "a5 OK [ALERT] Your message contained 8-bit headers"
    )

    static let exchange = lines(
        "* OK The Microsoft Exchange IMAP4 service is ready. [QgBFADAAUAAyADgAMQBDAEEAMAAwADUAMQA=]",
        "* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
        "a1 OK CAPABILITY completed.",
        "a2 NO AUTHENTICATE failed.",
        "* BAD User is authenticated but not connected.",
        "* LIST (\\HasNoChildren \\Trash) \"/\" \"Deleted Items\"",
        "* LIST (\\HasChildren) \"/\" {7}",
        "a\"b/c\\d",
        "* STATUS \"Deleted Items\" (MESSAGES 231 UIDNEXT 44292 UIDVALIDITY 14 ) ",
        "* 1 FETCH (BODY[] {12}",
        "From: a\r\n\r\nb FLAGS (\\Seen) UID 5)",
        "* 2 FETCH (UID 6 BODY[] NIL FLAGS ())",
        "a4 NO Server Unavailable. 15",
        "a5 BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds",
        "* BYE Connection is closed. 13"
    )

    static let gmail = lines(
        "* OK Gimap ready for requests from 192.0.2.1 x13mb12345qvs",
        "* CAPABILITY IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS COMPRESS=DEFLATE ENABLE MOVE CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584",
        "a1 OK alice@example.com authenticated (Success)",
        "* LIST (\\All \\HasNoChildren) \"/\" \"[Gmail]/All Mail\"",
        "* LIST (\\HasChildren \\Noselect) \"/\" \"[Gmail]\"",
        "* LIST (\\HasNoChildren \\Sent) \"/\" \"[Gmail]/&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-\"",
        "a2 OK Success",
        "* FLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen $NotPhishing $Phishing)",
        "* OK [UIDVALIDITY 11] UIDs valid.",
        "* OK [HIGHESTMODSEQ 1234567]",
        "a3 OK [READ-ONLY] [Gmail]/All Mail selected. (Success)",
        "* 1 FETCH (X-GM-THRID 1266894439832287888 X-GM-LABELS (\"\\\\Important\" \"\\\\Sent\" Foo) UID 4 BODY[] {8}",
        "a: b\r\n\r\n FLAGS (\\Seen))",
        "* SEARCH",
        "* ESEARCH (TAG \"a5\") UID COUNT 17 ALL 4:18,21,28",
        "a5 NO [ALERT] Account exceeded command or bandwidth limits. (Failure)",
        "* NO [WEBALERT https://accounts.google.com/signin/continue?sarp=1] Web login required.",
        "a6 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)"
    )
}
