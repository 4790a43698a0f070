"""An OAuth token introspection service for one Dovecot."""

import http.server
import json
import threading
import urllib.parse


class Introspection:
    """Answers for the tokens it was given: {token: user}."""

    def __init__(self, tokens):
        users = dict(tokens)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
                user = users.get((query.get("token") or [""])[0])
                body = json.dumps({"active": user is not None, "username": user}).encode()
                self.send_response(200 if user else 401)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def dovecot_configuration(self):
        """The text of Dovecot's oauth2 passdb file."""
        port = self._server.server_address[1]
        return (
            f"introspection_url = http://127.0.0.1:{port}/introspect?token=\nintrospection_mode = get\n"
            "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
        )

    def close(self):
        """Stops answering."""
        self._server.shutdown()
        self._server.server_close()
