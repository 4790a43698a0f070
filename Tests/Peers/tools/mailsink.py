"""A real SMTP server that keeps what it takes: TLS, STARTTLS, AUTH, and faults as the test wants them."""

import base64
import contextlib
import email
import email.policy
import socket
import ssl
import threading
import time

import place
import tls


class Mail:
    """One mail as it came: envelope, octets, and how the connection was."""

    def __init__(self, sender, recipients, octets, secure, user):
        self.sender, self.recipients, self.octets, self.secure, self.user = sender, recipients, octets, secure, user
        self.time = time.time()
        self.message = email.message_from_bytes(octets, policy=email.policy.default)

    def part(self, kind):
        """The text of a part, `plain` or `html`."""
        return self.message.get_body((kind,)).get_content()


class MailSink:
    """`answers` maps a command (`MAIL`, `RCPT`, `DATA`, `.`) to replies given in turn before the usual ones; `.` is the answer
    to the message itself, and the reply `None` cuts the connection after the message was taken.
    """

    def __init__(self, security="tls", user=None, password=None):
        self.security, self.user, self.password = security, user, password
        self.mails, self.answers, self.greetings, self.attempts = [], {}, [], 0
        self._lock = threading.Condition()
        self.folder = place.make_folder("mailsink")
        self._held = place.Ports()
        self.port = self._held.take()
        key, certificate = tls.issue(self.folder)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self._listener = None
        self.start()

    def start(self):
        """Listens, again after `stop`."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def stop(self):
        """Refuses connections."""
        if self._listener:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        self._listener = None

    def close(self):
        """Stops it and removes its certificate."""
        self.stop()
        self._held.close()
        place.remove_folder(self.folder)

    def wait(self, condition, what, seconds=60):
        """Waits until the mails are as wanted; gives what the condition gave."""
        with self._lock:
            if found := self._lock.wait_for(lambda: condition(self.mails), seconds):
                return found
            subjects = [mail.message["subject"] for mail in self.mails]
        raise AssertionError(f"never within {seconds} s: {what}; there are {subjects}")

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        connection.settimeout(30)
        with contextlib.suppress(OSError, EOFError):
            if self.security == "tls":
                connection = self.context.wrap_socket(connection, server_side=True)
            with self._lock:
                self.attempts += 1
            session = _Session(self, connection)
            try:
                session.run()
            finally:
                session.file.close()
                session.connection.close()

    def answer(self, command, usual):
        """The reply to a command: what the test wants, else the usual one."""
        with self._lock:
            wanted = self.answers.get(command)
            return wanted.pop(0) if wanted else usual

    def keep(self, mail):
        """Takes a mail."""
        with self._lock:
            self.mails.append(mail)
            self._lock.notify_all()


class _Session:
    def __init__(self, sink, connection):
        self.sink, self.connection = sink, connection
        self.secure, self.user = sink.security == "tls", None
        self.sender, self.recipients = None, []
        self.file = connection.makefile("rb")

    def say(self, text):
        self.connection.sendall(text.encode() + b"\r\n")

    def line(self):
        line = self.file.readline(2000)
        if not line:
            raise EOFError
        return line

    def run(self):
        self.say(self.sink.answer("GREETING", "220 sink.example ESMTP"))
        while True:
            text = self.line().decode("ascii", "replace").rstrip("\r\n")
            command = text.split(" ")[0].split(":")[0].upper()
            if command == "QUIT":
                return self.say("221 bye")
            getattr(self, f"do_{command.lower()}", self.unknown)(text)

    def unknown(self, text):
        self.say("502 what?")

    def do_ehlo(self, text):
        self.sink.greetings.append(text[5:])
        offers = ["sink.example", "8BITMIME", "SIZE 10000000"]
        if self.sink.security == "starttls" and not self.secure:
            offers.append("STARTTLS")
        elif self.sink.user:
            offers.append("AUTH PLAIN LOGIN")
        for offer in offers[:-1]:
            self.say(f"250-{offer}")
        self.say(f"250 {offers[-1]}")

    def do_starttls(self, _):
        self.say("220 go on")
        self.connection = self.sink.context.wrap_socket(self.connection, server_side=True)
        self.file = self.connection.makefile("rb")
        self.secure = True

    def do_auth(self, text):
        words = text.split(" ")
        if words[1].upper() != "PLAIN":
            return self.say("504 PLAIN only")
        if len(words) < 3:
            self.say("334 ")
            words.append(self.line().decode().strip())
        _, user, password = base64.b64decode(words[2]).decode().split("\0")
        if (user, password) != (self.sink.user, self.sink.password):
            return self.say("535 5.7.8 no")
        self.user = user
        self.say("235 welcome")

    def do_mail(self, text):
        if self.sink.user and not self.user:
            return self.say("530 5.7.0 log in first")
        self.sender = text.split("<")[1].split(">")[0]
        self.recipients = []
        self.say(self.sink.answer("MAIL", "250 ok"))

    def do_rcpt(self, text):
        self.recipients.append(text.split("<")[1].split(">")[0])
        self.say(self.sink.answer("RCPT", "250 ok"))

    def do_data(self, _):
        reply = self.sink.answer("DATA", "354 go on")
        self.say(reply)
        if not reply.startswith("354"):
            return
        lines = []
        while (line := self.line()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        reply = self.sink.answer(".", "250 taken")
        if reply is None or reply.startswith("250"):
            self.sink.keep(Mail(self.sender, self.recipients, b"".join(lines), self.secure, self.user))
        if reply is None:
            raise EOFError
        self.say(reply)

    def do_rset(self, _):
        self.say("250 ok")

    def do_noop(self, _):
        self.say("250 ok")
