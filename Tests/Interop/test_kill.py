"""`kill -9` at any moment, then `resume`: nothing lost, nothing doubled, and the undo still brings everything back."""

import os
import random
import subprocess
import unittest

import accounts
import mailboxes
from moves import MoveTest

KILLS = 500 if os.environ.get("UMZUG_SOAK") else 50


class KillTests(MoveTest):
    minutes = 2

    def test_one_migration_killed_again_and_again_is_equal_at_the_end(self):
        seed = int(os.environ.get("UMZUG_SEED", random.randrange(1 << 32)))
        print(f"kill storm: UMZUG_SEED={seed}", flush=True)
        chance = random.Random(seed)
        source, target = self.dovecot(), self.dovecot()
        items = list(mailboxes.mixed(1200, 40))
        self.fill(source, items, mailboxes.mixed_folders(40))
        self.fill(target, items[::20])
        before = self.snapshot(target)
        umzug = self.program()
        begin = ("migrate", "--source", accounts.url(source), "--target", accounts.url(target), "--id", "killed-0001")
        kills, resumed, moments = 0, 0, []
        while kills < KILLS:
            process = umzug.start(*(self.next_command(umzug, begin)))
            moment = chance.uniform(0, 0.25 + 0.05 * (kills % 12))
            try:
                output, errors = process.communicate(timeout=moment)
                self.assertEqual(process.returncode, 0, f"seed {seed}, kill {kills}: {output[-2000:]} {errors[-2000:]}")
                self.fill(source, mailboxes.new_mail(30, 40, seed=1000 + resumed))
                resumed += 1
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                kills += 1
                moments.append(round(moment, 2))
        last = umzug.run(*self.next_command(umzug, begin))
        self.assertEqual(last.status, 0, last)
        if umzug.run("pass", "killed-0001").status != 0:
            self.fail("the pass after the storm did not end well")
        print(f"kill storm: {kills} kills, {resumed} passes came through", flush=True)
        self.assertGreaterEqual(kills, KILLS)
        found = accounts.differences(self.client(source), self.client(target))
        self.assertEqual(found[:10], [], f"seed {seed}: {len(found)} differences, kills at {moments}")
        undone = umzug.run("undo", "killed-0001")
        self.assertEqual(undone.status, 0, f"seed {seed}: {undone.named('item')}")
        self.assertEqual(self.snapshot(target), before, f"seed {seed}: the undo did not bring the target back")

    @staticmethod
    def next_command(umzug, begin):
        """Begin, go on with what was cut off, or the next pass of what is finished."""
        listed = [entry for entry in umzug.run("list").events if entry["event"] == "migration"]
        if not listed:
            return begin
        return ("pass" if listed[0]["state"].startswith("finished") else "resume", "killed-0001")


if __name__ == "__main__":
    unittest.main()
