"""Servers, accounts and proxies for a benchmark; the same for everyone who is measured."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(ROOT, "Tests", "Peers", "tools"))
sys.path.insert(0, os.path.join(ROOT, "Tests", "Interop"))
sys.dont_write_bytecode = True

import compare
import fill
import mailboxes
import wire
from dovecot import Dovecot
from tls import authority

PROXY = os.path.join(ROOT, ".peers", "delayproxy")
TARGETS = 2000


class Proxy:
    """A delay proxy before one port."""

    def __init__(self, port, round_trip):
        self.process = subprocess.Popen([PROXY, "--to", str(port), "--rtt", str(round_trip)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def set_round_trip(self, milliseconds):
        """Changes the delay."""
        self.say(f"rtt {milliseconds}")

    def say(self, line):
        """Changes an option."""
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        self.process.stdout.readline()

    def close(self):
        """Ends it."""
        self.process.stdin.close()
        self.process.wait()


class World:
    """A source with mail, a target with as many empty accounts as needed, a proxy before each."""

    def __init__(self, source_users=("alice",), without=(), format="sdbox", compress=False, tls=True):
        self._stack = contextlib.ExitStack()
        users = {f"t{number}": "secret" for number in range(TARGETS)}
        common = {"format": format, "processes": 4, "connectionsPerUser": 200, "mechanisms": ["plain"],
                  "compress": compress, "tls": tls}
        self.tls, self.service = tls, "imaps" if tls else "imap"
        self.source = self._own(Dovecot({**common, "users": {user: "secret" for user in source_users}}))
        self.target = self._own(Dovecot({**common, "users": users, "without": list(without)}))
        self.source_proxy = self._own(Proxy(self.source.ports[self.service], 0))
        self.target_proxy = self._own(Proxy(self.target.ports[self.service], 0))
        self.authority = authority()
        os.makedirs(os.path.join(ROOT, ".peers", "bench"), exist_ok=True)
        self.work = tempfile.mkdtemp(dir=os.path.join(ROOT, ".peers", "bench"))
        self._stack.callback(shutil.rmtree, self.work, ignore_errors=True)
        self._next = 0
        self._folders = 0

    def _own(self, thing):
        self._stack.callback(thing.close)
        return thing

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stack.close()

    def set_round_trip(self, milliseconds):
        """Changes the delay on both sides."""
        self.source_proxy.set_round_trip(milliseconds)
        self.target_proxy.set_round_trip(milliseconds)

    def set_rate(self, octets):
        """Bounds what passes in a second each way on each side; 0 for no bound."""
        self.source_proxy.say(f"rate {octets}")
        self.target_proxy.say(f"rate {octets}")

    def fresh_account(self):
        """The name of an empty account at the target."""
        self._next += 1
        return f"t{self._next - 1}"

    def forget(self, account):
        """Removes an account's mail."""
        shutil.rmtree(os.path.join(self.target.folder, "mail", account[1:]), ignore_errors=True)

    def folder(self, name):
        """A new folder on the disk."""
        self._folders += 1
        path = os.path.join(self.work, f"{self._folders}-{name}")
        os.makedirs(path)
        return path

    def source_url(self, user="alice", direct=False):
        """The source through its proxy."""
        port = self.source.ports[self.service] if direct else self.source_proxy.port
        return f"{self.service}://{user}@localhost:{port}"

    def target_url(self, account, direct=False):
        """The target through its proxy."""
        port = self.target.ports[self.service] if direct else self.target_proxy.port
        return f"{self.service}://{account}@localhost:{port}"

    def source_client(self, user="alice"):
        """A client that goes round the proxy."""
        return wire.connect(self.source_url(user, direct=True), "secret", self.authority)

    def target_client(self, account):
        """A client that goes round the proxy."""
        return wire.connect(self.target_url(account, direct=True), "secret", self.authority)

    def fill(self, items, folders=(), user="alice"):
        """Stores items at the source."""
        client = self.source_client(user)
        result = fill.fill(client, items, folders)
        client.logout()
        return result

    def count(self, account):
        """How many messages an account at the target holds."""
        client = self.target_client(account)
        total = 0
        for raw in wire.folders(client).values():
            total += int(wire.ok(client.select(wire.quoted(raw), readonly=True))[0])
        client.logout()
        return total
