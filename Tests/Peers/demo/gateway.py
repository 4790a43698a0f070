"""A provider's front that slows eager clients down, as the large ones do.

It ends TLS, passes IMAP on to a server behind it, and after so many octets from clients it closes their connections
with BYE and refuses logins for a while, naming the time.
"""

import asyncio
import ssl
import threading
import time


class Gateway:
    """Listens on a port of 127.0.0.1 and throttles after every `allowance` octets for `pause` seconds."""

    def __init__(self, listen, behind, key, certificate, allowance, pause):
        self.port, self._behind = listen, behind
        self._allowance, self._pause = allowance, pause
        self._used, self._until = 0, 0.0
        self._clients = set()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()
        self._ready.wait(10)

    def close(self):
        """Stops listening."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        start = asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=self._context)
        self._loop.run_until_complete(start)
        self._ready.set()
        self._loop.run_forever()

    def _remaining(self):
        return int((self._until - time.monotonic()) * 1000)

    async def _serve(self, reader, writer):
        try:
            if self._remaining() > 0:
                await self._refuse(reader, writer)
            else:
                await self._pass_on(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._clients.discard(writer)
            writer.close()

    async def _refuse(self, reader, writer):
        writer.write(b"* OK [CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ID AUTH=PLAIN] ready\r\n")
        while line := await reader.readline():
            tag, _, command = line.strip().partition(b" ")
            name = command.split(b" ")[0].upper()
            if name in (b"LOGIN", b"AUTHENTICATE"):
                if name == b"AUTHENTICATE" and len(command.split(b" ")) < 3:
                    writer.write(b"+ \r\n")
                    await reader.readline()
                wait = max(self._remaining(), 1000)
                text = f" NO [THROTTLED] Request is throttled. Suggested Backoff Time: {wait} milliseconds\r\n"
                writer.write(tag + text.encode())
            elif name == b"CAPABILITY":
                writer.write(b"* CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ID AUTH=PLAIN\r\n" + tag + b" OK done\r\n")
            elif name == b"LOGOUT":
                writer.write(b"* BYE\r\n" + tag + b" OK done\r\n")
                return
            else:
                writer.write(tag + b" OK done\r\n")
            await writer.drain()

    async def _pass_on(self, reader, writer):
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._behind)
        self._clients.add(writer)
        up = asyncio.ensure_future(self._up(reader, inner_writer))
        down = asyncio.ensure_future(self._down(inner_reader, writer))
        _, pending = await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        inner_writer.close()

    async def _up(self, reader, writer):
        while data := await reader.read(65536):
            self._used += len(data)
            if self._used > self._allowance:
                self._throttle()
                return
            writer.write(data)
            await writer.drain()

    async def _down(self, reader, writer):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()

    def _throttle(self):
        self._used, self._until = 0, time.monotonic() + self._pause
        text = f"* BYE [THROTTLED] Too much data. Suggested Backoff Time: {self._remaining()} milliseconds\r\n"
        for client in list(self._clients):
            client.write(text.encode())
            client.close()
