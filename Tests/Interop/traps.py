"""Servers that attackers hope we connect to, or that listen closely to what we say."""

import contextlib
import socket
import socketserver
import threading

from peers import NameServer


class Counter:
    """A port that greets and counts who comes; `address` may be a port of mail, too."""

    def __init__(self, greeting=b"", address="127.0.0.1", port=0):
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((address, port))
        self._socket.listen(64)
        self.port, self.count, self.heard = self._socket.getsockname()[1], 0, b""
        self._greeting = greeting
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.count += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection:
            connection.settimeout(3)
            try:
                connection.sendall(self._greeting)
                self.heard += connection.recv(65536)
            except OSError:
                return

    def close(self):
        """Stops."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class Rebinding(NameServer):
    """Answers each question for a name with the next of its addresses."""

    def __init__(self, turns, zone):
        super().__init__({**zone, **{name: [] for name in turns}})
        self._turns, self._guard = turns, threading.Lock()
        self._asked = dict.fromkeys(turns, 0)

    def reply(self, octets, stream):
        """As every name server, only that A changes."""
        with self._guard:
            for name, addresses in self._turns.items():
                self.zone[name] = [("A", addresses[self._asked[name] % len(addresses)])]
            before = len(self.questions)
            answer = super().reply(octets, stream)
            for name, kind, _ in self.questions[before:]:
                if name in self._asked and kind == "A":
                    self._asked[name] += 1
            return answer


class Scribe(socketserver.ThreadingTCPServer):
    """A mail server without encryption that writes down the lines that it takes for commands, and lets everybody in."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, greeting, service):
        super().__init__(("127.0.0.1", 0), _Clerk)
        self.port, self.greeting, self.service, self.commands = self.server_address[1], greeting, service, []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        """Stops."""
        self.shutdown()
        self.server_close()


class _Clerk(socketserver.StreamRequestHandler):
    timeout = 5

    def handle(self):
        with contextlib.suppress(OSError):
            self.wfile.write(self.server.greeting)
            while line := self.rfile.readline():
                self.server.commands.append(line.strip())
                self._answer(line)

    def _answer(self, line):
        if self.server.service == "pop3":
            self.wfile.write(b"+OK\r\n.\r\n" if line.upper().startswith((b"CAPA", b"UIDL", b"LIST")) else b"+OK\r\n")
            return
        while line.endswith(b"}\r\n"):
            size = line[line.rindex(b"{") + 1 : -3]
            if not size.endswith(b"+"):
                self.wfile.write(b"+ go on\r\n")
            self.rfile.read(int(size.rstrip(b"+")))
            line = line[: line.index(b" ")] + b" " + self.rfile.readline()
        tag, _, rest = line.partition(b" ")
        if rest.upper().startswith(b"AUTHENTICATE") and len(rest.split()) < 3:
            self.wfile.write(b"+ \r\n")
            self.rfile.readline()
        self.wfile.write(tag.strip() + b" OK done\r\n")
