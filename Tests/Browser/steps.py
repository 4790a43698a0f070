"""The wizard, step by step, as a visitor walks it."""

import stage
from playwright.sync_api import expect

SOURCE, TARGET, OPTIONS, CHECK = (f"/migrations/new/{page}" for page in ("source", "target", "options", "check"))


def login(page, user, port, password=stage.PASSWORD, server="localhost"):
    """Fills one side's login in and sends it."""
    page.get_by_label("Server", exact=True).fill(server)
    page.get_by_label("Port (optional)").fill(str(port))
    page.get_by_label("Benutzername").fill(user)
    page.get_by_label("Passwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmeldung prüfen und weiter").click()


def heading(page, text):
    """Waits for the page with that heading."""
    expect(page.locator("h1")).to_contain_text(text)


def to_options(test, page, source=None, target=None):
    """From anywhere to the options, without trouble."""
    page.goto(SOURCE)
    login(page, test.user, source or test.stage.source.ports["imaps"])
    heading(page, "Wohin zieht es?")
    login(page, test.user, target or test.stage.target.ports["imaps"])
    heading(page, "Was soll umziehen?")


def to_check(page):
    """From the options to the check page, waiting for it with the link where it takes long."""
    page.get_by_role("button", name="Weiter", exact=True).click()
    while page.locator("h1").inner_text() == "Wir sehen beide Postfächer durch":
        page.get_by_role("link", name="Ansicht aktualisieren").click()
    heading(page, "Stimmt alles?")


def start(page):
    """Starts the migration; returns its ID and the recovery code."""
    page.get_by_role("button", name="Migration starten").click()
    heading(page, "Ihre Migration läuft")
    name, code = page.locator("dl.keep code").all_inner_texts()
    return name, code


def started(test, page, **ports):
    """Walks the whole wizard without a choice; returns ID and recovery code."""
    to_options(test, page, **ports)
    to_check(page)
    return start(page)


def state(page, word, scripts=True):
    """Waits on the live page for a state: by events, or by the link for those without scripts."""
    shown = page.locator("[data-part=state]")
    if scripts:
        expect(shown).to_contain_text(word)
        return
    for _ in range(600):
        if word in shown.inner_text():
            return
        page.get_by_role("link", name="Ansicht aktualisieren").click()
        page.wait_for_timeout(100)
    raise AssertionError(f"«{shown.inner_text()}» and never «{word}»")


def confirm(page, name, link, button=None):
    """From the live page to a confirmation page, and back by its button."""
    page.goto(f"/migrations/{name}")
    page.get_by_role("link", name=link, exact=True).click()
    page.get_by_role("button", name=button or link, exact=True).click()
