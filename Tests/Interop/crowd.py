"""Many visitors at once, in one thread: each with a connection, a network address and cookies of its own."""

import asyncio
import collections
import random
import time


class Guest:
    """Reads page after page over a connection that is kept open."""

    def __init__(self, host, port, address, cookies=None):
        self.host, self.port, self.address, self.cookies = host, port, address, dict(cookies or {})
        self._reader = self._writer = None

    async def open(self):
        """Connects."""
        self._reader, self._writer = await asyncio.open_connection(self.host, self.port, local_addr=(self.address, 0))

    async def close(self):
        """Hangs up."""
        if self._writer:
            self._writer.close()
        self._writer = None

    async def ask(self, path, body=None):
        """The status of the answer, and its octets."""
        if not self._writer:
            await self.open()
        await self.send(path, body)
        status, length = await self.head()
        return status, await self._reader.readexactly(length)

    async def send(self, path, body=None):
        """A request; a body is a form."""
        fields = ["Host: umzug.example", "Accept-Language: de", "Accept-Encoding: gzip"]
        if self.cookies:
            fields.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body is not None:
            fields += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        method = "GET" if body is None else "POST"
        self._writer.write("\r\n".join([f"{method} {path} HTTP/1.1", *fields, "", body or ""]).encode())
        await self._writer.drain()

    async def head(self):
        """Status and announced length."""
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        length = 0
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "content-length":
                length = int(value)
            if name.lower() == "set-cookie":
                key, _, token = value.partition(";")[0].partition("=")
                self.cookies[key] = token
        return int(lines[0].split()[1]), length

    async def until(self, word):
        """Reads on until the word comes; the end of the stream is an error."""
        return await self._reader.readuntil(word)


async def stroll(guests, paths, seconds, pause):
    """All of them look at pages for that long, waiting `pause` seconds (from, to) between them; the seconds that each
    answer took, by status."""
    taken, ending = collections.defaultdict(list), time.monotonic() + seconds

    async def visit(number, guest):
        source = random.Random(number)
        await asyncio.sleep(source.uniform(0, pause[1]))
        while time.monotonic() < ending:
            path = source.choice(paths(number))
            begun = time.monotonic()
            try:
                status, _ = await guest.ask(path)
            except (OSError, asyncio.IncompleteReadError) as error:
                status = repr(error)
                await guest.close()
            taken[status].append(time.monotonic() - begun)
            await asyncio.sleep(source.uniform(*pause))
        await guest.close()

    await asyncio.gather(*(visit(number, guest) for number, guest in enumerate(guests)))
    return taken


def quantile(values, share):
    """The value below which that share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
