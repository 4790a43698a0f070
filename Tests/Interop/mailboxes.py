"""The sample mailboxes: the same octets at every run."""

import base64
import datetime
import random

UTC = datetime.timezone.utc


class Item:
    """One message to be stored."""

    def __init__(self, folder, body, flags=(), when=None):
        self.folder, self.body, self.flags = tuple(folder), body, tuple(flags)
        self.when = when or datetime.datetime(2024, 5, 17, 9, 30, tzinfo=UTC)


# MARK: the mixed mailbox

_TOP = ["Archiv", "Rechnungen", "Projekte", "Familie", "Vereine", "Büro", "Reisen", "Ämter", "Größe & Maß", "Zürich"]
_SUBJECTS = ["Offerte für Küche", "Rechnung Nr. {n}", "Re: Termin am Dienstag", "Protokoll der Sitzung {n}",
             "WG: Fotos vom Wochenende", "Grüße aus Genève", "Lieferung {n} unterwegs", "Заявка {n}", "会議 {n}"]
_FLAGS = [(), ("\\Seen",), ("\\Seen",), ("\\Seen",), ("\\Seen", "\\Answered"), ("\\Seen", "\\Flagged"), ("\\Flagged",),
          ("\\Seen", "$Forwarded"), ("\\Seen", "$Label1"), ("\\Seen", "NonJunk"), ("\\Draft", "\\Seen"),
          ("\\Seen", "$Label2", "Kunde_A")]


def mixed_folders(count):
    """INBOX and others, nested, with umlauts."""
    names = [("INBOX",), ("Gesendet",), ("Entwürfe",), ("Papierkorb",)]
    level = 0
    while len(names) < count:
        for top in _TOP:
            name = (top,) if level == 0 else (top, f"{2009 + level}") if level < 4 else (top, "2013", f"Mappe {level}")
            names.append(name)
        level += 1
    return names[:count]


def _encoded(text):
    if text.isascii():
        return text
    return "=?utf-8?B?" + base64.b64encode(text.encode()).decode() + "?="


