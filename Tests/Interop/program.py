"""The command line under test, run the way that people run it."""

import json
import os
import subprocess
import tempfile
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
PROGRAM = os.environ.get("UMZUG") or os.path.join(ROOT, ".build", "debug", "umzug")


class Result:
    """How a run ended: exit status, JSON events, and everything else that it said."""

    def __init__(self, status, output, errors):
        self.status, self.errors = status, errors
        self.events = [json.loads(line) for line in output.splitlines()]

    @property
    def last(self):
        """The last event: `finished` or `error`."""
        return self.events[-1] if self.events else {}

    @property
    def mail(self):
        """The counts of the kind mail."""
        return self.last.get("kinds", {}).get("mail", {})

    def named(self, event):
        """All events of that name."""
        return [entry for entry in self.events if entry["event"] == event]

    def __repr__(self):
        return f"status {self.status}, last {self.last}, stderr {self.errors[-2000:]}"


class Umzug:
    """One data folder and the authority that the servers' certificates come from."""

    def __init__(self, authority):
        self.authority = authority
        self.data = tempfile.mkdtemp(prefix="umzug-data-")

    def arguments(self, command, *arguments):
        """The whole command."""
        trust = ["--ca-file", self.authority] if command in (
            "migrate", "pass", "resume", "retry", "undo", "verify", "check") else []
        return [PROGRAM, command, *arguments, *trust, "--data", self.data, "--json"]

    def environment(self, source="secret", target="secret"):
        """Ours, with the passwords."""
        return {**os.environ, "UMZUG_SOURCE_PASSWORD": source, "UMZUG_TARGET_PASSWORD": target}

    def start(self, command, *arguments, **passwords):
        """Starts a command without waiting for it."""
        return subprocess.Popen(self.arguments(command, *arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env=self.environment(**passwords))

    def run(self, command, *arguments, timeout=300, **passwords):
        """Runs a command to its end."""
        process = self.start(command, *arguments, **passwords)
        try:
            output, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
            raise AssertionError(f"umzug {command} hung; it said {output[-3000:]} {errors[-3000:]}") from None
        return Result(process.returncode, output, errors)


class MoveTestCase(unittest.TestCase):
    """A test that runs the program against servers."""

    def setUp(self):
        if not os.path.exists(PROGRAM):
            self.skipTest(f"{PROGRAM} is not built")

    def own(self, peer):
        """Closes a peer with the test."""
        self.addCleanup(peer.close)
        return peer

    def program(self, peer):
        """The program with a data folder that goes with the test."""
        umzug = Umzug(peer.description()["authority"])
        self.addCleanup(subprocess.run, ["rm", "-rf", umzug.data])
        return umzug
