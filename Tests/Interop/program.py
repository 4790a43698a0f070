"""The program under test, run the way that people run it."""

import json
import os
import shutil
import signal
import subprocess
import tempfile

from peers import ROOT, tls

PROGRAM = os.environ.get("UMZUG") or os.path.join(ROOT, ".build", "debug", "umzug")
PASSWORD = "secret"
CONNECTING = ("migrate", "pass", "resume", "retry", "undo", "verify", "check", "detect")
"""The commands that take `--ca-file`."""


def environment(**passwords):
    """The environment of a run: passwords of `source` and `target` (None is none), and nothing that would change what is said."""
    names = {key: value for key, value in os.environ.items() if not key.startswith("UMZUG_")}
    names.update(LC_ALL="C.UTF-8", UMZUG_RESOURCES=ROOT)
    names.update({f"UMZUG_{side.upper()}_PASSWORD": word for side, word in passwords.items() if word is not None})
    return names


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
        return f"status {self.status}, last {json.dumps(self.last, ensure_ascii=False)[:3000]}, stderr {self.errors[-2000:]}"


class Umzug:
    """The command line with one data folder; it trusts the authority of the test servers."""

    def __init__(self, data=None):
        self._own = tempfile.mkdtemp(prefix="umzug-data-") if data is None else None
        self.data = data or self._own

    def close(self):
        """Removes the data folder."""
        if self._own:
            shutil.rmtree(self._own, ignore_errors=True)

    def start(self, command, *arguments, source=PASSWORD, target=PASSWORD, json=True):
        """Starts a command without waiting for it; without JSON it says sentences."""
        trust = ["--ca-file", tls.authority()] if command in CONNECTING else []
        whole = [PROGRAM, command, *arguments, *trust, "--data", self.data, *(["--json"] if json else [])]
        return subprocess.Popen(whole, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                encoding="utf-8", env=environment(source=source, target=target))

    def run(self, command, *arguments, timeout=300, **passwords):
        """Runs a command to its end."""
        return ended(self.start(command, *arguments, **passwords), timeout)

    def sentence(self, command, *arguments, **passwords):
        """What a command that fails says to people."""
        _, errors = self.start(command, *arguments, json=False, **passwords).communicate(timeout=300)
        return errors.strip()


def events(process, name):
    """The events of that name as a started command says them; what is read here is not in its result."""
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == name:
            yield event


def ended(process, timeout=300):
    """The result of a command that was started."""
    try:
        output, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        output, errors = process.communicate()
        raise AssertionError(f"umzug did not end within {timeout} s: {output[-3000:]} {errors[-3000:]}") from None
    return Result(process.returncode, output, errors)
