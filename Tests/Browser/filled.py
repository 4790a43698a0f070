"""Projects whose inventory is answered: by the answers of the example projects, sent as the forms send them."""

import json
import os
import re
import subprocess
import urllib.parse

import stage
import steps
from program import PROGRAM, environment
from playwright.sync_api import expect

FIXTURES = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "Fixtures", "planning")
SMALL, LARGE = "5-people-microsoft-365-to-infomaniak", "80-people-mx-plan-to-zimbra"
PASSWORD = "Brücke-17-Nebel"


def answers(name):
    """The answers of an example project, by question."""
    with open(os.path.join(FIXTURES, f"{name}.json"), encoding="utf-8") as file:
        return json.load(file)["byQuestion"]


def consultant(app, name, consultancy):
    """Adds somebody who guides projects."""
    subprocess.run(
        [PROGRAM, "consultant", "add", name, "--consultancy", consultancy, "--data", app.data],
        env={**environment(), "UMZUG_CONSULTANT_PASSWORD": PASSWORD}, check=True, capture_output=True, timeout=120,
    )


def login(page, name):
    """Logs a consultant in."""
    page.goto("/consultant/login")
    page.locator("#user").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator(steps.SUBMIT).first.click()
    expect(page).to_have_url(re.compile(r"/consultant$"))


def project(page, name):
    """Begins a project; gives its path."""
    page.goto("/consultant")
    page.locator("#name").fill(name)
    page.locator("form:has(#name) button").first.click()
    expect(page).to_have_url(re.compile(r"/people$"))
    return re.sub(r"^.*?(/projects/[^/]+)/people$", r"\1", page.url)


def fields(answer):
    """An answer as its form sends it."""
    value, form = answer.get("value") or {}, {"note": answer.get("note", "")}
    if answer.get("open") is not None:
        form.update(unknown="yes", person=answer["open"].get("person", ""))
    for kind, content in value.items():
        if kind == "rows":
            form.update(rows=str(len(content) + 1), first="0")
            form.update({f"c{index}-{column}": cell for index, row in enumerate(content) for column, cell in row.items()})
        elif kind == "multi":
            form["answer"] = content
        elif kind == "yesNo":
            form["answer"] = "yes" if content else "no"
        else:
            form["answer"] = re.sub(r"\.0$", "", str(content))
    return form


def answer(test, page, path, question, given):
    """Answers a question as its form does; the page that is shown stays."""
    url = f"{test.app.url}{path}/inventory/{question}"
    form = page.context.request.get(url).text()
    pairs = [(name, re.search(rf'name="{name}" value="([^"]*)"', form)[1]) for name in ("csrf", "version")]
    for name, content in fields(given).items():
        pairs += [(name, one) for one in (content if isinstance(content, list) else [content])]
    answered = page.context.request.fetch(
        url, method="POST", data=urllib.parse.urlencode(pairs),
        headers={"Content-Type": "application/x-www-form-urlencoded"}, max_redirects=0, fail_on_status_code=False,
    )
    test.assertEqual(answered.status, 303, f"{question}: {answered.status}")


def fill(test, page, path, given):
    """Answers the whole inventory."""
    for question, one in given.items():
        answer(test, page, path, question, one)
