"""The wizard, step by step, as a visitor walks it; found by what elements are for, so that texts may change."""

import re

import stage
import wording
from playwright.sync_api import expect

SOURCE, TARGET, OPTIONS, CHECK = (f"/migrations/new/{page}" for page in ("source", "target", "options", "check"))
CONTENT = "#content"
"""What a page consists of."""
SUBMIT = "#content form .actions button.button:not([name], [formaction])"
"""The button that a page is there for."""


def type_login(page, user, port, password=stage.PASSWORD, server="localhost", **choices):
    """Fills one side's login in; `service` and `security` where they are not the usual ones."""
    for field, choice in choices.items():
        page.locator(f"#{field}").select_option(choice)
    for field, value in (("server", server), ("port", port), ("user", user), ("password", password)):
        page.locator(f"#{field}").fill(str(value))


def login(page, *arguments, **choices):
    """Fills one side's login in and sends it."""
    type_login(page, *arguments, **choices)
    page.locator(SUBMIT).click()


def heading(page, text):
    """Waits for the page with that heading."""
    expect(page.locator("h1")).to_contain_text(text)


def arrive(page, path):
    """Waits for the page at that path."""
    expect(page).to_have_url(re.compile(re.escape(path) + "$"))


def to_options(test, page, source=None, target=None, target_user=None, **choices):
    """From anywhere to the options, without trouble."""
    page.goto(SOURCE)
    login(page, test.user, source or test.stage.source.ports["imaps"], **choices)
    arrive(page, TARGET)
    login(page, target_user or test.user, target or test.stage.target.ports["imaps"])
    arrive(page, OPTIONS)


def to_check(page):
    """From the options to the check page, waiting for it with the link where it takes long."""
    page.locator(SUBMIT).click()
    arrive(page, CHECK)
    while refreshing(page).count():
        refresh(page)
    expect(page.locator("input[name=migration]")).to_have_count(1)


def consent(page):
    """Confirms the right to move the mailbox."""
    page.locator("#consent").check()


def start(page):
    """Starts the migration; returns its ID and the recovery code."""
    consent(page)
    page.locator(SUBMIT).click()
    arrive(page, "/started")
    name, code = page.locator("dl.keep code").all_inner_texts()
    return name, code


def started(test, page, **choices):
    """Walks the whole wizard without a choice; returns ID and recovery code."""
    to_options(test, page, **choices)
    to_check(page)
    return start(page)


def reached(name):
    """What the state's word looks like on the page."""
    if name == "finished-with-failures":
        return wording.pattern("live.failuresWord")
    return re.compile(rf"^\s*{re.escape(wording.text(f'state.{name}'))}\s*$")


def state(page, name, scripts=True):
    """Waits on the live page for a state: by events, or by the link for those without scripts."""
    shown = page.locator("[data-part=state]")
    if scripts:
        expect(shown).to_have_text(reached(name))
        return
    for _ in range(600):
        if reached(name).search(shown.inner_text()):
            return
        refresh(page)
    raise AssertionError(f"«{shown.inner_text()}» and never «{name}»")


def refresh(page):
    """«Ansicht aktualisieren», at the pace of a person."""
    refreshing(page).click()
    page.wait_for_timeout(100)


def refreshing(page):
    """The link of pages that show how far something is."""
    return page.get_by_role("link", name=wording.text("layout.refresh"))


def choose(page, name, action):
    """From the live page to one of its confirmation pages."""
    page.goto(f"/migrations/{name}")
    page.locator(f'a[href="/migrations/{name}/{action}"]').first.click()
    arrive(page, f"/migrations/{name}/{action}")


def confirm(page, name, action, proof=None):
    """From the live page to a confirmation page, and back by its button."""
    choose(page, name, action)
    if proof is not None:
        page.locator("#proof").fill(proof)
    page.locator(SUBMIT).click()
    arrive(page, f"/migrations/{name}")


def to_undo(page, name):
    """From the live page to the preview of the undo, waiting for it with the link where it takes long."""
    choose(page, name, "undo")
    while refreshing(page).count():
        refresh(page)
    expect(page.locator("input[name=look]")).to_have_count(1)


def undo(page, name, proof):
    """Undoes the migration."""
    to_undo(page, name)
    page.locator("#proof").fill(proof)
    page.locator(SUBMIT).click()
    arrive(page, f"/migrations/{name}")
