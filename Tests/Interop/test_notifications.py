"""Mails to customers: the real web app and its worker, real mailboxes, a real SMTP server."""

import email.utils
import json
import os
import re
import sqlite3
import subprocess
import unittest
import urllib.request

import mailboxes
from customer import Serve, Visitor
from moves import MoveTest
from peers import MailSink, place, tls
from program import PASSWORD, PROGRAM, environment

ADDRESS = "anna.keller@example.org"
SMTP_PASSWORD = "smtp-geheim"
SENDER = "Umzug Zürich <umzug@betrieb.example>"


class NotificationTest(MoveTest):
    """A migration whose customer wants mails."""

    def setUp(self):
        super().setUp()
        self.source, self.target = self.dovecot(), self.dovecot()
        self.fill(self.source, mailboxes.small(12))

    def serve(self, sink, *arguments):
        """The web app with that mail server."""
        scheme, user = ("smtps" if sink.security == "tls" else "smtp"), f"{sink.user}@" if sink.user else ""
        server = Serve("--smtp", f"{scheme}://{user}localhost:{sink.port}", "--mail-from", SENDER, "--mail-retry", "1",
                       *arguments, UMZUG_SMTP_PASSWORD=SMTP_PASSWORD)
        return self.own(server)

    def started(self, server, address=ADDRESS, language="de", port=None, **choices):
        """A visitor who has started a migration, its ID and the recovery code."""
        visitor = Visitor(server.url, language)
        visitor.to_check(port or self.source.ports["imaps"], self.target.ports["imaps"])
        name, code = visitor.start(notify=address, **choices)
        return visitor, name, code

    def finished(self, visitor, name):
        """Waits for the migration's end."""
        place.wait_until(lambda: visitor.state(name) in ("Abgeschlossen", "Finished", "Terminée"), "finished")

    def link(self, mail, path):
        """The one link of that path in both parts of a mail."""
        found = [set(re.findall(rf"https?://[^\s\"<]*{path}[^\s\"<]*", mail.part(part))) for part in ("plain", "html")]
        self.assertEqual(found[0], found[1])
        self.assertEqual(len(found[0]), 1, found)
        return found[0].pop()

    def confirm(self, mail, server):
        """Opens the link of a confirmation mail in another browser and presses the button."""
        reader = Visitor(server.url, address="198.51.100.99")
        reader.get(self.link(mail, "/notifications/confirm"))
        self.assertIn("<button", reader.page)
        reader.send()
        self.assertEqual(reader.status, 200)
        return reader

    def outbox(self, server):
        """Kind, outcome and attempts of each row."""
        with sqlite3.connect(f"file:{server.data}/umzug.sqlite?mode=ro", uri=True) as database:
            return database.execute("SELECT kind, outcome, attempts FROM outbox ORDER BY number").fetchall()

    def figure(self, server, name, expected):
        """Waits until `/metrics` has that figure."""
        def found():
            with urllib.request.urlopen(f"{server.url}/metrics", timeout=10) as answer:
                return f"\n{name} {expected}\n" in answer.read().decode()
        place.wait_until(found, f"{name} {expected}")

    def no_secret(self, sink, *secrets):
        """No mail holds any of that."""
        for mail in sink.mails:
            whole = mail.octets.decode() + mail.part("plain") + mail.part("html")
            for secret in (PASSWORD + '"', SMTP_PASSWORD, *secrets):
                self.assertNotIn(secret, whole)


