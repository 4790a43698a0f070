"""What every page must be: accessible, with one heading and a title of its own, and never wider than the screen."""

import os
import re

from axe_playwright_python.sync_playwright import Axe

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SHOTS = os.environ.get("UMZUG_SHOTS")
"""A folder for pictures of every page, wide and narrow; those named in `DARK` also in the dark."""

DARK = ("live", "receipt")
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width);
    return wide.map((e) => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 60)}`);
}"""
"""The elements that stick out, where the page scrolls sideways."""
_axe = Axe()
_titles = {}


def check(test, page, name):
    """Checks the page that is shown; `name` says which page and state it is."""
    where = f"{name}, {page.url}"
    test.assertEqual(page.locator("h1").count(), 1, where)
    test.assertEqual(page.locator("html").get_attribute("lang"), "de-CH", where)
    _title(test, page, name)
    size = page.viewport_size
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        test.assertEqual(page.evaluate(TOO_WIDE), [], f"{where} at {width} pixels")
        if SHOTS and width != 320:
            page.screenshot(path=os.path.join(SHOTS, f"{name}-{width}.png"), full_page=True)
    found = _axe.run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    test.assertEqual(found.violations_count, 0, f"{where}\n{found.generate_report()}")
    if SHOTS and name.startswith(DARK):
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=os.path.join(SHOTS, f"{name}-dark.png"), full_page=True)
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(size)


def _title(test, page, name):
    """Other pages have other titles; numbers do not make one."""
    title = page.title()
    test.assertTrue(title.endswith("– Umzug"), title)
    wrong = page.locator("[role=alert]").count() > 0
    test.assertEqual(title.startswith("Fehler: "), wrong, f"{name}: {title}")
    kept = _titles.setdefault(re.sub(r"\d[\d’:.]*", "#", title), name)
    test.assertEqual(kept, name, f"two pages are called {title}")
