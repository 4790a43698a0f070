"""Runs that are interrupted: by a person, by the server, by the network."""

import json
import signal
import threading
import time
import unittest

import journey
import mailboxes
import proxy
import umzug


class ControlTests(journey.Journey):
    def setUp(self):
        super().setUp()
        self.fill_mixed(300, 12)
        self.slow = proxy.Proxy(self.target.ports["imaps"])
        self.addCleanup(self.slow.close)

    def start(self, rate=1_000_000, *arguments):
        """Starts a run that takes some seconds; gives the process once it copies."""
        self.slow.tell(f"rate {rate}")
        process = umzug.start(
            "migrate", *self.ends(target=umzug.url(self.target, port=self.slow.port)), "--id", "journey-0001",
            *self.common(), *arguments, "--json",
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
        return umzug.Result(process.returncode, output, errors)

    def finish(self):
        """Goes on at full speed and compares."""
        self.slow.tell("rate 0")
        result = self.command("resume")
        self.assertEqual(result.status, 0, result)
        self.balanced(result)
        self.assertEqual(self.differences(), [])

    def test_the_first_ctrl_c_finishes_the_kind_in_hand(self):
        process = self.start()
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        self.slow.tell("rate 0")
        result = self.ending(process)
        # Mail was the last kind, so the run ends as it would have.
        self.assertEqual(result.status, 0, result)
        self.assertEqual(self.differences(), [])

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
        self.assertEqual((status.status, status.of("migration")[0]["state"]), (0, "copying"), status)
        cancelled = self.command("cancel", "--now")
        self.assertEqual(cancelled.status, 0, cancelled)
        self.assertEqual(self.ending(process).status, 7)
        again = self.command("cancel")
        self.assertEqual((again.status, again.last["state"]), (0, "cancelled"), again)
        self.finish()

    def test_a_target_that_goes_away_is_a_pause_and_the_run_goes_on(self):
        process = self.start()
        self.target.stop()
        self.slow.tell("cut")
        time.sleep(1.5)
        self.target.start()
        self.slow.tell("rate 0")
        result = self.ending(process, 120)
        self.assertEqual(result.status, 0, result)
        self.assertTrue(result.of("paused"), result)
        self.balanced(result)
        self.assertEqual(self.differences(), [])

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
        self.assertEqual(self.differences(), [])

    def test_max_wait_bounds_a_pause(self):
        process = self.start(1_000_000, "--max-wait", "1")
        self.target.stop()
        self.slow.tell("cut")
        result = self.ending(process, 60)
        self.assertEqual(result.status, 7, result)
        self.target.start()
        self.finish()


class QuotaTests(journey.Journey):
    target_options = {"quotaBytes": 2_000_000}

    def test_a_full_target_is_a_pause_that_says_so(self):
        self.fill_mixed(200, 8)
        result = self.migrate("--max-wait", "1")
        self.assertEqual(result.status, 7, result)
        self.assertEqual(result.of("paused")[-1]["code"], "quota", result)


class LimitTests(journey.Journey):
    target_options = {"maxMessageBytes": 100_000}

    def test_what_is_over_the_limit_is_listed_and_the_rest_goes(self):
        self.fill(self.source, mailboxes.hostile(300_000, 2, 20_000), mailboxes.hostile_folders())
        result = self.migrate()
        self.assertEqual((result.status, result.last["state"]), (1, "finished-with-failures"), result)
        mail = self.balanced(result)
        failed = result.last["failures"]
        self.assertEqual(len(failed), mail["failed"])
        self.assertEqual({item["code"] for item in failed}, {"too-large"})
        self.assertTrue(all(item["size"] > 100_000 for item in failed), failed)
        retried = self.command("retry")
        self.assertEqual((retried.status, retried.mail["failed"]), (1, mail["failed"]), retried)


if __name__ == "__main__":
    unittest.main()