class JourneyTest(NotificationTest):
    """From the address to the last mail."""

    def test_confirm_then_finished(self):
        """One mail asks; only after the button the state is told, once; the links work; nothing secret is in any mail."""
        sink = self.own(MailSink("starttls", "umzug", SMTP_PASSWORD))
        server = self.serve(sink)
        visitor, name, code = self.started(server)
        self.assertIn(ADDRESS, visitor.page)
        asked = sink.wait(lambda mails: mails[:1], "the confirmation")[0]
        self.finished(visitor, name)
        self.assertIn("noch nicht bestätigt", visitor.page)
        self.assertEqual(len(sink.mails), 1, "only the confirmation goes before the confirmation")
        self.assertNotIn(name, asked.octets.decode())
        # Programs that open links confirm nothing.
        Visitor(server.url).get(self.link(asked, "/notifications/confirm"))
        visitor.state(name)
        self.assertIn("noch nicht bestätigt", visitor.page)
        reader = self.confirm(asked, server)
        self.assertNotIn("<button", reader.page)
        done = sink.wait(lambda mails: mails[1:], "the end")[0]
        self.headers(done)
        self.assertEqual((done.secure, done.user, done.recipients), (True, "umzug", [ADDRESS]))
        self.assertIn(name, done.part("plain"))
        self.assertIn("12 Elemente sind im neuen Postfach", done.part("plain"))
        self.assertIn('lang="de-CH"', done.part("html"))
        visitor.get(self.link(done, "/receipt"))
        self.assertEqual((visitor.status, visitor.path), (200, f"/migrations/{name}/receipt"))
        stranger = Visitor(server.url)
        stranger.get(self.link(done, "/receipt"))
        self.assertEqual(stranger.path, "/migrations/track")
        visitor.state(name)
        self.assertIn(f"an {ADDRESS} (bestätigt)", visitor.page)
        self.unsubscribe(done, server, visitor, name)
        self.no_secret(sink, code)
        self.assertEqual(self.outbox(server), [("confirm-address", "sent", 1), ("finished", "sent", 1)])
        self.assertNotIn("token=", server.log())
        self.assertNotIn(SMTP_PASSWORD, server.log())

    def headers(self, mail):
        """What every mail of ours has in its header."""
        message = mail.message
        self.assertEqual(message["from"].addresses[0].display_name, "Umzug Zürich")
        self.assertEqual(message["auto-submitted"], "auto-generated")
        self.assertRegex(message["message-id"], r"^<[0-9a-f]{32}@127\.0\.0\.1>$")
        self.assertLess(abs(email.utils.parsedate_to_datetime(message["date"]).timestamp() - mail.time), 60)
        self.assertEqual(message.get_content_type(), "multipart/alternative")
        self.assertEqual([part.get_content_type() for part in message.iter_parts()], ["text/plain", "text/html"])
        self.assertEqual(message.defects, [])
        self.assertTrue(all(byte < 128 for byte in mail.octets))
        self.assertTrue(all(len(line) <= 78 for line in mail.octets.split(b"\r\n")))
        self.assertNotIn(b"\n", mail.octets.replace(b"\r\n", b""))

    def unsubscribe(self, mail, server, visitor, name):
        """One link, one button, and the address is forgotten."""
        reader = Visitor(server.url)
        reader.get(self.link(mail, "/notifications/stop"))
        reader.send()
        self.assertNotIn("<button", reader.page)
        visitor.state(name)
        self.assertNotIn(ADDRESS, visitor.page)

    def test_languages(self):
        """French and English customers get French and English mails, headers encoded."""
        sink = self.own(MailSink())
        server = self.serve(sink)
        for language, subject in (("fr", "Votre migration est terminée\xa0: alice"), ("en", "Your migration is finished: alice")):
            before = len(sink.mails)
            visitor, name, _ = self.started(server, f"{language}@example.org", language, atTarget="yes")
            asked = sink.wait(lambda mails, n=before: mails[n:], "the confirmation")[0]
            self.finished(visitor, name)
            self.confirm(asked, server)
            done = sink.wait(lambda mails, n=before: mails[n + 1:], "the end")[0]
            self.assertEqual(done.message["subject"], subject)
            self.assertTrue(done.message["content-language"].startswith(language))
            self.headers(done)

    def test_without_server(self):
        """Without SMTP settings there is no field, the started page says so, and nothing else changes."""
        server = self.own(Serve())
        visitor = Visitor(server.url)
        visitor.to_check(self.source.ports["imaps"], self.target.ports["imaps"])
        self.assertNotIn('name="notify"', visitor.page)
        name, _ = visitor.start(notify=ADDRESS)
        self.assertIn("Benachrichtigungen verschickt dieser Server nicht", visitor.page)
        self.finished(visitor, name)
        self.assertEqual(self.outbox(server), [])

    def test_addresses(self):
        """What is no address, or begins a command of its own, is refused on the check page; the rest of the form stays."""
        sink = self.own(MailSink())
        server = self.serve(sink)
        visitor = Visitor(server.url)
        visitor.to_check(self.source.ports["imaps"], self.target.ports["imaps"])
        for typed in ("anna", "anna@", "a@b.example\r\nRCPT TO:<x@y.example>", "<a@b.example>", "ä@b.example"):
            visitor.send("/migrations/new/check", notify=typed, consent=visitor.choice("consent"))
            self.assertEqual(visitor.status, 422, typed)
            self.assertIn('id="notify-error"', visitor.page)
        name, _ = visitor.start(notify=f" {ADDRESS} ")
        self.assertEqual(sink.wait(lambda mails: mails, "the confirmation")[0].recipients, [ADDRESS])
        for number in range(8):
            visitor.get(f"/migrations/{name}/notifications")
            visitor.send(notify="other@example.org", save="yes")
        self.assertEqual(visitor.status, 422, "an address is not asked for ever")
        self.assertLessEqual(len([mail for mail in sink.mails if mail.recipients == ["other@example.org"]]), 6)


