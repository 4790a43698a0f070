"""What tests of the command line between real servers have in common."""

import os
import unittest

import accounts
import compare
import fill
from program import PASSWORD, PROGRAM, Umzug
from peers import Dovecot

NAME = "interop-0001"


class MoveTest(unittest.TestCase):
    """Servers, independent clients, and moves between them."""

    def setUp(self):
        if not os.path.exists(PROGRAM):
            self.skipTest(f"{PROGRAM} is not built")

    def own(self, peer):
        """Closes a peer with the test."""
        self.addCleanup(peer.close)
        return peer

    def dovecot(self, **options):
        """A Dovecot for this test."""
        return self.own(Dovecot(options))

    def program(self):
        """The program with a data folder that goes with the test."""
        return self.own(Umzug())

    def client(self, server, user="alice", password=PASSWORD):
        """An independent client, logged in until the end of the test."""
        client = accounts.connect(server, user, password)
        self.addCleanup(client.shutdown)
        return client

    def fill(self, server, items, folders=(), prefix=(), password=PASSWORD):
        """Stores messages with an independent client; none may be refused."""
        stored = fill.fill(self.client(server, password=password), items, folders, prefix)
        self.assertEqual(stored["refused"], [])
        return stored

    def move(self, old, new, *arguments, name=NAME, **passwords):
        """One migration; an end is a server or a URL. Gives the program and the result."""
        ends = [end if isinstance(end, str) else accounts.url(end) for end in (old, new)]
        umzug = self.program()
        return umzug, umzug.run("migrate", "--source", ends[0], "--target", ends[1], "--id", name, *arguments, **passwords)

    def mapping(self, source, target, namespace=()):
        """Where the program puts folders: what `--dry-run` shows, below the target's personal namespace."""
        _, preview = self.move(source, target, "--dry-run")
        self.assertEqual(preview.status, 0, preview)
        places = {compare.path(entry["path"]): compare.path(entry["target"]) for entry in preview.named("folder")}
        self.assertEqual(len(set(places.values())), len(places), "two folders are put into one")

        def place(folder):
            path = places.get(folder, folder)
            return path if path[0] == "INBOX" else namespace + path

        return place

    def everything(self, server):
        """All messages of alice."""
        return accounts.everything(self.client(server))

    def snapshot(self, server):
        """All messages of alice by UID, and her folders."""
        return accounts.snapshot(self.client(server))

    def assert_equal(self, source, target, place=accounts.same, ignore=("folders",), **options):
        """Both accounts of alice hold the same mail."""
        found = accounts.differences(self.client(source), self.client(target), place, ignore=ignore, **options)
        self.assertEqual(found[:10], [], f"{len(found)} differences")

    def assert_done(self, result, **counts):
        """The run ended well, every item has a fate, and the counts are these."""
        self.assertEqual(result.status, 0, result)
        self.assert_balanced(result)
        self.assertEqual({name: result.mail.get(name) for name in counts}, counts, result)

    def assert_balanced(self, result):
        """Every item found has a fate."""
        mail = result.mail
        fates = mail["copied"] + mail["alreadyThere"] + mail["skipped"] + mail["failed"]
        self.assertEqual(mail["found"], fates, result)
