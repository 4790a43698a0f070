"""The two sample providers of the demo, «Altpost» and «Neupost», with mail in them and a slow road to both."""

import contextlib
import socket

import fill
import letters
import place
import tls
import wire
from dovecot import Dovecot
from gateway import Gateway
from proxy import Proxy

PASSWORD = "umzug-demo"
ANNA, BEAT = "anna@keller.example", "beat@moser.example"
OLD, NEW = "altpost.localhost", "neupost.localhost"
"""Names that are this machine everywhere (RFC 6761)."""

PORTS = {ANNA: (9931, 9932), BEAT: (9941, 9942)}
"""Where the mailboxes are wanted; the next free port is taken where one is busy."""

ROUND_TRIP, RATE, MOVED, LIMIT = 60, 200_000, 60, 1_000_000
ALLOWANCE, PAUSE = 4_800_000, 15
"""About 90 s for anna: 9 MB at 200 KB/s, and once a pause after so many octets."""


NEWS = 3
"""How many letters arrive at once."""


def free_port(port, host="127.0.0.1", taken=()):
    """The wanted port, or the next that is free and not taken by us."""
    for candidate in sorted(set(range(port, min(port + 100, 65536))) - set(taken)):
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, candidate))
            return candidate
    raise place.PeerError(f"no free port on {host} from {port} on")


class Providers:
    """Both servers; `roads` says for each user at which ports the old and the new mailbox are."""

    def __init__(self, stack):
        self._stack = stack
        self._mail = {ANNA: letters.anna(), BEAT: letters.beat()}
        users = {ANNA: PASSWORD, BEAT: PASSWORD}
        self.roads, taken = {}, []
        for user, ports in PORTS.items():
            for port in ports:
                taken.append(free_port(port, taken=taken))
            self.roads[user] = taken[-len(ports):]
        direct, slow = self.roads[BEAT], self.roads[ANNA]
        self._old = self._server({"users": users, "hosts": [OLD], "ports": {"imaps": direct[0]}, "specialUse": {
            "Gesendet": "\\Sent", "Entwürfe": "\\Drafts", "Papierkorb": "\\Trash"}})
        # The limit is not announced, so that only the refusal tells it.
        self._new = self._server({"users": users, "hosts": [NEW], "ports": {"imaps": direct[1]}, "specialUse": {
            "Sent": "\\Sent", "Drafts": "\\Drafts", "Trash": "\\Trash"}, "maxMessageBytes": LIMIT,
            "without": ["APPENDLIMIT"]})
        gateway = Gateway(self._new, allowance=ALLOWANCE, pause=PAUSE)
        stack.callback(gateway.close)
        for port, behind in zip(slow, (self._old.ports["imaps"], gateway.port)):
            stack.callback(Proxy(behind, listen=port, rtt=ROUND_TRIP, rate=RATE).close)

    def fill(self, say):
        """Mail for both; part of anna's is at the new provider already."""
        for user, mailbox in self._mail.items():
            say(mailbox.owner.name, self._store(self._old, user, mailbox.items, mailbox.folders))
        inbox = [item for item in self._mail[ANNA].items if item.folder == ("INBOX",)]
        self._store(self._new, ANNA, inbox[:MOVED])

    def deliver(self):
        """New mail for both, at the old provider."""
        for user, mailbox in self._mail.items():
            self._store(self._old, user, mailbox.news(NEWS))

    def _server(self, options):
        server = Dovecot(options)
        self._stack.callback(server.close)
        return server

    def _store(self, server, user, items, folders=()):
        """Fills a mailbox past the slow road."""
        client = wire.connect(f"imaps://{user.replace('@', '%40')}@localhost:{server.ports['imaps']}", PASSWORD,
                              tls.authority())
        result = fill.fill(client, items, folders)
        client.logout()
        return result