class OperatorTest(NotificationTest):
    """What operators set and see."""

    def unused(self):
        """A data folder that nothing is kept in."""
        folder = place.make_folder("unused")
        self.addCleanup(place.remove_folder, folder)
        return folder

    def config(self, sink, **changed):
        """A configuration file with that mail server, and its path."""
        folder = place.make_folder("mailconfig")
        self.addCleanup(place.remove_folder, folder)
        password = os.path.join(folder, "password")
        with open(password, "w", encoding="utf-8") as file:
            file.write(SMTP_PASSWORD + "\n")
        scheme, user = ("smtps" if sink.security == "tls" else "smtp"), f"{sink.user}@" if sink.user else ""
        settings = {"smtp": f"{scheme}://{user}localhost:{sink.port}", "smtp-password-file": password,
                    "mail-from": f'"{SENDER}"', "ca-file": tls.authority(), "public-url": "https://umzug.betrieb.example",
                    "contact": "hilfe@betrieb.example", **changed}
        lines = [f"{name}: {value}" for name, value in settings.items() if value is not None]
        path = os.path.join(folder, "umzug.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join([*lines, "brand:", "  name: Post Zürich", '  accent: "#7a1f5c"',
                                  "  imprint-url: https://betrieb.example/impressum", ""]))
        return path

    def test_configuration_file(self):
        """The file alone makes mails go, in the operator's name; figures tell of them."""
        sink = self.own(MailSink("tls", "umzug", SMTP_PASSWORD))
        server = self.own(Serve("--config", self.config(sink), "--mail-retry", "1"))
        self.started(server)
        mail = sink.wait(lambda mails: mails[:1], "the confirmation")[0]
        self.assertEqual(mail.user, "umzug")
        for part in ("plain", "html"):
            self.assertIn("Hilfe: hilfe@betrieb.example", mail.part(part))
            self.assertIn("https://betrieb.example/impressum", mail.part(part))
        self.assertIn(">Post Zürich<", mail.part("html"))
        self.assertIn("#7a1f5c", mail.part("html"))
        self.figure(server, 'umzug_mails{outcome="sent"}', 1)
        self.figure(server, "umzug_oldest_mail_seconds", 0)

    def doctor(self, path, *arguments):
        """What `doctor` finds of the mail server: whether it is well, and the words."""
        made = subprocess.run([PROGRAM, "doctor", "--config", path, "--data", self.unused(), "--json", *arguments],
                              capture_output=True, text=True, timeout=120, env=environment(), check=False)
        found = [line for line in map(json.loads, made.stdout.splitlines()) if line["name"] == "smtp"]
        self.assertEqual(len(found), 1, made)
        self.assertNotIn(SMTP_PASSWORD, made.stdout + made.stderr)
        return found[0]["ok"], found[0]["detail"]

    def test_doctor(self):
        """Reached, let in, and the sender taken, without a mail; each fault is told in words."""
        sink = self.own(MailSink("starttls", "umzug", SMTP_PASSWORD))
        path = self.config(sink)
        self.assertEqual(self.doctor(path), (True, f"localhost:{sink.port} lets umzug in and takes mails from umzug@betrieb.example"))
        sink.answers = {"MAIL": ["553 5.7.1 not your address"]}
        faults = [(path, (), "not your address"),
                  (self.config(sink, **{"ca-file": None}), (), "tls-untrusted"),
                  (self.config(sink, **{"smtp-password-file": None}), (), "has no password"),
                  (self.config(sink, **{"mail-from": None}), (), "mail-from is missing"),
                  (path, ("--smtp", f"smtps://umzug@localhost:{sink.port}"), "no-mail-server"),
                  (path, ("--smtp", f"smtp://other@localhost:{sink.port}"), "login-refused")]
        for file, arguments, expected in faults:
            ok, detail = self.doctor(file, *arguments)
            self.assertFalse(ok, detail)
            self.assertIn(expected, detail)
        sink.stop()
        ok, detail = self.doctor(path)
        self.assertFalse(ok)
        self.assertIn("connection-refused", detail)
        self.assertEqual(sink.mails, [])

    def test_incomplete(self):
        """What is missing is told at the start, and a wrong name with a suggestion."""
        sink = self.own(MailSink("tls", "umzug", SMTP_PASSWORD))
        for changed, expected in (({"mail-from": None}, "mail-from is missing"), ({"public-url": None}, "public-url is missing"),
                                  ({"public-url": "https://example.org/umzug"}, "is not http(s)://HOST[:PORT]"),
                                  ({"smtp-password-file": None}, "has no password"),
                                  ({"smtp-pasword-file": "/x"}, 'Did you mean "smtp-password-file"?')):
            made = subprocess.run([PROGRAM, "serve", "--config", self.config(sink, **changed), "--data", self.unused()],
                                  capture_output=True, text=True, timeout=60, env=environment(), check=False)
            self.assertEqual(made.returncode, 2, made)
            self.assertIn(expected, made.stderr)


