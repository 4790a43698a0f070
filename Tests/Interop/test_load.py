"""Guessing, stuffing, slow and broken clients: the web app answers properly, its memory stays, others are served.

The short forms run with every test; the long ones (10,000 attempts, minutes of slowness) with UMZUG_SOAK=1.
"""

import collections
import concurrent.futures
import os
import random
import re
import socket
import threading
import time

from peers import Dovecot
from test_attacks import AttackTest
from visitor import SOURCE, TRACK, Visitor

LONG = bool(os.environ.get("UMZUG_SOAK"))
ADDRESSES = 500 if LONG else 25
"""Visitors, each from a loopback address of its own."""
ATTEMPTS = 20
"""Of each: together 10,000 in the long form."""
GROWTH = 24 << 20
"""Octets by which the server may grow under attack."""


def resident(process):
    """Octets of memory that the process has in use."""
    with open(f"/proc/{process}/status", encoding="ascii") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) << 10


def computed(process):
    """Seconds of processor time that the process has used."""
    with open(f"/proc/{process}/stat", encoding="ascii") as stat:
        user, system = stat.read().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class LoadTest(AttackTest):
    """A web app under attack."""

    minutes = 1

    def setUp(self):
        super().setUp()
        self.web = self.app()
        self.host, port = self.web.address.split(":")
        self.port = int(port)

    def grown(self, before):
        """By how much it has grown."""
        return resident(self.web.process.pid) - before

    def warm(self):
        """What it takes after its first requests, all of its code and threads in use."""
        visitors = [self.own(Visitor(self.web, f"127.9.0.{number + 1}")) for number in range(16)]
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda visitor: visitor.fill(TRACK, id="unbekannt-1", user="x", password="y"), visitors))
        return resident(self.web.process.pid)

    def said(self, **figures):
        """Figures, for whoever runs it by hand."""
        print(f"{self.id().split('.')[-1]}: {figures}", flush=True)


