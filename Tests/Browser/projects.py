"""Projects as consultants and customers walk through them; found by what elements are for, so that texts may change."""

import re
import subprocess

import steps
import wording
from playwright.sync_api import expect
from program import PROGRAM, environment

PASSWORD = "ein langes Passwort 5"
ANSWERS = {"company": "Brunner Holzbau AG", "domain": "brunner-holz.example", "people": "5"}
"""What is typed; what is chosen is the first choice."""
CHOICES = ("target", "source", "admin-access")


def hire(app, login, firm, *more):
    """Adds a consultant, as the operator does."""
    done = subprocess.run(
        [PROGRAM, "consultant", "add", login, "--consultancy", firm, "--data", app.data, *more], capture_output=True, text=True,
        env={**environment(), "UMZUG_CONSULTANT_PASSWORD": PASSWORD}, check=False,
    )
    assert done.returncode == 0, done.stderr


def log_in(page, login):
    """Logs a consultant in."""
    page.goto("/consultant/login")
    page.locator("#user").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.locator(steps.SUBMIT).click()
    steps.arrive(page, "/consultant")


def create(page, name):
    """Begins a project at the desk; returns its path."""
    page.goto("/consultant")
    page.locator("#name").fill(name)
    page.get_by_role("button", name=wording.text("projects.desk.create")).click()
    steps.arrive(page, "/people")
    return re.search(r"/projects/[A-Z0-9-]+", page.url)[0]


def invite(page, path, name, role="customer"):
    """Invites somebody; returns the link that is shown once."""
    page.goto(f"{path}/people")
    page.locator("#name").fill(name)
    page.locator("#role").select_option(role)
    page.get_by_role("button", name=wording.text("projects.people.button"), exact=True).click()
    return link(page)


def link(page):
    """The link that the page shows."""
    shown = page.locator("code").filter(has_text="/projects/join?token=").first
    expect(shown).to_be_visible()
    return re.search(r"/projects/join\?token=[\w-]+", shown.inner_text())[0]


def join(page, path):
    """Takes an invitation."""
    page.goto(path)
    page.locator(f"{steps.CONTENT} form button.button").click()


def answer(page, path, question, text=None):
    """Answers a question: types, or takes the first choice."""
    page.goto(f"{path}/inventory/{question}")
    if text is None:
        page.locator("#answer").check()
    else:
        page.locator("#answer").fill(text)
    go_on(page, path)


def go_on(page, path):
    """«Weiter»: to the next question or the list."""
    here = page.url
    with page.expect_navigation():
        page.locator(steps.SUBMIT).click()
    if here.endswith("/domain") and page.locator("#answer-error").count():
        with page.expect_navigation():
            page.locator(steps.SUBMIT).click()  # A domain that does not exist is asked about once more.
    expect(page).not_to_have_url(here)
    expect(page).to_have_url(re.compile(re.escape(path)))


def answer_all(page, path):
    """All that has to be answered before the answers can be handed in."""
    for question, text in ANSWERS.items():
        answer(page, path, question, text)
    for question in CHOICES:
        answer(page, path, question)
    page.goto(f"{path}/inventory/mailboxes")
    page.locator("#c0-name").fill("Anna Keller")
    page.locator("#c0-address").fill("anna@brunner-holz.example")
    go_on(page, path)


def hand_in(page, path):
    """Hands the answers in."""
    page.goto(f"{path}/inventory/check")
    page.locator(steps.SUBMIT).click()
    steps.arrive(page, path)
