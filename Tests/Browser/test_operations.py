"""What operators see: logs without secrets, health and figures while a migration runs."""

import contextlib
import json
import os
import unittest
import urllib.error
import urllib.request

import stage
import steps

import mailboxes

WRONG = "Falsch-Geheim-4711"


class OperationsTests(stage.BrowserTest):
    def setUp(self):
        super().setUp()
        self.app = self.stage.new_app(self.addCleanup)
        self.app.stop()
        self.app.arguments += ["--log-format", "json", "--log-level", "debug"]
        self.app.start()
        self.fill(self.stage.source, mailboxes.mixed(20, 3))

    def read(self, path, **fields):
        """Status and text of an answer."""
        try:
            with urllib.request.urlopen(urllib.request.Request(self.app.url + path, headers=fields), timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def test_no_log_and_no_file_of_a_whole_run_holds_a_password(self):
        page = self.visit("/migrations/new/source")
        steps.type_login(page, self.user, self.stage.source.ports["imaps"], password=WRONG)
        page.locator(steps.SUBMIT).first.click()
        page.wait_for_load_state()
        page = self.visit()
        name, code = steps.started(self, page)
        page.goto(f"/migrations/{name}")
        steps.state(page, "finished")
        status, figures = self.read("/metrics")
        self.assertEqual(status, 200)
        self.assertIn('umzug_items{kind="mail",outcome="copied"}', figures)
        self.assertEqual(self.read("/healthz"), (200, "ok\n"))
        self.assertEqual(self.read("/metrics", **{"X-Forwarded-For": "203.0.113.9"})[0], 404)
        self.assertEqual(self.app.stop(), 0)
        secrets = [word.encode() for word in (stage.PASSWORD, WRONG, code)]
        secrets += [json.dumps(word.decode()).strip('"').encode() for word in secrets]
        with open(os.path.join(self.app.folder, "log"), "rb") as file:
            log = file.read()
        entries = [json.loads(line) for line in log.splitlines() if line.startswith(b"{")]
        self.assertTrue(any("request" in entry for entry in entries))
        self.assertTrue(all({"time", "level", "logger", "message"} <= entry.keys() for entry in entries))
        files = {"log": log}
        for folder, _, names in os.walk(self.app.data):
            for one in names:
                with contextlib.suppress(OSError), open(os.path.join(folder, one), "rb") as file:
                    files[one] = file.read()
        self.assertIn("umzug.sqlite", files)
        self.assertTrue(any(self.user.encode() in content for content in files.values()), "nothing was read")
        for one, content in files.items():
            for secret in secrets:
                self.assertNotIn(secret, content, f"{one} holds a secret")


if __name__ == "__main__":
    unittest.main()