class GuessTests(LoadTest):
    def test_wrong_attempts_to_track_look_alike_and_are_slowed_down(self):
        before, begun = self.warm(), time.monotonic()
        answers, waits = collections.Counter(), collections.defaultdict(list)

        def guess(number):
            visitor = Visitor(self.web, f"127.1.{number // 250}.{number % 250 + 1}")
            for attempt in range(ATTEMPTS):
                typed = f"{random.Random(number * 100 + attempt).randbytes(9).hex().upper()[:17]}"
                page = visitor.fill(TRACK, id=typed, user="alice", password="falsch")
                if page.status == 429:
                    waits[number].append(int(page["Retry-After"]))
                text = re.sub(r'value="[^"]*"|\d+', "", page.text) if page.status == 422 else ""
                answers[page.status, text] += 1
            visitor.close()

        with concurrent.futures.ThreadPoolExecutor(min(ADDRESSES, 60)) as pool:
            list(pool.map(guess, range(ADDRESSES)))
        statuses = {status for status, _ in answers}
        self.assertEqual(statuses, {422, 429})
        self.assertEqual(len({text for status, text in answers if status == 422}), 1, "wrong entries can be told apart")
        slowed = sum(count for (status, _), count in answers.items() if status == 429)
        self.assertGreater(slowed, ADDRESSES * ATTEMPTS // 2, "guessing is not slowed down")
        self.said(attempts=sum(answers.values()), slowed=slowed, seconds=round(time.monotonic() - begun, 1), before=before,
                  grown=self.grown(before))
        self.assertLess(self.grown(before), GROWTH)
        self.assertEqual(self.own(Visitor(self.web)).get("/").status, 200)

    def test_stolen_passwords_cannot_be_sorted_and_the_server_is_hardly_asked(self):
        users = {f"kunde{number}": f"richtig{number}" for number in range(20)}
        server = self.own(Dovecot({"users": users}))
        before, begun = self.warm(), time.monotonic()
        answers = collections.Counter()

        def stuff(number):
            visitor = Visitor(self.web, f"127.2.{number // 250}.{number % 250 + 1}")
            visitor.get(SOURCE)
            for attempt in range(ATTEMPTS):
                user = f"kunde{attempt % 4}"
                right = (number + attempt // 4) % 5 == 4
                password = users[user] if right else f"gestohlen{number}-{attempt}"
                page = visitor.login(SOURCE, server.ports["imaps"], user, password)
                answers[page.status, right] += 1
                if page.status == 303:
                    visitor.close()
                    visitor = Visitor(self.web, visitor.address)
            visitor.close()

        with concurrent.futures.ThreadPoolExecutor(min(ADDRESSES, 40)) as pool:
            list(pool.map(stuff, range(ADDRESSES)))
        self.assertLessEqual({status for status, _ in answers}, {303, 422, 429})
        asked = sum(count for (status, _), count in answers.items() if status != 429)
        self.said(attempts=sum(answers.values()), asked=asked, right_and_told=answers[303, True],
                  right_and_limited=answers[429, True], seconds=round(time.monotonic() - begun, 1), before=before,
                  grown=self.grown(before))
        self.assertLessEqual(asked, 300, "the mail server is asked more often than the limit says")
        self.assertGreater(answers[429, True], 0)
        self.assertLess(self.grown(before), GROWTH)

    def test_many_names_of_one_server_do_not_get_round_its_limit(self):
        """As with a certificate for all names below one, or a provider's many servers: what counts is where they lead."""
        names, users = [f"n{number}.umzug.test" for number in range(40)], {f"kunde{number}": "richtig" for number in range(200)}
        server = self.own(Dovecot({"users": users}))
        port = server.ports["imaps"]
        options = [word for name in names for word in ("--connect-to", f"{name}:{port}:127.0.0.1:{port}")]
        web, answers = self.app(*options), collections.Counter()
        begun, visitors = time.monotonic(), 400 if LONG else 10

        def stuff(number):
            visitor = Visitor(web, f"127.10.{number // 250}.{number % 250 + 1}")
            visitor.get(SOURCE)
            for attempt in range(10 if LONG else 5):
                turn = number * 10 + attempt
                page = visitor.login(SOURCE, port, f"kunde{turn % 200}", f"gestohlen{turn}", names[turn % 40])
                answers[page.status] += 1
            visitor.close()

        with concurrent.futures.ThreadPoolExecutor(min(visitors, 40)) as pool:
            list(pool.map(stuff, range(visitors)))
        self.said(attempts=sum(answers.values()), asked=answers[422], limited=answers[429],
                  seconds=round(time.monotonic() - begun, 1))
        self.assertLessEqual(set(answers), {422, 429})
        self.assertGreater(answers[422], 0)
        self.assertLessEqual(answers[422], 600)

    def test_once_limited_a_right_password_gets_the_same_page_as_a_wrong_one(self):
        server = self.own(Dovecot({"users": {"alice": "richtig"}}))
        pages = {}
        for number in range(40):
            page = self.tries(self.web, server.ports["imaps"], "alice", password=f"falsch{number}")
            if page.status == 429:
                break
        self.assertEqual(page.status, 429)
        for password in ("richtig", "falsch"):
            begun = time.monotonic()
            page = self.tries(self.web, server.ports["imaps"], "alice", password=password)
            pages[password] = page.status, re.sub(r"\d+", "", page.text)
            self.assertLess(time.monotonic() - begun, 3, "it was tried out")
        self.assertEqual(*pages.values())
        self.assertEqual(pages["richtig"][0], 429)


class ClientTests(LoadTest):
    """Clients that are slow, or speak nonsense."""

    def raw(self, octets, source="127.0.0.1", wait=5):
        """What the server says to these octets; empty where it hangs up."""
        with socket.create_connection((self.host, self.port), 10, (source, 0)) as client:
            client.settimeout(wait)
            try:
                client.sendall(octets)
                return client.recv(65536)
            except OSError:
                return b""

    def test_two_hundred_slow_clients_leave_room_for_a_normal_one(self):
        before, slow = self.warm(), []
        kinds = [b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST /migrations/track HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n",
                 b"", b"G"]
        for number in range(200):
            client = socket.create_connection((self.host, self.port), 10, (f"127.3.{number // 40}.{number % 40 + 1}", 0))
            self.addCleanup(client.close)
            client.sendall(kinds[number % 4])
            slow.append(client)
        ending = time.monotonic() + (60 if LONG else 6)
        longest, served, visitor = 0, 0, self.own(Visitor(self.web))
        while time.monotonic() < ending:
            for client in slow:
                try:
                    client.sendall(b"x")
                except OSError:
                    continue
            begun = time.monotonic()
            self.assertEqual(visitor.get(random.choice(["/", SOURCE, TRACK])).status, 200)
            longest, served = max(longest, time.monotonic() - begun), served + 1
            time.sleep(0.2)
        self.said(served=served, longest=round(longest, 3), before=before, grown=self.grown(before))
        self.assertLess(longest, 5)
        self.assertLess(self.grown(before), GROWTH)
        if LONG:
            self.assertGreater(sum(self._is_closed(client) for client in slow), 190, "slow clients are kept for ever")

    def _is_closed(self, client):
        client.settimeout(0.05)
        try:
            while client.recv(4096):
                continue
        except TimeoutError:
            return False
        except OSError:
            pass
        return True

    def test_one_address_cannot_take_all_connections(self):
        clients = [socket.create_connection((self.host, self.port), 10, ("127.4.0.1", 0)) for _ in range(100)]
        for client in clients:
            self.addCleanup(client.close)
        time.sleep(0.5)
        self.assertGreaterEqual(sum(self._is_closed(client) for client in clients), 30)
        self.assertEqual(self.own(Visitor(self.web)).get("/").status, 200)

    def test_oversized_and_broken_requests_are_refused(self):
        cases = [
            (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", (b"431", b"413", b"")),
            (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 20_000 + b"\r\n", (b"431", b"413", b"")),
            (b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", (b"414", b"431", b"")),
            (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 25_000 + b"\r\n\r\n", (b"431",)),
            (b"POST /migrations/track HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", (b"400",)),
            (b"GET / HTTP/1.1\r\n\r\n", (b"400",)), (b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", (b"505", b"400", b"")),
            (b"POST /migrations/track HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", (b"400", b"")),
            (b"POST /migrations/track HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             (b"400", b"")),
            (b"POST /migrations/track HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", (b"400", b"413", b"403", b"")),
            (b"POST /migrations/track HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", (b"400", b"413", b"")),
            (b"GET / HTTP/1.1\r\nHost: x\r\nFolded: a\r\n b\r\n\r\n", (b"400", b"200", b"")),
            (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", (b"400", b"")),
        ]
        for number, (octets, expected) in enumerate(cases):
            said = self.raw(octets, f"127.5.0.{number + 1}", wait=2)
            self.assertIn(said[9:12], expected, octets[:80])

    def test_random_octets_break_nothing(self):
        before, begun, count = self.warm(), time.monotonic(), 20_000 if LONG else 400
        seeds = [b"GET / HTTP/1.1\r\nHost: x\r\nCookie: session=abc; lang=de\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n",
                 b"POST /migrations/track HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                 b"Content-Length: 9\r\nConnection: close\r\n\r\nid=1&a=%4"]

        def send(number):
            source = random.Random(number)
            octets = bytearray(source.choice(seeds))
            for _ in range(source.randrange(1, 12)):
                at = source.randrange(len(octets))
                octets[at : at + source.randrange(0, 3)] = source.randbytes(source.randrange(0, 4))
            return octets, self.raw(bytes(octets), f"127.6.0.{number % 200 + 1}", wait=0.3)

        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            for octets, said in pool.map(send, range(count)):
                self.assertNotIn(said[9:12], (b"500", b"501", b"502", b"503", b"504"), octets)
        self.assertIsNone(self.web.process.poll())
        self.said(requests=count, seconds=round(time.monotonic() - begun, 1), before=before, grown=self.grown(before))
        self.assertLess(self.grown(before), GROWTH)
        self.assertEqual(self.own(Visitor(self.web)).get("/").status, 200)
