"""The sample mail of the demo: two people in Switzerland with a name, folders of their own and letters to read."""

import base64
import datetime
import random

import mailboxes
import words

TODAY = datetime.datetime.now(datetime.timezone.utc).replace(minute=0, second=0, microsecond=0)
YEAR = TODAY.year
_FLAGS = [("\\Seen",)] * 12 + [("\\Seen", "\\Answered")] * 4 + [("\\Seen", "\\Flagged"), ("\\Seen", "$Forwarded"),
          ("\\Seen", "$Label1"), ("\\Seen", "Wichtig")]


class Person:
    """Somebody with an address."""

    def __init__(self, name, domain, local=None):
        self.name = name
        plain = name.lower().translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "é": "e", "ç": "c"}))
        self.address = f"{local or plain.replace(' ', '.')}@{domain}"

    def header(self):
        return f"{encoded(self.name)} <{self.address}>"


def encoded(text):
    """A header's text (RFC 2047)."""
    return text if text.isascii() else "=?utf-8?B?" + base64.b64encode(text.encode()).decode() + "?="


class Mailbox:
    """One person's mail: which folders, what in them."""

    def __init__(self, owner, seed, heavy):
        self.owner, self.heavy = owner, heavy
        self.random = random.Random(seed)
        self.others = [Person(*other) for other in words.PEOPLE]
        self.folders, self.items, self._number = [("INBOX",)], [], 0

    def add(self, folder, topic, count, year=None):
        """A folder with letters on a subject, spread over a year or over the last three months."""
        self.folders += [folder] if folder not in self.folders else []
        for _ in range(count):
            self.items.append(self._letter(folder, topic, self._date(year)))

    def news(self, count):
        """Letters that arrive now."""
        now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        return [self._letter(("INBOX",), "inbox", now) for _ in range(count)]

    def photos(self, folder, size):
        """One letter that is too large for the new provider."""
        uncle = Person("Ruedi Keller", "bergpost.example")
        when = TODAY - datetime.timedelta(days=40)
        text = "Liebe Anna\r\n\r\nHier endlich alle Fotos vom Fest, in voller Grösse.\r\n\r\nHerzlich, Ruedi\r\n"
        body = self._compose(uncle, self.owner, words.REFUSED, text, when, ("Hochzeit.zip", size))
        self.items.append(mailboxes.Item(folder, body, ("\\Seen", "\\Flagged"), when))

    def _date(self, year):
        if year is None:
            return TODAY - datetime.timedelta(minutes=self.random.randrange(90 * 1440))
        start = datetime.datetime(year, 1, 1, 7, tzinfo=datetime.timezone.utc)
        days = max(1, min(365, (TODAY - start).days))
        return start + datetime.timedelta(days=self.random.randrange(days), minutes=self.random.randrange(720))

    def _letter(self, folder, topic, when):
        chance, other = self.random, self.random.choice(self.others)
        subject, text = chance.choice(words.TOPICS[topic])
        values = {"n": chance.randrange(1000, 9999), "place": chance.choice(words.PLACES),
                  "amount": f"{chance.randrange(40, 4800)}.{chance.choice(['00', '50', '95'])}",
                  "day": chance.choice(words.DAYS), "year": when.year}
        mine = topic in ("sent", "drafts")
        sender, reader = (self.owner, other) if mine else (other, self.owner)
        text = (f"{chance.choice(words.GREETINGS)} {reader.name.split()[0]}\r\n\r\n{text.format(**values)}\r\n\r\n"
                f"{chance.choice(words.CLOSINGS)}\r\n{sender.name}\r\n")
        subject = subject.format(**values)
        if topic != "drafts" and chance.random() < 0.25:
            subject = chance.choice(["Re: ", "Re: ", "WG: "]) + subject
        file = None
        if chance.random() < self.heavy:
            file = chance.choice(words.FILES).format(**values), chance.randrange(8_000, 280_000)
        return mailboxes.Item(folder, self._compose(sender, reader, subject, text, when, file), self._flags(topic, when),
                              when.astimezone(datetime.timezone(datetime.timedelta(hours=1))))

    def _flags(self, topic, when):
        if topic == "drafts":
            return ("\\Draft", "\\Seen")
        if topic == "inbox" and (TODAY - when).days < 4:
            return ()
        return self.random.choice(_FLAGS)

    def _compose(self, sender, reader, subject, text, when, file):
        self._number += 1
        head = (
            f"Return-Path: <{sender.address}>\r\nReceived: from mail.{sender.address.split('@')[1]} by mx.altpost.example "
            f"with ESMTPS; {when:%a, %d %b %Y %H:%M:%S} +0000\r\nMessage-ID: <{self._number}."
            f"{self.random.getrandbits(48):x}@{sender.address.split('@')[1]}>\r\nDate: {when:%a, %d %b %Y %H:%M:%S} +0000"
            f"\r\nFrom: {sender.header()}\r\nTo: {reader.header()}\r\nSubject: {encoded(subject)}\r\nMIME-Version: 1.0\r\n"
        )
        part = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text
        if file is None:
            return (head + part).encode()
        mark, (name, size) = f"=_{self._number:08x}", file
        start = f'Content-Type: multipart/mixed; boundary="{mark}"\r\n\r\n--{mark}\r\n{part}\r\n--{mark}\r\n'
        start += (f'Content-Type: application/octet-stream; name="{name}"\r\nContent-Disposition: attachment; '
                  f'filename="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n')
        return (head + start).encode() + mailboxes.base64_lines(self.random, size) + f"--{mark}--\r\n".encode()


