"""Runs that are interrupted: by a person, by the server, by the network."""

import json
import os
import signal
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "Peers", "tools"))

import compare
import fill
import mailboxes
import place
from dovecot import Dovecot
from program import Result
from test_moves import Servers, same, url
from test_refusals import PROXY

NAME = "control-0001"


class Proxy:
    """The delay proxy, told on the way what to do."""

    def __init__(self, port):
        self._process = place.spawn_with_input([PROXY, "--to", str(port)])
        self.port = int(self._process.stdout.readline())

    def tell(self, command):
        """`rate BYTES`, `cut`, `freeze`…"""
        self._process.stdin.write(command.encode() + b"\n")
        self._process.stdin.flush()
        if self._process.stdout.readline().strip() != b"ok":
            raise AssertionError(f"the proxy did not take {command!r}")

    def close(self):
        """Ends it with all its connections."""
        place.stop(self._process, 0)


class ControlTests(Servers):
    def setUp(self):
        super().setUp()
        self.source, self.target = self.own(Dovecot()), self.own(Dovecot())
        fill.fill(self.client(self.source), mailboxes.mixed(300, 12), mailboxes.mixed_folders(12))
        self.slow = self.own(Proxy(self.target.ports["imaps"]))
        self.umzug = self.program(self.source)

    def start(self, rate=1_000_000, *arguments):
        """Starts a run that takes some seconds; gives the process once it copies."""
        self.slow.tell(f"rate {rate}")
        process = self.umzug.start(
            "migrate", "--source", url(self.source), "--target", f"imaps://alice@localhost:{self.slow.port}",
            "--id", NAME, *arguments,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "progress" and event["done"] > 0:
                return process
        raise AssertionError("the run ended too early: " + process.stderr.read())

    def ending(self, process, timeout=60):
        output, errors = process.communicate(timeout=timeout)
        return Result(process.returncode, output, errors)

    def command(self, word, *arguments):
        return self.umzug.run(word, NAME, *arguments)

    def compare(self):
        found, _ = compare.compare(self.client(self.source), self.client(self.target), same)
        self.assertEqual(found[:10], [])

    def balanced(self, result):
        """Every item found has a fate."""
        mail = result.mail
        self.assertEqual(
            mail["found"], mail["copied"] + mail["alreadyThere"] + mail["skipped"] + mail["failed"], result
        )

    def finish(self):
        """Goes on at full speed and compares."""
        self.slow.tell("rate 0")
        result = self.command("resume")
        self.assertEqual(result.status, 0, result)
        self.balanced(result)
        self.compare()

    def test_the_first_ctrl_c_finishes_the_kind_in_hand(self):
        process = self.start()
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        self.slow.tell("rate 0")
        result = self.ending(process)
        # Mail was the last kind, so the run ends as it would have.
        self.assertEqual(result.status, 0, result)
        self.compare()

    def test_the_second_ctrl_c_halts_between_messages_and_resume_goes_on(self):
        process = self.start()
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        result = self.ending(process)
        self.assertEqual((result.status, result.last["state"]), (7, "stopped"), result)
        self.finish()

    def test_sigterm_halts_between_messages_and_resume_goes_on(self):
        process = self.start()
        process.send_signal(signal.SIGTERM)
        result = self.ending(process)
        self.assertEqual((result.status, result.last["state"]), (7, "stopped"), result)
        self.finish()

    def test_cancel_now_comes_from_another_process_and_a_second_run_is_refused_meanwhile(self):
        process = self.start()
        for word in ("resume", "pass", "retry", "undo", "verify", "close", "delete"):
            result = self.command(word)
            self.assertEqual((result.status, result.last["code"]), (6, "busy"), (word, result))
        status = self.command("status")
        self.assertEqual((status.status, status.named("migration")[0]["state"]), (0, "copying"), status)
        cancelled = self.command("cancel", "--now")
        self.assertEqual(cancelled.status, 0, cancelled)
        self.assertEqual(self.ending(process).status, 7)
        again = self.command("cancel")
        self.assertEqual((again.status, again.last["state"]), (0, "cancelled"), again)
        self.finish()

    def test_connections_that_are_cut_lose_and_double_nothing(self):
        process = self.start()
        cutter = threading.Event()

        def cut():
            for _ in range(6):
                cutter.wait(0.5)
                self.slow.tell("cut")

        thread = threading.Thread(target=cut)
        thread.start()
        thread.join()
        self.slow.tell("rate 0")
        result = self.ending(process, 180)
        self.assertEqual(result.status, 0, result)
        self.balanced(result)
        self.compare()

    def test_max_wait_bounds_a_pause(self):
        process = self.start(1_000_000, "--max-wait", "1")
        self.target.stop()
        self.slow.tell("cut")
        result = self.ending(process, 60)
        self.assertEqual(result.status, 7, result)
        self.target.start()
        self.finish()


if __name__ == "__main__":
    unittest.main()
