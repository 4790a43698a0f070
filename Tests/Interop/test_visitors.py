"""Many visitors at once: pages while migrations run, and live pages that stay open.

The short forms run with every test; 200 visitors for a minute beside 20 migrations, and 2,000 open pages, with UMZUG_SOAK=1.
"""

import asyncio
import concurrent.futures
import datetime
import os
import time

import accounts
import fill
import mailboxes
from crowd import Guest, quantile, stroll
from peers import Dovecot, Proxy
from test_load import LONG, LoadTest, computed, resident
from visitor import PASSWORD, SOURCE, TRACK, Visitor

PEOPLE, SECONDS, MOVES = (200, 60, 20) if LONG else (20, 4, 2)
MESSAGES, RATE = (2_500, 4_000_000) if LONG else (100, 250_000)
"""Of each mailbox, and the octets that a line takes in a second: so that the migrations last as long as the visitors."""
STREAMS, HELD = (2_000, 60) if LONG else (100, 3)
PAUSE = (0.2, 1.0)


class CrowdTest(LoadTest):
    """A web app, and mailboxes that move."""

    options = ("--migrations", "20")

    def app(self, *options, **others):
        """A web app that runs as many migrations at once as are started."""
        return super().app(*self.options, *options, **others)

    def servers(self, users):
        """Two servers behind slow lines; their ports."""
        self.lines = []
        for number in range(2):
            server = self.own(Dovecot({"users": dict.fromkeys(users, PASSWORD), "processes": 4, "connectionsPerUser": 50}))
            if number == 0:
                with concurrent.futures.ThreadPoolExecutor(4) as pool:
                    list(pool.map(lambda user: self._fill(server, user), users))
            self.lines.append(self.own(Proxy(server.ports["imaps"], rate=RATE)))
        return [line.port for line in self.lines]

    def _fill(self, server, user):
        client = accounts.connect(server, user, PASSWORD)
        items = [mailboxes.Item(("INBOX",) if number % 3 else ("Archiv",),
                                f"Message-ID: <{number}@{user}>\r\nSubject: {number}\r\n\r\n".encode() + b"octets\r\n" * 1_200)
                 for number in range(MESSAGES)]
        fill.fill(client, items)
        client.logout()

    def begin(self, ports, user, **choices):
        """A migration that has been started: the visitor with the right to see it, and its ID."""
        walker = self.visitor(self.web)
        walker.to_options(*ports, user)
        walker.to_check()
        return walker, walker.start(**choices)[0]

    def guests(self, count, prefix, cookies=lambda number: {}):
        """Visitors, 50 from an address."""
        return [Guest(self.host, self.port, f"127.{prefix}.{number // 12_500}.{number // 50 % 250 + 1}", cookies(number))
                for number in range(count)]


class ReadingTests(CrowdTest):
    def test_pages_are_shown_while_migrations_run(self):
        users = [f"kunde{number}" for number in range(MOVES)]
        ports = self.servers(users)
        self.warm()
        begun = []
        for user in users:
            begun.append(self.begin(ports, user))
        before = resident(self.web.process.pid)
        worker = self.web.worker()
        pages = ["/", SOURCE, "/migrations/new/target", TRACK, "/faq", "/faq?q=passwort", "/faq/lost-migration-id"]

        def paths(number):
            name = begun[number % MOVES][1]
            return [*pages, *(f"/migrations/{name}{page}" for page in ("", "", "/receipt", "/cancel"))]

        guests = self.guests(PEOPLE, 20, lambda number: begun[number % MOVES][0].cookies)
        running = self._running(begun)
        processors = [computed(process) for process in (self.web.process.pid, worker)]
        taken = asyncio.run(stroll(guests, paths, SECONDS, PAUSE))
        processors = [computed(process) - so_far for process, so_far in zip((self.web.process.pid, worker), processors)]
        left = self._running(begun)
        seconds = [second for seconds in taken.values() for second in seconds]
        self.said(visitors=PEOPLE, pages=len(seconds), running_before=running, running_after=left,
                  median=round(quantile(seconds, 0.5), 4), p99=round(quantile(seconds, 0.99), 4), longest=round(max(seconds), 3),
                  web=resident(self.web.process.pid) >> 20, grown=self.grown(before) >> 20, worker=resident(worker) >> 20,
                  processor_seconds=processors, others_too=os.getloadavg()[0])
        self.assertLessEqual(set(taken), {200, 303}, {status: len(seconds) for status, seconds in taken.items()})
        self.assertGreater(running, 0, "no migration was running")
        self.assertGreater(len(taken[200]), PEOPLE)
        self.assertLess(self.grown(before), 64 << 20)
        for line in self.lines:
            line.tell("rate 0")
        for walker, name in begun:
            self.ended(walker, name)

    def _running(self, begun):
        return sum(walker.get(f"/migrations/{name}/pass").status != 200 for walker, name in begun)


class WatchingTests(CrowdTest):
    def test_live_pages_stay_open_and_hear_of_a_change(self):
        self.warm()
        tomorrow = (datetime.date.today() + datetime.timedelta(2)).isoformat()
        walker, name = self.begin(self.servers(["alice"]), "alice", begin="later", startDate=tomorrow)
        before = resident(self.web.process.pid)
        served = asyncio.run(self._watch(walker, name, before))
        self.assertEqual(self.own(Visitor(self.web)).get("/").status, 200)
        self.assertGreater(len(served), 0)

    async def _watch(self, walker, name, before):
        guests = self.guests(STREAMS, 30, lambda _: walker.cookies)
        gate, first, last = asyncio.Semaphore(50), b"event: state", "Abgebrochen".encode()

        async def join(guest):
            async with gate:
                await guest.open()
                await guest.send(f"/migrations/{name}/events")
                status, _ = await guest.head()
                await guest.until(first)
                return status

        begun = time.monotonic()
        self.assertEqual(set(await asyncio.gather(*map(join, guests))), {200})
        joined, grown = time.monotonic() - begun, self.grown(before)
        reader = self.guests(1, 31)[0]
        served = []
        while time.monotonic() < begun + joined + HELD:
            asked = time.monotonic()
            self.assertEqual((await reader.ask("/"))[0], 200)
            served.append(time.monotonic() - asked)
            await asyncio.sleep(0.2)
        changed = time.monotonic()
        news = [asyncio.create_task(guest.until(last)) for guest in guests]
        answer = await asyncio.to_thread(walker.fill, f"/migrations/{name}/cancel")
        self.assertEqual(answer.status, 303, answer)
        await asyncio.wait_for(asyncio.gather(*news), 60)
        heard = time.monotonic() - changed
        self.said(streams=STREAMS, joined=round(joined, 2), held=HELD, heard=round(heard, 2), grown=grown >> 20,
                  each=grown // STREAMS, web=resident(self.web.process.pid) >> 20, page_p99=round(quantile(served, 0.99), 4))
        await reader.close()
        for guest in guests:
            await guest.close()
        return served
