"""Servers for the transport's tests: many ports, one process, gone when standard input ends."""

import http.server
import os
import socket
import ssl
import struct
import sys
import tempfile
import threading
import urllib.parse

import authority

BLOCK = 65536


def make_table():
    state, table = 1, bytearray()
    for _ in range(BLOCK):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        table.append(state >> 16 & 0xFF)
    return bytes(table) * 2


TABLE = make_table()


def pattern(index):
    """Block `index` of the endless pattern that transfers consist of."""
    offset = index * 7919 % BLOCK
    return TABLE[offset:offset + BLOCK]


def context(path):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(path)
    made.set_alpn_protocols(["h2", "http/1.1"])
    return made


class Talk:
    """Answers one connection's lines until it ends."""

    def __init__(self, connection, contexts):
        self.connection, self.contexts = connection, contexts
        self.file = connection.makefile("rb", 1 << 18)

    def run(self):
        self.say("* OK ready")
        while line := self.file.readline():  # the file changes with STARTTLS
            words = line.decode("latin-1").split()
            if not words or not hasattr(self, "do_" + words[0].lower()):
                self.say("BAD " + line[:40].hex())
            elif getattr(self, "do_" + words[0].lower())(*words[1:]) == "end":
                return

    def say(self, text):
        self.connection.sendall(text.encode() + b"\r\n")

    def do_ping(self, word):
        self.say("PONG " + word)

    def do_send(self, count):
        for index in range(int(count) // BLOCK):
            self.connection.sendall(pattern(index))

    def do_pour(self, count):
        """Like send, but in large pieces, for measuring."""
        piece = pattern(0) * 64
        for _ in range(int(count) // len(piece)):
            self.connection.sendall(piece)

    def do_take(self, count):
        for index in range(int(count) // BLOCK):
            if self.file.read(BLOCK) != pattern(index):
                return self.say("BAD block %d" % index)
        self.say("TAKEN " + count)

    def do_drink(self, count):
        left = int(count)
        while left:
            left -= len(self.file.read1(min(left, 1 << 18)))
        self.say("TAKEN " + count)

    def do_tls(self):
        if isinstance(self.connection, ssl.SSLSocket):
            return self.say("TLS %s %s" % (self.connection.version(), self.connection.selected_alpn_protocol()))
        self.say("TLS none")

    def do_hush(self):
        while self.connection.recv(65536):
            pass
        return "end"

    def do_stall(self):
        """Reads nothing more until the peer is gone."""
        poll = __import__("select").poll()
        poll.register(self.connection, 0x2000)  # POLLRDHUP
        poll.poll(30000)
        return "end"

    def do_starttls(self, name):
        self.say("OK begin")
        self.connection = self.contexts[name].wrap_socket(self.connection, server_side=True)
        self.file = self.connection.makefile("rb", 1 << 18)
        self.say("* OK encrypted")

    def do_drip(self, count, milliseconds):
        import time
        for _ in range(int(count)):
            time.sleep(int(milliseconds) / 1000)
            self.connection.sendall(b".")

    def do_bye(self):
        return "end"

    def do_reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return "end"


def serve(handle):
    """Listens on a free port and gives each connection to `handle` on a thread; the port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)

    def one(connection):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            handle(connection)
        except OSError:
            pass
        finally:
            connection.close()

    def loop():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()
    return listener.getsockname()[1]


def encrypted(made, contexts):
    def handle(connection):
        with made.wrap_socket(connection, server_side=True) as wrapped:
            Talk(wrapped, contexts).run()
    return handle


def relay(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    finally:
        try:
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def proxy(connection):
    """An HTTP proxy that knows CONNECT, and resolves `inside.example` by itself."""
    request = b""
    while not request.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            return
        request += byte
    method, target, _ = request.split(b" ", 2)
    host, _, port = target.decode().rpartition(":")
    if method != b"CONNECT" or host == "forbidden.example":
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        return
    with socket.create_connection(("127.0.0.1" if host == "inside.example" else host, int(port))) as upstream:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        threading.Thread(target=relay, args=(connection, upstream), daemon=True).start()
        relay(upstream, connection)


class Web(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    opened = 0

    def setup(self):
        super().setup()
        type(self).opened += 1

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", *fields):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        parts = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if parts.path == "/to":
            self.answer(int(query.get("status", 302)), b"moved", ("Location", query["url"]))
        elif parts.path == "/echo":
            names = ";".join(sorted(name.lower() for name in self.headers))
            self.answer(207, self.command.encode() + b"\n" + names.encode() + b"\n" + body, ("X-Two", " a "), ("x-two", "b"))
        elif parts.path == "/bytes":
            self.answer(200, b"x" * int(query["count"]))
        elif parts.path == "/zip":
            import gzip
            self.answer(200, gzip.compress(b"x" * int(query["count"])), ("Content-Encoding", "gzip"))
        elif parts.path == "/opened":
            self.answer(200, str(type(self).opened).encode())
        elif parts.path == "/never":
            threading.Event().wait(30)
        else:
            self.answer(404, b"nothing here")

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PROPFIND = do_REPORT = handle_any


class WebServer(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        pass


def web(made=None):
    handler = type("Handler", (Web,), {"opened": 0})
    server = WebServer(("127.0.0.1", 0), handler)
    if made:
        server.socket = made.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def main():
    with tempfile.TemporaryDirectory() as folder:
        trusted, unknown = os.path.join(folder, "trusted"), os.path.join(folder, "unknown")
        authority.new_authority(trusted, "Test Authority")
        authority.new_authority(unknown, "Unknown Authority")
        local = "DNS:localhost,IP:127.0.0.1"
        paths = {
            "ok": authority.issue(trusted, "ok", local),
            "named": authority.issue(trusted, "named", "DNS:inside.example,DNS:xn--mnchen-3ya.example"),
            "expired": authority.issue(trusted, "expired", local, ("20200101000000Z", "20210101000000Z")),
            "future": authority.issue(trusted, "future", local, ("20390101000000Z", "20400101000000Z")),
            "wrong": authority.issue(trusted, "wrong", "DNS:other.example"),
            "stranger": authority.issue(unknown, "stranger", local),
            "alone": authority.self_signed(unknown, "alone", local),
        }
        contexts = {name: context(path) for name, path in paths.items()}
        held = socket.socket()  # bound and not listening: connections are refused, and nobody else gets the port
        held.bind(("127.0.0.1", 0))
        ports = {name: serve(encrypted(made, contexts)) for name, made in contexts.items()}
        ports["plain"] = serve(lambda connection: Talk(connection, contexts).run())
        ports["deaf"] = serve(lambda connection: connection.recv(1 << 20) and connection.recv(1))
        ports["hangup"] = serve(lambda connection: None)
        ports["refused"] = held.getsockname()[1]
        ports["proxy"] = serve(proxy)
        ports["http"] = web()
        ports["https"] = web(contexts["ok"])
        fields = [folder] + ["%s=%d" % item for item in ports.items()]
        print(" ".join(fields), flush=True)
        sys.stdin.read()


main()
