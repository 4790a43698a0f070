"""A provider's front before a real server: it ends TLS, passes IMAP on, slows eager clients down as the large providers
do, and has the faults that a test gives it.

Answers of its own come in their place among the server's: what it refuses goes to the server as NOOP, and the answer to
that is rewritten.
"""

import asyncio
import contextlib
import math
import re
import ssl
import threading
import time

import place

PIECE = 65536
LINE = 64 << 20
LITERAL = re.compile(rb"\{(\d+)(\+?)\}\r?\n$")


class Fault:
    """What goes wrong: at a command that `pattern` matches, or at data from the server that holds `data`.

    `answer` is `NO …` or `BAD …` for the command alone, or `BYE …` to end the connection; data is cut in its middle.
    `times` bounds how often (for ever where it is None); `hits` counts.
    """

    def __init__(self, pattern=None, answer="", data=None, times=None):
        self._pattern = re.compile(pattern.encode(), re.IGNORECASE) if pattern else None
        self._data, self._times = data, times
        self.answer, self.hits = answer, 0

    def strikes(self, command=None, data=None):
        """Whether it is this fault's turn; counts it."""
        found = self._pattern and command and self._pattern.search(command) or self._data and data and self._data in data
        if not found or (self._times is not None and self.hits >= self._times):
            return False
        self.hits += 1
        return True


class _Plain:
    """Passes lines on."""

    def asked(self, line):
        """What the server gets for a client's command."""
        return line

    def told(self, line):
        """What the client gets for a line of the server's."""
        return line


class Gateway:
    """Listens on `port`; after every `allowance` octets from clients it throttles for `pause` seconds, `bouts` times."""

    def __init__(self, server, faults=(), allowance=None, pause=0, bouts=math.inf):
        self._held = place.Ports()
        self.port = self._held.take()
        self.faults = list(faults)
        self._behind, self._allowance, self._pause = server.ports["imap"], allowance, pause
        self._bouts = bouts
        self._used, self._until = 0, 0.0
        self._clients = {}
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(server.certificate, server.key)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(10)

    def close(self):
        """Stops listening and ends every connection."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._held.close()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        start = asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=self._context, limit=LINE)
        server = self._loop.run_until_complete(start)
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def talk(self):
        """What rewrites the lines of one connection; a front as such passes them on."""
        return _Plain()

    async def _serve(self, reader, writer):
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._behind, limit=LINE)
        answers, talk = {}, self.talk()
        pumps = [asyncio.ensure_future(self._up(reader, inner_writer, answers, talk)),
                 asyncio.ensure_future(self._down(inner_reader, writer, answers, talk))]
        self._clients[writer] = pumps
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            # What was said last arrives only if nothing that the client still sends goes unread.
            with contextlib.suppress(OSError, asyncio.TimeoutError):
                await asyncio.wait_for(self._discard(reader), 2)
        finally:
            del self._clients[writer]
            inner_writer.close()
            writer.close()

    async def _discard(self, reader):
        while await reader.read(PIECE):
            pass

    # MARK: from the client

    async def _up(self, reader, writer, answers, talk):
        while line := await reader.readline():
            tag, _, command = line.partition(b" ")
            answer = self._answer(command)
            if answer:
                answers[tag] = answer
                await self._literals(line, reader, None)
                writer.write(tag + b" NOOP\r\n")
            else:
                writer.write(talk.asked(line))
                await self._literals(line, reader, writer)
            await writer.drain()

    def _answer(self, command):
        """What this command gets instead of the server's answer."""
        left = self._until - time.monotonic()
        if left > 0 and re.match(rb"LOGIN|AUTHENTICATE", command, re.IGNORECASE):
            return f"NO [THROTTLED] Request is throttled. Suggested Backoff Time: {max(int(left * 1000), 1000)} milliseconds"
        return next((fault.answer for fault in self.faults if fault.strikes(command=command)), None)

    async def _literals(self, line, reader, writer):
        """Passes on, or swallows, what belongs to a command behind its first line."""
        while found := LITERAL.search(line):
            if not writer and not found[2]:
                return  # The client waits for leave to send, and gets the refusal.
            left = int(found[1])
            while left:
                data = await reader.readexactly(min(left, PIECE))
                left -= len(data)
                self._count(len(data))
                if writer:
                    writer.write(data)
                    await writer.drain()
            line = await reader.readline()
            if writer:
                writer.write(line)

    def _count(self, octets):
        if self._allowance is None or not self._bouts:
            return
        self._used += octets
        if self._used > self._allowance:
            self._bouts -= 1
            self._used, self._until = 0, time.monotonic() + self._pause
            text = f"* BYE [THROTTLED] Too much data. Suggested Backoff Time: {int(self._pause * 1000)} milliseconds\r\n"
            for client, pumps in self._clients.items():
                client.write(text.encode())
                for pump in pumps:
                    pump.cancel()

    # MARK: from the server

    async def _down(self, reader, writer, answers, talk):
        while line := await reader.readline():
            tag, _, _ = line.partition(b" ")
            answer = answers.pop(tag, None)
            if answer and answer.startswith("BYE"):
                writer.write(f"* {answer}\r\n".encode())
                return
            writer.write(tag + f" {answer}\r\n".encode() if answer else talk.told(line))
            found = LITERAL.search(line)
            left = int(found[1]) if found else 0
            while left:
                data = await reader.readexactly(min(left, PIECE))
                left -= len(data)
                if any(fault.strikes(data=data) for fault in self.faults):
                    writer.write(data[: len(data) // 2])
                    await writer.drain()
                    return
                writer.write(data)
            await writer.drain()