class FaultTest(NotificationTest):
    """What goes wrong on the way."""

    def test_server_down(self):
        """The mail server refuses connections while everything happens; then all that is due arrives, once."""
        sink = self.own(MailSink())
        server = self.serve(sink)
        sink.stop()
        visitor, name, _ = self.started(server)
        self.finished(visitor, name)
        place.wait_until(lambda: any(row[2] > 1 for row in self.outbox(server)), "tried twice")
        sink.start()
        asked = sink.wait(lambda mails: mails[:1], "the confirmation")[0]
        sink.stop()
        self.confirm(asked, server)
        place.wait_until(lambda: any(row[0] == "finished" and row[2] for row in self.outbox(server)), "tried")
        # Whoever dies meanwhile loses nothing: the web process by force, the worker with it.
        place.stop(server.process)
        server.start()
        place.wait_until(lambda: any(row[0] == "finished" and row[2] > 1 for row in self.outbox(server)), "tried again")
        self.figure(server, 'umzug_mails{outcome="waiting"}', 1)
        sink.start()
        sink.wait(lambda mails: len(mails) == 2, "both")
        place.wait_until(lambda: [row[:2] for row in self.outbox(server)] == [("confirm-address", "sent"), ("finished", "sent")],
                         "both noted")
        self.assertEqual(len(sink.mails), 2)

    def test_answers(self):
        """4xx is tried again, at each command; an answer that never comes may double, and is the same mail then."""
        sink = self.own(MailSink())
        server = self.serve(sink)
        sink.answers = {"GREETING": ["421 later"], "MAIL": ["451 later"], "RCPT": ["450 greylisted"], "DATA": ["421 later"],
                        ".": ["452 full", None]}
        self.started(server)
        first, second = sink.wait(lambda mails: mails[1:] and mails[:2], "the mail, twice", 120)
        self.assertEqual(first.octets, second.octets)
        place.wait_until(lambda: self.outbox(server) == [("confirm-address", "sent", 7)], "noted")

    def test_given_up(self):
        """5xx is not tried again, and the audit trail says so; the migration does not mind."""
        sink = self.own(MailSink())
        server = self.serve(sink)
        sink.answers = {"RCPT": ["550 5.1.1 no such user"]}
        visitor, name, _ = self.started(server)
        place.wait_until(lambda: self.outbox(server) == [("confirm-address", "given-up", 1)], "given up")
        self.finished(visitor, name)
        with sqlite3.connect(f"file:{server.data}/umzug.sqlite?mode=ro", uri=True) as database:
            trail = database.execute("SELECT migration, detail FROM audit WHERE event = 'mail-given-up'").fetchall()
        self.assertEqual([row[0] for row in trail], [name])
        self.assertIn("message-refused", trail[0][1])
        self.assertNotIn("no such user", trail[0][1], "the server's words name the address, and the trail outlives it")
        self.assertEqual(sink.mails, [])

    def test_untrusted(self):
        """A server without STARTTLS gets no password and no mail."""
        sink = self.own(MailSink("none", "umzug", SMTP_PASSWORD))
        server = self.serve(sink)
        self.started(server)
        place.wait_until(lambda: any(row[2] > 1 for row in self.outbox(server)), "tried twice")
        self.assertEqual(sink.mails, [])
        self.assertIn("tls-required", server.log())


if __name__ == "__main__":
    unittest.main()
