"""Runs the program under test and reads its JSON lines; starts servers through the tools of Tests/Peers."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
sys.path.insert(0, os.path.join(ROOT, "Tests/Peers/tools"))

PROGRAM = os.environ.get("UMZUG_PROGRAM", os.path.join(ROOT, ".build/debug/umzug"))
PASSWORD = "secret"


class Result:
    """How a run ended: its exit status and what it said."""

    def __init__(self, status, output, errors):
        self.status = status
        self.errors = errors
        self.lines = [json.loads(line) for line in output.splitlines()]

    def of(self, event):
        """The lines of one event."""
        return [line for line in self.lines if line["event"] == event]

    @property
    def last(self):
        """The last line: `finished` or `error`."""
        return self.lines[-1] if self.lines else {"event": "nothing", "stderr": self.errors}

    @property
    def mail(self):
        """The sums of the kind mail."""
        return self.last["kinds"]["mail"]

    def __repr__(self):
        return f"exit {self.status}: {json.dumps(self.last, ensure_ascii=False)[:1500]} {self.errors[-1500:]}"


def environment(passwords):
    """The environment of a run: passwords, and nothing that would change what is said."""
    names = {key: value for key, value in os.environ.items() if not key.startswith("UMZUG_")}
    names.update(LC_ALL="C.UTF-8", UMZUG_RESOURCES=ROOT)
    for name, value in zip(("UMZUG_SOURCE_PASSWORD", "UMZUG_TARGET_PASSWORD"), passwords):
        if value is not None:
            names[name] = value
    return names


def start(*arguments, passwords=(PASSWORD, PASSWORD)):
    """Starts the program; the caller waits for it or kills it."""
    return subprocess.Popen(
        [PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(passwords),
    )


def run(*arguments, timeout=300, passwords=(PASSWORD, PASSWORD)):
    """Runs the program with `--json` to its end."""
    process = start(*arguments, "--json", passwords=passwords)
    try:
        output, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        output, errors = process.communicate()
        raise AssertionError(f"umzug {' '.join(arguments)}: no end after {timeout} s\n{output[-2000:]}\n{errors[-2000:]}")
    return Result(process.returncode, output, errors)


def url(peer, service="imaps", user="alice", port=None, host="localhost"):
    """Where a user's mailbox is."""
    name = user.replace("@", "%40")
    return f"{service}://{name}@{host}:{port or peer.ports[service]}"


@contextlib.contextmanager
def data_folder():
    """A data folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="umzug-data-") as folder:
        yield folder


def bundle(folder, *peers):
    """One PEM file with the authorities of all peers."""
    path = os.path.join(folder, "authorities.pem")
    with open(path, "w", encoding="ascii") as file:
        for peer in peers:
            with open(peer.description()["authority"], encoding="ascii") as authority:
                file.write(authority.read())
    return path
