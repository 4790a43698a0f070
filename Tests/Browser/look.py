"""What every page must be: accessible, with one heading and a title of its own, and never wider than the screen."""

import contextlib
import fcntl
import json
import os
import re

from axe_playwright_python.sync_playwright import Axe

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SHOTS = os.environ.get("UMZUG_SHOTS")
"""A folder for pictures of every page in each language, wide and narrow, light and dark."""

TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width);
    return wide.map((e) => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 60)}`);
}"""
"""The elements that stick out, where the page scrolls sideways."""
NUMBER = r"\d[\d’:.,\u202f\u00a0 ]*"
OTHERS = {"en": "en", "fr": "fr-CH"}
"""The languages besides German, with what pages say of themselves."""

CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What another colour scheme can change."""

_axe = Axe()
_titles = {}
TITLES = os.environ.get("UMZUG_TITLES")
"""A file for the titles that were seen, so that all processes of one run know them."""


def check(test, page, name, language="de"):
    """Checks the page that is shown; `name` says which page it is, and after a colon which state of one with the same title."""
    where = f"{name} ({language}), {page.url}"
    test.assertEqual(page.locator("h1").count(), 1, where)
    test.assertEqual(page.locator("html").get_attribute("lang"), OTHERS.get(language, "de-CH"), where)
    _title(test, page, name, language)
    size = page.viewport_size
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        test.assertEqual(page.evaluate(TOO_WIDE), [], f"{where} at {width} pixels")
        if width == 320:
            continue
        _accessible(test, page, f"{where} at {width} pixels", {"runOnly": {"type": "tag", "values": TAGS}})
        _picture(page, f"{name}-{language}-{width}")
        if SHOTS or language == "de":  # Colours do not depend on the language.
            _in_the_dark(test, page, f"{name}-{language}-{width}", where)
    page.set_viewport_size(size)


def accessible(test, page, where):
    """Checks what is shown and is no page of ours: a mail."""
    _accessible(test, page, where, {"runOnly": {"type": "tag", "values": [tag for tag in TAGS if tag != "best-practice"]}})


def _picture(page, name):
    if SHOTS:
        page.screenshot(path=os.path.join(SHOTS, f"{name.replace(':', '-')}.png"), full_page=True)


def _in_the_dark(test, page, name, where):
    page.emulate_media(color_scheme="dark")
    _accessible(test, page, f"{where}, {name} in the dark", CONTRAST)
    _picture(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")


def _accessible(test, page, where, options):
    found = _axe.run(page, options=options)
    test.assertEqual(found.violations_count, 0, f"{where}\n{found.generate_report()}")


def _title(test, page, name, language):
    """Other pages have other titles; numbers do not make one."""
    title = page.title()
    test.assertRegex(title, "[–—-] Umzug$")
    wrong = page.locator("[role=alert]").count() > 0
    test.assertEqual(re.match(r"(Fehler|Error|Erreur)\b", title) is not None, wrong, f"{name}: {title}")
    with _seen() as titles:
        kept = titles.setdefault(f"{language} {re.sub(NUMBER, '#', title)}", name.partition(":")[0])
    test.assertEqual(kept, name.partition(":")[0], f"two pages are called {title}")


@contextlib.contextmanager
def _seen():
    """Which page had which title, of this process or of the whole run."""
    if not TITLES:
        yield _titles
        return
    with open(TITLES, "a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        titles = json.loads(file.read() or "{}")
        yield titles
        file.truncate(0)
        json.dump(titles, file)
