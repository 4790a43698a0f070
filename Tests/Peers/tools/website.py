"""A web server on loopback over TLS, for tests: one for all hosts, with a page for each host and path."""

import contextlib
import http.server
import ssl
import threading
import time

import place
import tls


class Page:
    """An answer: status, fields and body; `seconds` to wait before it, `octets` to send where no body is given."""

    def __init__(self, body="", status=200, fields=None, seconds=0, octets=0):
        self.body = body.encode() if isinstance(body, str) else body
        self.status, self.fields, self.seconds, self.octets = status, fields or {}, seconds, octets


class Website:
    """`pages` maps `host/path` (without the query) to a Page; all else is 404. `requests` and `connections` came."""

    def __init__(self, pages, hosts, address="127.0.0.1"):
        self.pages, self.requests, self.connections = pages, [], 0
        self.folder = place.make_folder("website")
        self._held = place.Ports()
        self.port = self._held.take()
        key, certificate = tls.issue(self.folder, hosts=hosts)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server = _Server((address, self.port), _Handler)
        self._server.owner = self
        self._server.context = context
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        """Stops it and removes its certificate."""
        self._server.shutdown()
        self._server.server_close()
        self._held.close()
        place.remove_folder(self.folder)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def get_request(self):
        connection, address = super().get_request()
        self.owner.connections += 1
        connection.settimeout(20)
        return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        """A client that hangs up in the middle is what some of the tests are about."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):  # noqa: N802
        self._answer(b"")

    def do_POST(self):  # noqa: N802
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _answer(self, body):
        host = (self.headers.get("Host") or "").split(":")[0]
        path, _, query = self.path.partition("?")
        self.server.owner.requests.append((self.command, host, path, query, body))
        page = self.server.owner.pages.get(host + path) or Page("not here", 404)
        time.sleep(page.seconds)
        with contextlib.suppress(OSError):
            self.send_response(page.status)
            for name, value in page.fields.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(page.octets or len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)
            for _ in range(page.octets // 65536):
                self.wfile.write(b" " * 65536)

    def log_message(self, *_):
        """Says nothing."""
