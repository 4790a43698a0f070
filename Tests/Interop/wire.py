"""A small IMAP client on Python's imaplib: independent of everything in Sources."""

import base64
import imaplib
import re
import socket
import ssl
import urllib.parse

imaplib._MAXLINE = 64 << 20

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class Refused(Exception):
    """The server said NO or BAD."""


def connect(url, password, authority=None):
    """Logs in: `imaps://user@host:port`, or `imap://` with STARTTLS where it is offered."""
    parts = urllib.parse.urlsplit(url)
    trust = ssl.create_default_context(cafile=authority)
    user = urllib.parse.unquote(parts.username or "")
    if parts.scheme == "imaps":
        client = imaplib.IMAP4_SSL(parts.hostname, parts.port or 993, ssl_context=trust, timeout=120)
    else:
        client = imaplib.IMAP4(parts.hostname, parts.port or 143, timeout=120)
        if "STARTTLS" in client.capabilities:
            client.starttls(trust)
    client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
    client.capabilities = tuple(ok(client.capability())[0].decode().upper().split())
    return client


def ok(answer):
    """The data of an answer that is OK."""
    kind, data = answer
    if kind != "OK":
        raise Refused(b" ".join(part for part in data if isinstance(part, bytes)).decode(errors="replace"))
    return data


# MARK: names


def encode_name(text):
    """Unicode to modified UTF-7 (RFC 3501 §5.1.3)."""
    out, run = [], []

    def flush():
        if run:
            coded = base64.b64encode("".join(run).encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
            out.append("&" + coded.decode() + "-")
            run.clear()

    for character in text:
        if " " <= character <= "~":
            flush()
            out.append("&-" if character == "&" else character)
        else:
            run.append(character)
    flush()
    return "".join(out)


def decode_name(text):
    """Modified UTF-7 to Unicode."""

    def decoded(match):
        if not match[1]:
            return "&"
        coded = match[1].replace(",", "/")
        return base64.b64decode(coded + "=" * (-len(coded) % 4)).decode("utf-16-be")

    return re.sub("&([^-]*)-", decoded, text)


def quoted(name):
    """A name as a quoted string."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def separator(client):
    """The hierarchy separator."""
    line = ok(client.list('""', '""'))[0]
    return re.search(rb'\) "(.)" ', line)[1].decode()


def folders(client):
    """{levels: raw name} of all folders that hold mail."""
    found = {}
    for line in ok(client.list('""', "*")):
        if line is None or line == b"":
            continue
        if isinstance(line, tuple):
            head, raw = line[0], line[1].decode()
        else:
            match = re.match(rb'(\(.*?\) (?:"(?:\\?.)"|NIL)) (.*)$', line, re.S)
            head, raw = match[1], match[2].decode()
            if raw.startswith('"'):
                raw = re.sub(r"\\(.)", r"\1", raw[1:-1])
        attributes = head[: head.index(b")")].lower()
        if b"\\noselect" in attributes or b"\\nonexistent" in attributes:
            continue
        mark = re.search(rb'"\\?(.)"', head[head.index(b")") :])
        levels = raw.split(mark[1].decode()) if mark else [raw]
        if levels[0].upper() == "INBOX":
            levels[0] = "INBOX"
        found[tuple(decode_name(level) for level in levels)] = raw
    return found


# MARK: writing


def date_time(when):
    """An aware datetime as INTERNALDATE."""
    return f'"{when.day:2d}-{MONTHS[when.month - 1]}-{when.year} {when:%H:%M:%S %z}"'


def append_all(client, raw_name, messages):
    """Appends (flags, date, bytes) in order, many in one command where the server offers that."""
    many = "MULTIAPPEND" in client.capabilities and "LITERAL+" in client.capabilities
    batch, size = [], 0
    for message in messages:
        if batch and (not many or len(batch) == 200 or size + len(message[2]) > 8 << 20):
            _append(client, raw_name, batch)
            batch, size = [], 0
        batch.append(message)
        size += len(message[2])
    if batch:
        _append(client, raw_name, batch)


def _append(client, raw_name, batch):
    if "LITERAL+" not in client.capabilities:
        for flags, when, body in batch:
            ok(client.append(quoted(raw_name), f"({' '.join(flags)})", date_time(when), body))
        return
    tag = client._new_tag()
    parts = [tag + b" APPEND " + quoted(raw_name).encode()]
    for flags, when, body in batch:
        parts.append(f" ({' '.join(flags)}) {date_time(when)} {{{len(body)}+}}\r\n".encode())
        parts.append(body)
    client.send(b"".join(parts) + b"\r\n")
    kind, data = client._command_complete("APPEND", tag)
    ok((kind, data))


# MARK: reading


class Message:
    """One message as the server shows it."""

    def __init__(self, uid, flags, date, body):
        self.uid, self.flags, self.date, self.body = uid, flags, date, body

    def header(self, name):
        """The first header field of that name, unfolded, as far as it can be read."""
        head = self.body.split(b"\r\n\r\n", 1)[0].split(b"\n\n", 1)[0][:65536]
        match = re.search(rb"(?im)^" + name.encode() + rb":[ \t]*(.*?)\r?$", head)
        return match[1].decode(errors="replace") if match else ""


def read_folder(client, raw_name, window=64):
    """All messages of a folder, without changing anything."""
    count = int(ok(client.select(quoted(raw_name), readonly=True))[0])
    if not count:
        return []
    sizes = _attributes(ok(client.uid("FETCH", "1:*", "(UID FLAGS INTERNALDATE RFC822.SIZE)")))
    messages, batch, size = [], [], 0
    for uid in sorted(sizes):
        batch.append(uid)
        size += sizes[uid][2]
        if len(batch) == window or size > 16 << 20:
            messages += _bodies(client, batch, sizes)
            batch, size = [], 0
    if batch:
        messages += _bodies(client, batch, sizes)
    return messages


def _attributes(lines):
    found = {}
    for line in lines:
        text = line if isinstance(line, bytes) else line[0]
        uid = re.search(rb"UID (\d+)", text)
        if not uid:
            continue
        flags = re.search(rb"FLAGS \(([^)]*)\)", text)[1].decode(errors="replace").split()
        date = re.search(rb'INTERNALDATE ("[^"]*")', text)[1]
        size = int(re.search(rb"RFC822.SIZE (\d+)", text)[1])
        found[int(uid[1])] = ({flag for flag in flags if flag.lower() != "\\recent"}, instant(date), size)
    return found


def instant(text):
    """Seconds since 1970 of a quoted INTERNALDATE."""
    match = re.match(rb'"\s*(\d+)-(\w+)-(\d+) (\d+):(\d+):(\d+) ([+-])(\d\d)(\d\d)"', text)
    day, month, year, hour, minute, second = match[1], match[2], match[3], match[4], match[5], match[6]
    import datetime

    when = datetime.datetime(int(year), MONTHS.index(month.decode()) + 1, int(day), int(hour), int(minute),
                             int(second), tzinfo=datetime.timezone.utc)
    offset = (int(match[8]) * 60 + int(match[9])) * 60
    return int(when.timestamp()) - (offset if match[7] == b"+" else -offset)


def _bodies(client, uids, attributes):
    messages = []
    for line in ok(client.uid("FETCH", ",".join(map(str, uids)), "(UID BODY.PEEK[])")):
        if isinstance(line, tuple):
            uid = int(re.search(rb"UID (\d+)", line[0])[1])
            flags, date, _ = attributes[uid]
            messages.append(Message(uid, flags, date, line[1]))
    return messages
