"""What every journey from one real server to another needs."""

import os
import unittest

import compare
import fill
import mailboxes
import umzug
import wire
from dovecot import Dovecot


class Journey(unittest.TestCase):
    """A source and a target server, a data folder, and independent clients."""

    source_options = {}
    target_options = {}

    def setUp(self):
        self.source = self.server({"users": {"alice": "secret"}, **self.source_options})
        self.target = self.make_target()
        self.folder = self.enterContext(umzug.data_folder())
        self.authorities = umzug.bundle(self.folder, self.source, self.target)

    def make_target(self):
        """The server that mail goes to."""
        return self.server({"users": {"alice": "secret"}, **self.target_options})

    def server(self, options):
        """A Dovecot that ends with the test."""
        server = Dovecot(options)
        self.addCleanup(server.close)
        return server

    def client(self, peer, user="alice", service="imaps"):
        """An independent client, logged in."""
        client = wire.connect(umzug.url(peer, service, user), "secret", self.authorities)
        self.addCleanup(client.shutdown)
        return client

    def fill(self, peer, items, folders=(), user="alice"):
        """Stores messages with an independent client."""
        return fill.fill(self.client(peer, user), items, folders)

    def fill_mixed(self, messages=300, folders=20):
        """The mixed mailbox at the source."""
        self.fill(self.source, mailboxes.mixed(messages, folders), mailboxes.mixed_folders(folders))

    def ends(self, source=None, target=None):
        """The arguments for both ends."""
        return ["--source", source or umzug.url(self.source), "--target", target or umzug.url(self.target)]

    def migrate(self, *arguments, name="journey-0001", source=None, target=None):
        """Runs a first pass."""
        return umzug.run("migrate", *self.ends(source, target), "--id", name, *self.common(), *arguments)

    def command(self, word, *arguments, name="journey-0001"):
        """Runs a later command on the migration."""
        places = () if word in ("cancel", "extend", "close", "delete", "status", "receipt") else self.common()[2:]
        return umzug.run(word, name, "--data", self.data, *places, *arguments)

    @property
    def data(self):
        return os.path.join(self.folder, "data")

    def common(self):
        return ["--data", self.data, "--ca-file", self.authorities]

    def differences(self, place=None, **options):
        """What an independent client finds different."""
        found, _ = compare.compare(
            self.client(self.source), self.client(self.target), place or compare.placing([]), **options
        )
        return found

    def state(self, peer, user="alice"):
        """Everything that a user can see: folders with each message's octets, flags and date."""
        client = self.client(peer, user)
        folders = wire.folders(client)
        seen = {}
        for folder, raw in folders.items():
            messages = wire.read_folder(client, raw)
            seen[folder] = sorted(
                (compare.digest(message), tuple(sorted(message.flags)), str(message.date)) for message in messages
            )
        return seen

    def balanced(self, result):
        """Every item found has a fate."""
        mail = result.mail
        self.assertEqual(
            mail["found"], mail["copied"] + mail["alreadyThere"] + mail["skipped"] + mail["failed"], result
        )
        return mail
