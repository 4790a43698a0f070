"""The live look at a project's domains: asked for through the control database, carried out by the real worker."""

import json
import sqlite3
import time
import unittest
import uuid

from customer import Serve
from moves import MoveTest
from peers import Misbehaviour, NameServer, place

ZONE = {
    "firma.example": [("MX", (0, "firma-example.mail.protection.outlook.com")), ("NS", "ns.hostpoint.ch"),
                      ("TXT", "v=spf1 include:spf.protection.outlook.com -all")],
    "autodiscover.firma.example": [("CNAME", "autodiscover.outlook.com")],
    "zweite.example": [("MX", (10, "mx.zweite.example")), ("NS", "ns.hostpoint.ch")],
    "kaputt.example": Misbehaviour.SERVFAIL,
}


class SurveyTest(MoveTest):
    """A server that asks our name server for everything."""

    def setUp(self):
        super().setUp()
        self.names = self.own(NameServer(dict(ZONE)))
        self.server = self.own(Serve("--resolver", self.names.address))

    def database(self):
        """The server's database, which it uses meanwhile."""
        return sqlite3.connect(f"{self.server.data}/umzug.sqlite", timeout=60)

    def look(self, *domains, given=()):
        """What the worker finds, by domain."""
        zones = [{"domain": domain, "target": "infomaniak-ksuite", "otherSenders": [], "given": list(given)}
                 for domain in domains]
        name = uuid.uuid4().hex
        with self.database() as database:
            database.execute("INSERT INTO request (id, created, request) VALUES (?, ?, ?)",
                             (name, int(time.time()), json.dumps({"survey": {"_0": zones}})))

        def answer():
            with self.database() as database:
                return (database.execute("SELECT answer FROM request WHERE id = ?", (name,)).fetchone() or [None])[0]

        place.wait_until(lambda: answer() is not None, "the worker answers", 120)
        states = json.loads(answer())["zones"]["_0"]
        self.assertEqual([state["domain"] for state in states], list(domains))
        return states

    @staticmethod
    def answers(state):
        """The records of a state by type and name."""
        replies = state["replies"]
        if isinstance(replies, list):  # how Swift writes a dictionary whose keys are no texts: keys and values in turn
            replies = dict(zip(map(json.dumps, replies[::2]), replies[1::2]))
        return {(reply["question"]["kind"], reply["question"]["name"]): (reply.get("answer") or {}).get("records", [])
                for reply in replies.values()}

    def test_domains_are_read_live_and_what_changed_is_seen(self):
        state, other = self.look("firma.example", "zweite.example")
        self.assertEqual((state["presence"], state["zone"], other["presence"]), ("exists", "firma.example", "exists"))
        self.assertEqual(state["nameServers"], ["ns.hostpoint.ch"])
        found = self.answers(state)
        self.assertIn("outlook", json.dumps(found["MX", "firma.example"]))
        self.assertIn("autodiscover.outlook.com", json.dumps(found["CNAME", "autodiscover.firma.example"]))
        self.assertEqual(found["TXT", "_dmarc.firma.example"], [])
        self.names.zone["firma.example"] = [("MX", (5, "mta-gw.infomaniak.ch")), ("NS", "ns.hostpoint.ch")]
        changed, = self.look("firma.example")
        self.assertIn("infomaniak", json.dumps(self.answers(changed)["MX", "firma.example"]))

    def test_what_does_not_exist_what_fails_and_what_is_no_domain_are_said_as_such(self):
        missing, broken, none, address = self.look("nirgends.example", "kaputt.example", "keine domain", "192.0.2.1")
        self.assertEqual([state["presence"] for state in (missing, broken, none, address)],
                         ["no-such-name", "unknown", "no-such-name", "no-such-name"])
        self.assertEqual(broken["trouble"]["code"], "dns-failed")
        again, = self.look("firma.example")
        self.assertEqual(again["presence"], "exists")


if __name__ == "__main__":
    unittest.main()
