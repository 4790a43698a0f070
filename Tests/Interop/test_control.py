"""Runs that are interrupted: by a person, by the server, by the network."""

import contextlib
import os
import signal
import sqlite3
import unittest

import mailboxes
from accounts import url
from moves import MoveTest
from peers import Proxy, place
from program import ended, events

NAME = "control-0001"


class ControlTests(MoveTest):
    def setUp(self):
        super().setUp()
        self.source, self.target = self.dovecot(), self.dovecot()
        self.fill(self.source, mailboxes.mixed(300, 12), mailboxes.mixed_folders(12))
        self.slow = self.own(Proxy(self.target.ports["imaps"]))
        self.umzug = self.program()

    def start(self, rate=1_000_000, *arguments):
        """Starts a run that takes some seconds; gives the process once it copies."""
        self.slow.tell(f"rate {rate}")
        process = self.umzug.start(
            "migrate", "--source", url(self.source), "--target", url(self.target, port=self.slow.port),
            "--id", NAME, *arguments,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        if not any(event["done"] for event in events(process, "progress")):
            self.fail("the run ended too early: " + process.stderr.read())
        return process

    def interrupt(self, process):
        """Ctrl-C, and waits until it is heard: two that come at once count as one."""
        process.send_signal(signal.SIGINT)
        heard = os.path.join(self.umzug.data, "migrations", NAME, "control.sqlite")
        place.wait_until(lambda: os.path.exists(heard) or process.poll() is not None, "the first Ctrl-C is heard")

    def migrated(self):
        """A migration that has ended well."""
        ends = ["--source", url(self.source), "--target", url(self.target, port=self.slow.port)]
        result = self.umzug.run("migrate", *ends, "--id", NAME)
        self.assertEqual(result.status, 0, result)

    def command(self, word, *arguments):
        return self.umzug.run(word, NAME, *arguments)

    def compare(self):
        self.assert_equal(self.source, self.target, ignore=())

    def finish(self):
        """Goes on at full speed and compares."""
        self.slow.tell("rate 0")
        result = self.command("resume")
        self.assertEqual(result.status, 0, result)
        self.assert_balanced(result)
        self.compare()

    def test_the_first_ctrl_c_finishes_the_kind_in_hand(self):
        process = self.start()
        self.interrupt(process)
        self.slow.tell("rate 0")
        result = ended(process)
        # Mail was the last kind, so the run ends as it would have.
        self.assertEqual(result.status, 0, result)
        self.compare()

    def test_the_second_ctrl_c_halts_between_messages_and_resume_goes_on(self):
        process = self.start()
        self.interrupt(process)
        process.send_signal(signal.SIGINT)
        result = ended(process)
        self.assertEqual((result.status, result.last["state"]), (7, "stopped"), result)
        self.finish()

    def test_sigterm_halts_between_messages_and_resume_goes_on(self):
        process = self.start()
        process.send_signal(signal.SIGTERM)
        result = ended(process)
        self.assertEqual((result.status, result.last["state"]), (7, "stopped"), result)
        self.finish()

    def test_cancel_now_comes_from_another_process_and_a_second_run_is_refused_meanwhile(self):
        process = self.start()
        self.slow.tell("rate 20000")  # It must not end before everything is asked.
        for word in ("resume", "pass", "retry", "undo", "verify", "close", "delete"):
            result = self.command(word)
            self.assertEqual((result.status, result.last["code"]), (6, "busy"), (word, result))
        status = self.command("status")
        self.assertEqual((status.status, status.named("migration")[0]["state"]), (0, "copying"), status)
        self.slow.tell("rate 1000000")
        cancelled = self.command("cancel", "--now")
        self.assertEqual(cancelled.status, 0, cancelled)
        self.assertEqual(ended(process).status, 7)
        again = self.command("cancel")
        self.assertEqual((again.status, again.last["state"]), (0, "cancelled"), again)
        self.finish()

    def test_a_run_that_waits_for_anothers_target_is_cancelled_or_halted(self):
        process = self.start()
        self.slow.tell("rate 20000")
        asked = [("cancel", (), 4, "cancelled"), ("cancel", ("--now",), 7, "queued")]
        for number, (word, arguments, status, state) in enumerate(asked):
            name = f"waiting-{number}"
            waiting = self.umzug.start("migrate", "--source", url(self.source), "--target",
                                       url(self.target, port=self.slow.port), "--id", name)
            self.addCleanup(waiting.stdout.close)
            self.addCleanup(waiting.stderr.close)
            self.addCleanup(waiting.kill)
            self.assertEqual(next(events(waiting, "paused"))["code"], "busy")
            told = self.umzug.run(word, name, *arguments)
            self.assertEqual((told.status, told.last["state"]), (0, state), told)
            result = ended(waiting)
            self.assertEqual((result.status, result.last["state"]), (status, state), result)
        self.slow.tell("rate 0")
        self.assertEqual(ended(process).status, 0)
        went_on = self.umzug.run("resume", "waiting-0")
        self.assertEqual((went_on.status, went_on.mail["alreadyThere"]), (0, 300), went_on)
        self.compare()

    def test_connections_that_are_cut_lose_and_double_nothing(self):
        process = self.start()
        cuts = done = 0
        for event in events(process, "progress"):
            if event["done"] > done:
                self.slow.tell("cut")
                cuts, done = cuts + 1, event["done"]
            if cuts == 6:
                break
        self.assertEqual(cuts, 6, "the run ended before its connections were cut")
        self.slow.tell("rate 0")
        result = ended(process)
        self.assertEqual(result.status, 0, result)
        self.assert_balanced(result)
        self.compare()

    def test_a_request_that_came_too_late_stops_no_later_run(self):
        self.migrated()
        control = os.path.join(self.umzug.data, "migrations", NAME, "control.sqlite")
        for word in ("pass", "verify", "undo"):
            with contextlib.closing(sqlite3.connect(control)) as database, database:
                database.execute("CREATE TABLE IF NOT EXISTS request (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
                database.executemany("INSERT OR IGNORE INTO request VALUES (?)", [("cancel",), ("stop",)])
            result = self.command(word)
            self.assertEqual(result.status, 0, (word, result))
        self.assertEqual(result.last["state"], "undone")

    def test_a_comparison_can_be_stopped_and_changes_no_state(self):
        self.migrated()
        self.slow.tell("rate 20000")
        process = self.umzug.start("verify", NAME, "--deep")
        self.assertTrue(any(events(process, "started")))
        process.send_signal(signal.SIGTERM)
        result = ended(process, 60)
        self.assertEqual((result.status, result.last["state"]), (7, "stopped"), result)
        self.slow.tell("rate 0")
        self.assertEqual(self.command("status").named("migration")[0]["state"], "finished")
        self.assertEqual(self.command("verify").status, 0)

    def test_max_wait_bounds_a_pause(self):
        process = self.start(1_000_000, "--max-wait", "1")
        self.target.stop()
        self.slow.tell("cut")
        result = ended(process)
        self.assertEqual(result.status, 7, result)
        self.target.start()
        self.finish()


if __name__ == "__main__":
    unittest.main()
