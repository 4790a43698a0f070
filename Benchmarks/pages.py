"""How long the pages of a large project take: asked over loopback, one after the other, on one connection."""

import http.client
import json
import os
import re
import statistics
import subprocess
import time
import urllib.parse

os.environ.setdefault("UMZUG", os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", ".build/release/umzug"))

from world import mailboxes  # noqa: F401  (puts the test clients on the path)
from customer import Serve
from program import PROGRAM, environment

PEOPLE = 300
PARTS = ("", "/inventory", "/inventory/mailboxes", "/inventory/check", "/review", "/architecture", "/accounts", "/tests",
         "/runbook", "/messages", "/files", "/people", "/runbook.csv")


def value(**value):
    return {"value": value, "origin": "person", "note": ""}


ANSWERS = {
    "company": value(text="Grosse Firma AG"), "domain": value(text="gross.example"), "people": value(number=PEOPLE),
    "target": value(choice="ovh-zimbra"), "source": value(choice="ovh-mx-plan"), "admin-access": value(choice="us"),
    "mailboxes": value(rows=[
        {"name": f"Person {number}", "address": f"p{number}@gross.example", "aliases": f"person.{number}@gross.example",
         "gb": "5", "keep": "move"} for number in range(PEOPLE)
    ]),
    "shared-mailboxes": value(rows=[
        {"address": f"team{number}@gross.example", "aliases": "", "members": "alle", "right": "send-as"} for number in range(30)
    ]),
    "catch-all": value(yesNo=True), "calendars": value(choice="shared"), "contacts": value(choice="both"),
    "outlook": value(choice="must-stay"), "dns-who": value(choice="agency"),
}


class Visitor:
    """Keeps one connection and the cookies."""

    def __init__(self, address):
        self.connection, self.cookies = http.client.HTTPConnection(address), {}

    def ask(self, path, form=None):
        """The answer's body and the seconds that it took."""
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.connection.request("GET" if form is None else "POST", path, urllib.parse.urlencode(form) if form else None, headers)
        answer = self.connection.getresponse()
        body = answer.read().decode(errors="replace")
        seconds = time.perf_counter() - begun
        if answer.status >= 400:
            raise SystemExit(f"{path}: {answer.status}")
        for field in answer.headers.get_all("Set-Cookie", []):
            name, _, text = field.partition(";")[0].partition("=")
            self.cookies[name] = text
        return body, seconds

    def send(self, path, **fields):
        """Sends the form of a page."""
        page, _ = self.ask(path)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        return self.ask(path.partition("#")[0], {**hidden, **fields})


def run(data, *arguments):
    """One command beside the server."""
    known = {**environment(), "UMZUG_CONSULTANT_PASSWORD": "Fahrrad-Klingel-7"}
    done = subprocess.run([PROGRAM, *arguments, "--data", data], env=known, capture_output=True, text=True, check=True)
    return done.stdout


def pages(given):
    """The pages of a project with 300 mailboxes."""
    server = Serve()
    try:
        path = os.path.join(server.folder, "answers.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(ANSWERS, file)
        run(server.data, "consultant", "add", "anna", "--consultancy", "Muster AG")
        said = json.loads(run(server.data, "project", "add", "Grosse Firma AG", "--consultant", "anna", "--customer", "Eva",
                              "--answers", path, "--json"))
        visitor = Visitor(server.address)
        visitor.send(said["invitation"])
        measure(visitor, said["page"], given.rounds)
    finally:
        server.close()


def measure(visitor, project, rounds):
    """Prints a line for each page."""
    print(f"\nProject with {PEOPLE} mailboxes: milliseconds a page\n\n| | median | longest | first after a change |\n|---|---|---|---|")
    for part in PARTS:
        visitor.ask(project + part)
        taken = [visitor.ask(project + part)[1] for _ in range(rounds * 5)]
        fresh = []
        for number in range(rounds):
            visitor.send(f"{project}/inventory/reason", answer=f"Grund {number}", action="next")
            fresh.append(visitor.ask(project + part)[1])
        print(f"| {part or '/'} | {statistics.median(taken) * 1e3:.1f} | {max(taken) * 1e3:.1f} "
              f"| {statistics.median(fresh) * 1e3:.1f} |", flush=True)
