"""A project over its mails: the real web app, its worker, a real SMTP server, and one visitor for each who takes part."""

import json
import os
import re
import unittest

from customer import Serve, Visitor
from peers import ROOT, MailSink
from test_consultant import PASSWORD, ConsultantTest, code

ANSWERS = os.path.join(ROOT, "Tests", "Fixtures", "planning", "5-people-microsoft-365-to-infomaniak.json")
EVA, IDA, MAX = (f"{name}@keller-architektur.example" for name in ("eva", "ida", "max"))
CARLA = "carla@muster.example"


class ProjectMailsTests(ConsultantTest):
    def served(self):
        self.sink, self.seen = self.own(MailSink()), 0
        return Serve("--smtp", f"smtps://localhost:{self.sink.port}", "--mail-from", "Umzug <umzug@betrieb.example>",
                     "--mail-retry", "1")

    def mail(self, to, subject):
        """The next mail; it goes to that address and is called so."""
        self.seen += 1
        mail = self.sink.wait(lambda mails: mails[self.seen - 1:], subject)[0]
        self.assertEqual((mail.recipients, mail.message["subject"]), ([to], subject))
        return mail

    def link(self, mail):
        """Where the button leads, in both parts of a mail; the other link ends such mails."""
        links = re.compile(r"https?://[^\s\"<]*/projects/(?!mails)[^\s\"<]*")
        found = [set(links.findall(mail.part(part))) for part in ("plain", "html")]
        self.assertEqual(found[0], found[1])
        self.assertEqual(len(found[0]), 1, found)
        return found[0].pop().removeprefix(self.server.url)

    def joined(self, link):
        """A visitor who followed an invitation's link and pressed the button."""
        visitor = Visitor(self.server.url)
        visitor.get(link)
        self.assertIn("<button", visitor.page)
        visitor.send()
        self.assertEqual(visitor.status, 200, visitor.page[-2000:])
        return visitor

    def logged_in(self):
        """The consultant in a browser of her own."""
        visitor = Visitor(self.server.url, address="198.51.100.20")
        visitor.get("/consultant/login")
        visitor.send(user="carla", password=PASSWORD)
        self.assertEqual(visitor.path, "/consultant")
        return visitor

    def begun(self):
        """A project with all answers, and the path of its customer's link."""
        self.add("carla", "Muster AG", "--address", CARLA)
        path = os.path.join(self.server.folder, "answers.json")
        with open(ANSWERS, encoding="utf-8") as whole, open(path, "w", encoding="utf-8") as file:
            json.dump(json.load(whole)["byQuestion"], file)
        said = self.project("--answers", path, "--address", EVA)
        return said["page"].removeprefix(self.server.url), said["invitation"].removeprefix(self.server.url)

    def project(self, *more):
        """What `umzug project add` says."""
        process = self.begin("add", "Keller Architektur GmbH", "--consultant", "carla", "--customer", "Eva Keller",
                             "--public-url", self.server.url, *more, command="project")
        output, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, errors)
        return json.loads(output)

    def test_invite_submit_query_resubmit_and_sign_off_are_told_to_the_other_side(self):
        page, link = self.begun()
        eva = self.joined(link)
        self.assertEqual(eva.path, page)
        eva.get(f"{page}/inventory/check")
        eva.send()
        told = self.mail(CARLA, "Antworten abgegeben: Keller Architektur GmbH")
        self.assertEqual(self.link(told), f"{page}/review")
        stranger = Visitor(self.server.url)
        stranger.get(f"{page}/review")
        self.assertEqual(stranger.path, "/projects/enter", "no token in a consultant's mail")
        carla = self.logged_in()
        carla.get(self.link(told))
        carla.send(**{"mark-domain": "query", "comment-domain": "Gibt es noch weitere?", "action": "back"})
        asked = self.mail(EVA, "1 Rückfrage zu Ihren Antworten: Keller Architektur GmbH")
        again = self.joined(self.link(asked))
        again.get(f"{page}/inventory/domain")
        self.assertIn("Gibt es noch weitere?", again.page)
        self.assertNotIn("Gibt es noch weitere?", asked.octets.decode() + asked.part("plain"))
        again.get(f"{page}/inventory/check")
        again.send()
        self.assertIn("2. Fassung", self.mail(CARLA, "Antworten abgegeben: Keller Architektur GmbH").part("plain"))
        carla.get(f"{page}/review")
        carla.send(action="sign")
        done = self.mail(EVA, "Antworten freigegeben: Keller Architektur GmbH")
        self.assertEqual(self.joined(self.link(done)).path, page)
        events = [event for event, in self.rows("SELECT event FROM projectAudit ORDER BY number")]
        # All in order, whatever else was done between.
        rest = iter(events)
        for event in ("created", "joined", "submitted", "reviewed", "given-back", "submitted", "signed-off"):
            self.assertIn(event, rest, events)
        self.nothing_secret(told, asked, done)

    def test_who_is_invited_gets_a_link_to_what_is_his_and_no_more(self):
        page, link = self.begun()
        eva = self.joined(link)
        eva.get(f"{page}/people")
        eva.send(name="Ida Rast", address=IDA, role="colleague")
        invited = self.mail(IDA, "Einladung zum Umzug der E-Mail: Keller Architektur GmbH")
        self.assertIn("Eva Keller lädt Sie ein", invited.part("plain"))
        ida = self.joined(self.link(invited))
        self.assertEqual(ida.path, page)
        eva.get(f"{page}/inventory/dns-who")
        eva.send(name="Max Technik", address=MAX, action="ask")
        question = self.mail(MAX, "Eine Frage zur E-Mail von Keller Architektur GmbH")
        expert = self.joined(self.link(question))
        self.assertEqual(expert.path, f"{page}/inventory/dns-who")
        for closed in ("", "/people", "/review", "/inventory", "/inventory/people"):
            expert.get(f"{page}{closed}")
            self.assertEqual(expert.path, f"{page}/inventory/dns-who")
        eva.get(f"{page}/people")
        revoke = re.search(r'name="revoke" value="(\d+)">[^<]*<span class="vh"> Ida Rast', eva.page)[1]
        eva.send(name=None, address=None, role=None, revoke=revoke)
        ida.get(page)
        self.assertEqual(ida.path, "/projects/enter")
        ida.get(self.link(invited))
        self.assertNotIn("Keller Architektur", ida.page)
        self.nothing_secret(invited, question)

    def test_a_link_is_mailed_anew_to_the_right_person_and_nobody_learns_who_that_is(self):
        page, _ = self.begun()
        lost = Visitor(self.server.url)
        shown = []
        for address in ("niemand@keller-architektur.example", EVA):
            lost.get("/projects/enter")
            lost.send(address=address)
            shown.append(lost.page.replace(address, ""))
        self.assertEqual(*(re.sub(r'value="[^"]*"', "", page) for page in shown))
        mail = self.mail(EVA, "Ihr Link zum Projekt Keller Architektur GmbH")
        self.assertEqual(self.joined(self.link(mail)).path, page)
        self.assertEqual(len(self.sink.mails), 1)

    def test_an_inventory_begins_without_a_consultant_once_the_address_is_confirmed(self):
        visitor = Visitor(self.server.url, language="fr")
        visitor.get("/projects/new")
        visitor.send(company="Vélo SA", name="Eva", address=EVA)
        self.assertEqual(visitor.status, 200)
        self.assertNotIn("token=", visitor.page, "whoever types an address has not shown that it is his")
        mail = self.mail(EVA, "Votre inventaire\N{NO-BREAK SPACE}: Vélo SA")
        self.assertEqual(mail.message["content-language"], "fr-CH")
        eva = self.joined(self.link(mail))
        self.assertRegex(eva.path, r"^/projects/[0-9A-Z-]{20,}$")
        self.assertIn("Vélo SA", eva.page)

    def test_a_consultant_with_an_app_logs_in_with_a_code_that_counts_once(self):
        self.add("carla", "Muster AG")
        process = self.begin("totp", "carla")
        secret = json.loads(process.stdout.readline())["secret"]
        used = code(secret)
        process.communicate(f"{used}\n", timeout=120)
        self.assertEqual(process.returncode, 0)
        visitor = Visitor(self.server.url)
        for wrong in ("", used, "12345"):
            visitor.get("/consultant/login")
            visitor.send(user="carla", password=PASSWORD, code=wrong)
            self.assertEqual(visitor.path, "/consultant/login", wrong)
        # The next step's code counts already: clocks differ.
        step, = self.rows("SELECT codeStep FROM consultant")[0]
        following = code(secret, 30 * (step + 1))
        visitor.get("/consultant/login")
        visitor.send(user="Carla", password=PASSWORD, code=following)
        self.assertEqual(visitor.path, "/consultant", visitor.page[-2000:])
        another = Visitor(self.server.url)
        another.get("/consultant/login")
        another.send(user="carla", password=PASSWORD, code=following)
        self.assertEqual(another.path, "/consultant/login")
        self.consultant("totp", "carla", "--off")
        visitor.get("/consultant")
        self.assertEqual(visitor.path, "/consultant/login", "what changes how one logs in ends the logins")

    def nothing_secret(self, *mails):
        """Neither log nor database know a token of a link, and no mail an address of somebody else."""
        tokens = {found for mail in mails for found in re.findall(r"token=([\w-]+)", mail.part("plain"))}
        self.assertTrue(tokens)
        stored = "\n".join(map(str, (row for table in ("member", "outbox", "projectAudit", "membership", "session")
                                     for row in self.rows(f"SELECT * FROM {table}"))))
        for token in tokens:
            self.assertNotIn(token, self.server.log())
            self.assertNotIn(token, stored)
        for mail in mails:
            for address in {EVA, IDA, MAX, CARLA} - set(mail.recipients):
                self.assertNotIn(address, mail.part("plain") + mail.part("html"))


if __name__ == "__main__":
    unittest.main()
