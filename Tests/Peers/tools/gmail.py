"""Gmail's front before a real server: labels as folders, with X-GM-EXT-1 and one X-GM-MSGID for what lies under several.

The server behind holds a copy of a message under each label; copies of the same Message-ID are one message to clients, and
what is read of each is counted.
"""

import collections
import re
import threading

from gateway import Gateway

BODY = re.compile(rb"BODY\[\] \{|BODY\[\]<0> \{")
SELECT = re.compile(rb"(?:SELECT|EXAMINE) (\"(?:[^\"\\]|\\.)*\"|[^ \r\n]+)", re.IGNORECASE)


class Gmail(Gateway):
    """`messages` are the Message-IDs of what the server holds, by mailbox and UID; `read` counts whole messages read."""

    def __init__(self, server, messages, **options):
        self.messages = dict(messages)
        self.read = collections.Counter()
        self._numbers, self._lock = {}, threading.Lock()
        super().__init__(server, **options)

    def talk(self):
        return _Talk(self)

    def number(self, mailbox, uid):
        """X-GM-MSGID: the same for copies of one message."""
        name = self.messages.get((mailbox, uid), f"{mailbox} {uid}")
        with self._lock:
            return self._numbers.setdefault(name, 1278455344230334865 + len(self._numbers))

    def count(self, mailbox, uid):
        """Notes that a whole message went to the client."""
        with self._lock:
            self.read[self.messages.get((mailbox, uid), f"{mailbox} {uid}")] += 1


class _Talk:
    """One connection: what is asked is made into what the server knows, and its answers into Gmail's."""

    def __init__(self, gmail):
        self._gmail, self._opening, self._mailbox = gmail, {}, None

    def asked(self, line):
        tag, _, command = line.partition(b" ")
        if found := SELECT.match(command):
            self._opening[tag] = found[1].decode().strip('"')
        return line.replace(b" X-GM-MSGID", b"") if b"FETCH" in command[:12].upper() else line

    def told(self, line):
        tag, _, rest = line.partition(b" ")
        if tag in self._opening:
            mailbox = self._opening.pop(tag)
            if rest.startswith(b"OK"):
                self._mailbox = mailbox
        if b"CAPABILITY IMAP4" in line:
            line = re.sub(rb" COMPRESS=\w+| OBJECTID", b"", line)
            return re.sub(rb"CAPABILITY IMAP4rev1", b"CAPABILITY IMAP4rev1 X-GM-EXT-1", line)
        found = re.match(rb"\* \d+ FETCH \((.*?)UID (\d+)", line)
        if not found:
            return line
        uid = int(found[2])
        if BODY.search(line):
            self._gmail.count(self._mailbox, uid)
        if b"RFC822.SIZE" in line:
            mark = b"X-GM-MSGID %d " % self._gmail.number(self._mailbox, uid)
            line = line.replace(b"FETCH (", b"FETCH (" + mark, 1)
        return line