def base64_lines(source, size):
    """Text of about `size` octets in lines of base64; cut from a pool, since making it is slow."""
    start = source.randrange(0, len(_pool()) - size) // 78 * 78
    return _pool()[start : start + size // 78 * 78]


def _pool():
    if not _pool.text:
        coded = base64.b64encode(random.Random(7).randbytes(3 << 20))
        _pool.text = b"".join(coded[at : at + 76] + b"\r\n" for at in range(0, len(coded) - 76, 76))
    return _pool.text


_pool.text = b""


def _size(source):
    kind = source.random()
    if kind < 0.71:
        return source.randrange(700, 12_000)
    if kind < 0.93:
        return source.randrange(12_000, 60_000)
    if kind < 0.993:
        return source.randrange(60_000, 205_000)
    return source.randrange(300_000, 1_400_000)


def message(source, number, size, folder="INBOX"):
    """An ordinary message: text, or text with an attachment."""
    subject = source.choice(_SUBJECTS).format(n=number)
    when = datetime.datetime(2015, 1, 1, tzinfo=UTC) + datetime.timedelta(seconds=source.randrange(10 * 365 * 86400))
    head = (
        f"Return-Path: <sender{number % 97}@example.org>\r\nReceived: from mx{number % 7}.example.org (192.0.2."
        f"{number % 250}) by mail.example.com; {when:%d %b %Y %H:%M:%S} +0000\r\nMessage-ID: <{number}."
        f"{source.randrange(1 << 40):x}@example.org>\r\nDate: {when:%a, %d %b %Y %H:%M:%S} +0000\r\nFrom: "
        f"{_encoded('Jürg Müller')} <sender{number % 97}@example.org>\r\nTo: Alice <alice@example.com>\r\n"
        f"Subject: {_encoded(subject)}\r\nMIME-Version: 1.0\r\n"
    )
    if size < 12_000:
        body = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\xc3\xbcezi\r\n"
        return head.encode() + body + base64_lines(source, size), when
    mark = f"=_{number:08x}"
    start = (
        f'Content-Type: multipart/mixed; boundary="{mark}"\r\n\r\n--{mark}\r\nContent-Type: text/plain\r\n\r\n'
        f"Siehe Anhang.\r\n--{mark}\r\nContent-Type: application/pdf; name=scan{number}.pdf\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + start.encode() + base64_lines(source, size) + f"--{mark}--\r\n".encode(), when


def mixed(messages=2000, folders=60, seed=1):
    """Mixed messages (2,000 are about 52 MB) with flags, keywords and dates over ten years; two folders are empty."""
    source = random.Random(seed)
    names = mixed_folders(folders)
    filled = names[:-2] if folders > 10 else names
    zones = [datetime.timezone(datetime.timedelta(minutes=minutes)) for minutes in (0, 60, 120, -300, 330)]
    for number in range(messages):
        folder = filled[0] if number % 5 == 0 else filled[number % len(filled)]
        body, when = message(source, number, _size(source))
        yield Item(folder, body, source.choice(_FLAGS), when.astimezone(source.choice(zones)))


def small(messages=10_000, folders=60, seed=2, size=1500):
    """Many small messages."""
    source = random.Random(seed)
    names = mixed_folders(folders)
    for number in range(messages):
        body, when = message(source, number, size)
        yield Item(names[number % len(names)], body, source.choice(_FLAGS), when)


def new_mail(messages=20, folders=60, seed=3):
    """What arrives between two passes."""
    source = random.Random(seed)
    names = mixed_folders(folders)
    for number in range(messages):
        body, when = message(source, 900_000 + number, 3000)
        yield Item(names[number * 3 % len(names)], body, (), when)


def refused_by_size(size):
    """One ordinary message of that size."""
    subject = _encoded("Fotos in voller Größe")
    head = f"Message-ID: <fotos@example.org>\r\nFrom: Onkel <onkel@example.org>\r\nSubject: {subject}\r\n\r\n"
    return head.encode() + _pool()[: size // 78 * 78]


# MARK: the hostile mailbox


def _plain(subject, body=b"Text\r\n", identifier=None, extra=b""):
    head = b"" if identifier is None else b"Message-ID: <" + identifier.encode() + b">\r\n"
    return head + b"From: a@example.org\r\nSubject: " + subject.encode() + b"\r\n" + extra + b"\r\n" + body


def _nested(depth):
    body = b"Content-Type: text/plain\r\n\r\ninnermost\r\n"
    for level in range(depth):
        mark = f"b{level}".encode()
        body = (b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n--' + mark + b"\r\n" + body + b"\r\n--"
                + mark + b"--\r\n")
    return b"From: a@example.org\r\nMessage-ID: <deep@example.org>\r\nSubject: deep\r\nMIME-Version: 1.0\r\n" + body


_NAMES = [
    "Müller & Söhne", "100 % sicher", "*Sterne*", 'Mit "Anführung"', "Rück\\strich", "Post 📮 Fach", "endet mit Raum ",
    "zwei  Räume  ", "(Klammer)", "[eckig]", "{5}", "Großbuchstaben", "großbuchstaben", "GROSSBUCHSTABEN", "a&b-c",
    "&", "日本語", "e\u0301 zerlegt", "ein 'Zitat'", "NIL", "#Raute", "100€", "x.y", "-", "Tab&AAk-", "!", "\u202etfel",
    "n" * 180,
]
_SPECIAL = ["Gesendete Elemente", "Gelöschte Elemente", "Brouillons", "Junk-E-Mail", "Corbeille", "Sent Items"]


def hostile_folders():
    """Names that break naive clients, nested deeply, differing only in case; localised special-use folders."""
    deep = [tuple(f"t{level}" for level in range(depth + 1)) for depth in (1, 5, 14)]
    mixed_case = [("Inbox kopie",), ("INBOX", "Unterordner"), ("INBOX", "inbox")]
    return [("INBOX",)] + [(name,) for name in _NAMES + _SPECIAL] + deep + mixed_case + [("leer",)]


def hostile(large=50 << 20, larges=2, header=1 << 20):
    """Everything that a mailbox should not hold and does."""
    yield from _identities()
    yield from _octets(header)
    yield from _dates()
    yield from _marks()
    for number in range(larges):
        yield Item(("INBOX",), _plain(f"large {number}", _large(large), f"large{number}@example.org"), ("\\Seen",))
    for number, folder in enumerate(hostile_folders()[1:-1]):
        yield Item(folder, _plain(f"in folder {number}", identifier=f"folder{number}@example.org"), ("\\Seen",))


def _large(size):
    pool = _pool()
    return (pool * (size // len(pool) + 1))[: size // 78 * 78]


def _identities():
    folder = ("INBOX",)
    for number in range(3):
        yield Item(folder, _plain("no Message-ID", b"body %d\r\n" % number))
    for number in range(5):
        yield Item(folder, _plain("same Message-ID", b"other body %d\r\n" % number, "same@example.org"))
    for _ in range(4):
        yield Item(folder, _plain("identical twins", b"twin\r\n", "twin@example.org"), ("\\Seen",))
    for place in (("großbuchstaben",), ("Großbuchstaben",)):
        yield Item(place, _plain("the same in two folders", b"twin\r\n", "two@example.org"))
    yield Item(folder, _plain("empty Message-ID", extra=b"Message-ID: \r\n"))
    yield Item(folder, _plain("two Message-IDs", identifier="first@example.org",
                              extra=b"Message-ID: <second@example.org>\r\n"))
    yield Item(folder, _plain("Message-ID of 2,000 letters", identifier="x" * 2000 + "@example.org"))
    yield Item(folder, _plain("quoted", identifier='"a b\\"c"@example.org'))


def _octets(header):
    folder = ("Post 📮 Fach",)
    eight = b"Subject: Gr\xfc\xdfe \xff\xfe und \xc3\xbc\r\nFrom: M\xfcller <a@example.org>\r\n\r\n8-bit\xa0\r\n"
    yield Item(folder, b"Message-ID: <eight@example.org>\r\n" + eight)
    yield Item(folder, eight)
    yield Item(folder, b"Message-ID: <lf@example.org>\nSubject: bare LF\n\nline\nline\n")
    yield Item(folder, b"Message-ID: <mix@example.org>\r\nSubject: mixed\r\n\r\nCRLF\r\nLF\nCR\rend")
    yield Item(folder, b"Message-ID: <empty@example.org>\r\nSubject: empty body\r\n\r\n")
    yield Item(folder, b"Subject: no empty line, no body\r\n")
    yield Item(folder, b"\r\nno header at all\r\n")
    yield Item(folder, b"this is not a header\r\nnor is this\r\n")
    yield Item(folder, b"x")
    yield Item(folder, _plain("one header line of 1 MB", identifier="line@example.org",
                              extra=b"X-Long: " + b"y" * header + b"\r\n"))
    yield Item(folder, _plain("10,000 header lines", identifier="lines@example.org",
                              extra=b"".join(b"X-%d: y\r\n" % number for number in range(10_000))))
    yield Item(folder, _plain("body line of 200 KB", b"z" * 200_000 + b"\r\n", "bodyline@example.org"))
    yield Item(folder, _plain("dots and From", b".\r\n..\r\nFrom here\r\n>From\r\n.", "dots@example.org"))
    yield Item(folder, _plain("looks like IMAP", b")\r\na1 OK done\r\n* BYE\r\n{10}\r\n", "imap@example.org"))
    yield Item(folder, _nested(100))
    yield Item(folder, _plain("folded\r\n subject\r\n\tthrice", identifier="folded@example.org"))
    yield Item(folder, _plain("controls \x01\x02\x1b[31m \x7f", identifier="controls@example.org"))


def _dates():
    folder = ("日本語",)
    moments = [
        datetime.datetime(1970, 1, 1, tzinfo=UTC), datetime.datetime(1970, 1, 2, tzinfo=UTC),
        datetime.datetime(1989, 12, 31, 23, 59, 59, tzinfo=UTC), datetime.datetime(2000, 2, 29, 12, tzinfo=UTC),
        datetime.datetime(2038, 1, 18, 23, 59, 59, tzinfo=UTC),
        datetime.datetime(1995, 6, 1, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30))),
        datetime.datetime(2024, 3, 31, 1, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=-12))),
        datetime.datetime(2024, 3, 31, 2, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=14))),
    ]
    for number, when in enumerate(moments):
        yield Item(folder, _plain(f"date {number}", identifier=f"date{number}@example.org"), ("\\Seen",), when)
    yield Item(folder, _plain("Date header wrong", identifier="wrong@example.org", extra=b"Date: yesterday\r\n"))


def _marks():
    folder = ("100 % sicher",)
    sets = [
        ("\\Seen", "\\Answered", "\\Flagged", "\\Draft"), ("$Forwarded", "$MDNSent"), ("NonJunk", "$NotJunk"),
        ("Junk", "$Junk"), ("$Label1", "$Label2", "$Label3", "$Label4", "$Label5"), ("a.b-c_d", "X+Y", "100", "K'1"),
        ("$" + "k" * 40,), ("UPPER",), ("lower",),
    ]
    for number, flags in enumerate(sets):
        yield Item(folder, _plain(f"flags {number}", identifier=f"flags{number}@example.org"), flags)
    for number in range(20):
        yield Item(folder, _plain(f"keyword {number}", identifier=f"key{number}@example.org"), (f"own{number}",))
    yield Item(folder, _plain("deleted", identifier="deleted@example.org"), ("\\Deleted", "\\Seen"))
