"""What all browser tests share: two providers, the web app before them, one Chromium. Started once, ended at exit."""

import atexit
import contextlib
import functools
import itertools
import unittest

import app
import look
import markup

import accounts
import fill
from peers import Dovecot, Proxy
from playwright.sync_api import expect, sync_playwright

PASSWORD = 'Grüezi {5} "wohl" \\ 😀'
USERS = {f"{name}.{number}@brunner-holz.example": PASSWORD for number in range(1, 20)
         for name in ("anna", "ben", "carla", "dario", "emma", "fritz", "gina")}
"""One for each test, with an empty mailbox on both servers."""
LONGEST = 60_000
"""How long a page may take to say what is expected, in milliseconds."""

expect.set_options(timeout=LONGEST)


class Stage:
    """The servers and the browser."""

    def __init__(self):
        self._stack = contextlib.ExitStack()
        atexit.register(self._stack.close)
        special = {"Gesendet": "\\Sent", "Entwürfe": "\\Drafts", "Papierkorb": "\\Trash"}
        self.source = self._server({"users": USERS, "specialUse": special})
        self.target = self._server({"users": USERS})
        self.app = self.new_app(self._stack.callback)
        self._users = iter(USERS)
        self._visitors = itertools.count(1)
        playwright = sync_playwright().start()
        self._stack.callback(playwright.stop)
        self.chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        self._stack.callback(self.chromium.close)

    def _server(self, options):
        server = Dovecot(options)
        self._stack.callback(server.close)
        return server

    def new_app(self, at_end):
        """A web app of one's own."""
        started = app.App()
        at_end(started.close)
        return started

    def new_user(self):
        """A user with an empty mailbox on both servers."""
        return next(self._users)

    def visitor(self):
        """The header fields of a visitor whom nothing is counted for yet."""
        return {"X-Forwarded-For": f"198.51.100.{next(self._visitors)}"}


@functools.cache
def shared():
    """The one stage."""
    return Stage()


class BrowserTest(unittest.TestCase):
    """A visitor with a mailbox on both servers."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.stage = shared()
        cls.app = cls.stage.app

    def setUp(self):
        self.user = self.stage.new_user()
        self.answers = {}

    # MARK: the browser

    def context(self, scripts=True, width=1280, **options):
        """A fresh browser: no cookies, an address of its own."""
        context = self.stage.chromium.new_context(
            java_script_enabled=scripts, locale="de-CH", viewport={"width": width, "height": 900}, base_url=self.app.url,
            extra_http_headers=self.stage.visitor(), **options,
        )
        context.set_default_timeout(LONGEST)
        self.addCleanup(context.close)
        return context

    def visit(self, path="/", **options):
        """A page of a fresh browser; what it reports as an error fails the test."""
        page = self.context(**options).new_page()
        self.answers[page] = None
        page.on("request", lambda asked: self.remember(page, asked))
        problems = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
        self.addCleanup(lambda: self.assertEqual(problems, []))
        page.goto(path)
        return page

    def remember(self, page, asked):
        """Keeps what the page that is shown answers, so that it can be asked for in another language."""
        if asked.is_navigation_request() and asked.frame == page.main_frame:
            self.answers[page] = asked

    def raw(self, context, path, method="GET", form=None, headers=None):
        """One request with the browser's cookies; redirects are not followed."""
        return context.request.fetch(
            self.app.url + path, method=method, form=form, headers=headers or {}, max_redirects=0, fail_on_status_code=False
        )

    def look(self, page, name, still=False):
        """What every page must be in each language, and a picture where one is asked for.

        A page that will soon look otherwise is looked at in copies that stand `still`.
        """
        with contextlib.ExitStack() as stack:
            languages = [*(["de"] if still else []), *look.OTHERS]
            pages = {language: stack.enter_context(self.copy(page, language, still)) for language in languages}
            for language, shown in {"de": page, **pages}.items():
                look.check(self, shown, name, language)
                self.validate(shown, f"{name} ({language})")

    def validate(self, page, name):
        """The page as the server sent it is valid HTML."""
        self.assertEqual(markup.complaints(self.answers[page].response().body()), [], name)

    @contextlib.contextmanager
    def copy(self, page, language, still):
        """The same page in a language, beside it: asked for again with the same form."""
        asked = self.answers[page]
        other = page.context.new_page()
        other.set_extra_http_headers(self.stage.visitor())
        page.context.add_cookies([{"name": "lang", "value": language, "url": self.app.url}])
        if asked.method == "POST":
            form = {"content-type": asked.headers["content-type"]}
            other.route(asked.url, lambda route: route.continue_(
                method="POST", post_data=asked.post_data_buffer, headers={**route.request.headers, **form}), times=1)
        if still:
            other.route("**/events", lambda route: route.abort())
        try:
            self.answers[other] = other.goto(asked.url).request
            page.context.clear_cookies(name="lang")
            yield other
        finally:
            page.context.clear_cookies(name="lang")
            self.answers.pop(other, None)
            other.close()

    # MARK: mail

    def client(self, server):
        """An independent client of the visitor's mailbox."""
        client = accounts.connect(server, self.user, PASSWORD)
        self.addCleanup(client.shutdown)
        return client

    def fill(self, server, items, folders=()):
        """Stores messages with an independent client."""
        return fill.fill(self.client(server), items, folders)

    def differences(self, place=None, target=None, **options):
        """What an independent client finds different."""
        clients = self.client(self.stage.source), self.client(target or self.stage.target)
        return accounts.differences(*clients, place or accounts.same, **options)

    def state(self, server):
        """Everything in the visitor's mailbox."""
        return accounts.contents(self.client(server))

    def road(self, server, rate, round_trip=20):
        """A slow road to a server; `tell("rate 0")` clears it."""
        road = Proxy(server.ports["imaps"], rate=rate, rtt=round_trip)
        self.addCleanup(road.close)
        return road