def anna():
    """A gardener's mailbox: 15 folders, 434 messages, and one that is too large for the new provider."""
    mailbox = Mailbox(Person("Anna Keller", "keller.example", "anna"), seed=11, heavy=0.14)
    mailbox.add(("INBOX",), "inbox", 130)
    mailbox.add(("Gesendet",), "sent", 60)
    mailbox.add(("Entwürfe",), "drafts", 4)
    mailbox.add(("Papierkorb",), "inbox", 10)
    mailbox.add(("Familie",), "family", 40, YEAR)
    mailbox.add(("Familie", "Fotos"), "family", 12, YEAR)
    for year, place in ((YEAR - 1, "Tessin"), (YEAR, "Bretagne")):
        mailbox.add(("Ferien", f"{place} {year}"), "holidays", 14, year)
    for year in (YEAR - 2, YEAR - 1, YEAR):
        mailbox.add(("Rechnungen", f"{year}"), "invoices", 22, year)
    mailbox.add(("Kundschaft", "Offerten"), "work", 30, YEAR)
    mailbox.add(("Kundschaft", "Aufträge"), "work", 26, YEAR)
    mailbox.add(("Gartenbauverein",), "club", 20, YEAR)
    mailbox.add(("Steuern & Ämter",), "invoices", 8, YEAR - 1)
    mailbox.photos(("Familie", "Fotos"), 1_200_000)
    return mailbox


def beat():
    """An accountant's mailbox: 60 folders, 2,000 messages."""
    mailbox = Mailbox(Person("Beat Moser", "moser.example", "beat"), seed=12, heavy=0.17)
    mailbox.add(("INBOX",), "inbox", 460)
    mailbox.add(("Gesendet",), "sent", 300)
    mailbox.add(("Entwürfe",), "drafts", 6)
    mailbox.add(("Papierkorb",), "inbox", 34)
    for client in words.CLIENTS:
        mailbox.add(("Mandate", client), "work", 40)
        for year in range(YEAR - 4, YEAR):
            mailbox.add(("Mandate", client, f"{year}"), "invoices", 16, year)
    mailbox.add(("Treuhandverband",), "club", 56, YEAR)
    return mailbox
