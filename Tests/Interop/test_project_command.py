"""`umzug project add`: projects that begin with what is known already."""

import json
import os
import subprocess
import unittest
import urllib.request

from program import PROGRAM, environment
from test_consultant import ConsultantTest

ANSWERS = {
    "company": {"value": {"text": "Muster AG"}, "origin": "person", "note": ""},
    "people": {"value": {"number": 4}, "origin": "person", "note": ""},
    "calendars": {"open": {"person": "Anna"}, "origin": "person", "note": ""},
}


class ProjectCommandTests(ConsultantTest):
    def project(self, answers, *more, status=0):
        """Runs `umzug project add`; its line, or its sentence where it fails."""
        path = os.path.join(self.folder, "answers.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(answers, file)
        command = [PROGRAM, "project", "add", "Muster AG", "--consultant", "anna", "--customer", "Anna Muster", "--answers", path,
                   "--public-url", self.server.url, "--data", self.folder, "--json", *more]
        done = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=120)
        self.assertEqual(done.returncode, status, done)
        said, = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(said["event"], "project" if status == 0 else "error", said)
        return said if status == 0 else str(said)

    def test_it_prints_a_link_that_opens_the_project_with_its_answers(self):
        self.add()
        said = self.project(ANSWERS)
        self.assertTrue(said["page"].startswith(f"{self.server.url}/projects/"), said)
        with urllib.request.urlopen(said["invitation"], timeout=60) as page:
            self.assertIn("Muster AG", page.read().decode())
        stored = {question: json.loads(answer) for question, answer in self.rows("SELECT question, answer FROM projectAnswer")}
        self.assertEqual(set(stored), set(ANSWERS))
        self.assertEqual(stored["company"]["value"], {"text": "Muster AG"})
        token = said["invitation"].partition("token=")[2]
        self.assertNotIn(token, str(self.rows("SELECT * FROM member")))

    def test_projects_are_listed_and_deleted_also_those_nobody_can_open_any_more(self):
        self.add()
        page = self.project(ANSWERS)["page"]
        self.consultant("remove", "anna")
        listed, = self.consultant("list", command="project")
        self.assertEqual((listed["name"], listed["consultancy"], listed["consultants"]), ("Muster AG", "Muster & Partner AG", 0))
        self.assertIn(listed["id"], page)
        self.assertIn("(no consultant)", self.consultant("list", command="project", json_lines=False))
        deleted, = self.consultant("delete", listed["id"], command="project")
        self.assertEqual((deleted["event"], deleted["id"]), ("deleted", listed["id"]))
        self.assertEqual(self.consultant("list", command="project"), [])
        for typed in (listed["id"], "nothing"):
            self.assertIn("unknown-id", str(self.consultant("delete", typed, command="project", status=2)))
        said, = self.rows("SELECT actor, detail FROM audit WHERE event = 'project-deleted'")
        self.assertEqual(said, ("operator", json.dumps({"project": listed["id"]}, separators=(",", ":"))))

    def test_what_does_not_fit_is_named_and_nothing_begins(self):
        self.add()
        wrong = {"people": {"value": {"number": -3}, "origin": "person", "note": ""}}
        self.assertIn("people", self.project(wrong, status=2))
        self.assertIn("pets", self.project({"pets": ANSWERS["people"]}, status=2))
        self.assertIn("nobody", self.project(ANSWERS, "--consultant", "nobody", status=2))
        self.assertIn("@", self.project(ANSWERS, "--address", "keine@", status=2))
        self.assertEqual(self.rows("SELECT * FROM project"), [])


if __name__ == "__main__":
    unittest.main()
