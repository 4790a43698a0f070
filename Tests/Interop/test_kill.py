"""`kill -9` at random moments, resumed each time: nothing lost, nothing doubled, and undo takes all of it back."""

import os
import random
import time
import unittest

import journey
import mailboxes
import umzug
import wire

KILLS = int(os.environ.get("UMZUG_KILLS", "60" if os.environ.get("UMZUG_SOAK") else "8"))
SEED = int(os.environ.get("UMZUG_SEED", random.SystemRandom().randrange(1 << 30)))


class KillTests(journey.Journey):
    def storm(self, kills, longest, first):
        """Kills the run that many times, each at a random moment of its life; returns the last result."""
        source = random.Random(SEED)
        arguments, done = first, 0
        while done < kills:
            process = umzug.start(*arguments, "--json")
            time.sleep(source.uniform(0.02, longest))
            finished = process.poll() is not None
            process.kill()
            output, errors = process.communicate()
            if finished:
                self.assertIn(process.returncode, (0, 1), f"seed {SEED}: {output[-500:]} {errors[-500:]}")
                break
            done += 1
            started = os.path.exists(os.path.join(self.data, "migrations", "journey-0001", "journal.sqlite"))
            if started:
                arguments = ["resume", "journey-0001", *self.common()]
        return done, self.command("resume")

    def test_a_storm_of_kills_loses_and_doubles_nothing(self):
        self.fill_mixed(1500 if KILLS > 20 else 400, 40)
        folders = mailboxes.mixed_folders(40)
        there = list(mailboxes.mixed(30, 40, seed=77))
        self.fill(self.target, there, folders[:10])
        before = self.state(self.target)
        first = ["migrate", *self.ends(), "--id", "journey-0001", *self.common()]
        longest = 0.6
        done, result = self.storm(KILLS, longest, first)
        self.assertEqual(result.status, 0, f"seed {SEED}: {result}")
        self.balanced(result)
        self.assertEqual(self.differences(allow_extra=True), [], f"seed {SEED}, {done} kills")
        expected = result.mail["copied"] + len(there)
        self.assertEqual(sum(len(messages) for messages in self.state(self.target).values()), expected, f"seed {SEED}")
        meanwhile = list(mailboxes.new_mail(5, 40))
        self.fill(self.target, meanwhile)
        undone = self.undo_with_kills()
        self.assertIn(undone.status, (0, 5), undone)
        after = self.state(self.target)
        for folder in before:
            self.assertGreaterEqual(len(after[folder]), len(before[folder]))
        total = sum(len(messages) for messages in after.values())
        kept = undone.mail["kept"]
        self.assertEqual(total, len(there) + len(meanwhile) + kept, f"seed {SEED}: {undone}")
        self.assertEqual(kept, 0, f"seed {SEED}: {undone}")

    def undo_with_kills(self):
        source = random.Random(SEED + 1)
        for _ in range(max(2, KILLS // 5)):
            process = umzug.start("undo", "journey-0001", *self.common(), "--json")
            time.sleep(source.uniform(0.02, 0.4))
            process.kill()
            process.communicate()
        return self.command("undo")


if __name__ == "__main__":
    unittest.main()
