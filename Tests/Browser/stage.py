"""What all browser tests share: two providers, the web app before them, one Chromium. Started once, ended at exit."""

import atexit
import contextlib
import functools
import itertools
import os
import subprocess
import tempfile
import unittest

import app
import look

import compare
import fill
import place
import umzug
import wire
from dovecot import Dovecot
from playwright.sync_api import expect, sync_playwright

PASSWORD = 'Grüezi {5} "wohl" \\ 😀'
NAMES = ["anna", "ben", "carla", "dario", "emma", "fritz", "gina", "hugo", "ines", "jan", "kim", "lea", "max", "nina",
         "olaf", "pia", "rolf", "sara", "tim", "urs"]
LONGEST = 30_000
"""How long a page may take to say what is expected, in milliseconds."""

expect.set_options(timeout=LONGEST)


class Stage:
    """The servers and the browser."""

    def __init__(self):
        self._stack = contextlib.ExitStack()
        atexit.register(self._stack.close)
        users = {f"{name}@brunner-holz.example": PASSWORD for name in NAMES}
        special = {"Gesendet": "\\Sent", "Entwürfe": "\\Drafts", "Papierkorb": "\\Trash"}
        self.source = self._server({"users": users, "specialUse": special})
        self.target = self._server({"users": users})
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="umzug-browser-"))
        self.authorities = umzug.bundle(folder, self.source, self.target)
        self.app = self.new_app(self._stack.callback)
        self._users = iter(users)
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
        started = app.App(self.authorities)
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
        problems = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
        self.addCleanup(lambda: self.assertEqual(problems, []))
        page.goto(path)
        return page

    def raw(self, context, path, method="GET", form=None, headers=None):
        """One request with the browser's cookies; redirects are not followed."""
        return context.request.fetch(
            self.app.url + path, method=method, form=form, headers=headers or {}, max_redirects=0, fail_on_status_code=False
        )

    def look(self, page, name):
        """What every page must be, and a picture where one is asked for."""
        look.check(self, page, name)

    # MARK: mail

    def client(self, server):
        """An independent client of the visitor's mailbox."""
        client = wire.connect(umzug.url(server, user=self.user), PASSWORD, self.stage.authorities)
        self.addCleanup(client.shutdown)
        return client

    def fill(self, server, items, folders=()):
        """Stores messages with an independent client."""
        return fill.fill(self.client(server), items, folders)

    def differences(self, place=None, **options):
        """What an independent client finds different."""
        found, _ = compare.compare(
            self.client(self.stage.source), self.client(self.stage.target), place or compare.placing([]), **options
        )
        return found

    def state(self, server):
        """Everything in the visitor's mailbox."""
        client = self.client(server)
        return {
            folder: sorted(
                (compare.digest(message), tuple(sorted(message.flags)), str(message.date))
                for message in wire.read_folder(client, raw)
            )
            for folder, raw in wire.folders(client).items()
        }

    def road(self, server, rate, round_trip=20):
        """The port of a slow road to a server, and what changes its rate."""
        command = [os.path.join(umzug.ROOT, ".peers/delayproxy"), "--to", str(server.ports["imaps"]), "--rtt",
                   str(round_trip), "--rate", str(rate)]
        process = place.spawn_with_input(command)
        self.addCleanup(_end, process)
        port = int(process.stdout.readline())

        def change(rate):
            process.stdin.write(f"rate {rate}\n".encode())
            process.stdin.flush()
            self.assertEqual(process.stdout.readline().strip(), b"ok")

        return port, change


def _end(process):
    place.stop(process, 0)
    process.stdin.close()
    process.stdout.close()
