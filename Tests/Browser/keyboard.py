"""A visitor with nothing but a keyboard: goes on with Tab until something has the focus, and the focus can be seen."""

RING = """element => { const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; }"""
"""Whether the focus can be seen on an element."""


class Keyboard:
    """The keys of one page."""

    def __init__(self, test, page):
        self._test, self._page = test, page

    def press(self, key):
        """One key."""
        self._page.keyboard.press(key)

    def to(self, selector):
        """Tabs on until an element that the selector describes has the focus."""
        wanted = self._page.locator(f"{selector}:focus")
        for _ in range(120):
            self.press("Tab")
            focused = self._page.locator(":focus")
            if focused.count() == 0:
                continue  # The end of the page: the browser's own controls.
            self._test.assertTrue(focused.evaluate(RING), f"the focus cannot be seen on {focused.inner_text()}")
            if wanted.count():
                return
        self._test.fail(f"{selector} cannot be reached on {self._page.url}")

    def type(self, selector, text):
        """Goes to a field and types; what is there is replaced, because a field that Tab enters is selected."""
        self.to(selector)
        self._page.keyboard.type(text)

    def follow(self, selector):
        """Goes to a link or a button and uses it; waits for the page that comes."""
        self.to(selector)
        with self._page.expect_navigation():
            self.press("Enter")
