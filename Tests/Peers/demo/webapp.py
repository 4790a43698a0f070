"""The web app of the demo: `umzug serve` with a data folder of its own."""

import contextlib
import json
import os
import socket
import subprocess
import time

import place
import providers
import tls

CONSULTANCY, COMPANY, CUSTOMER = "Widmer Umzugsberatung", "Brunner Holzbau AG", "Anna Keller"

class WebApp:
    """One running `umzug serve`; `wanted` is where it was asked for, `url` where it is."""

    def __init__(self, stack, program, listen):
        host, _, wanted = listen.rpartition(":")
        self.host = host.strip("[]") or "127.0.0.1"
        self.wanted, self.port = int(wanted), providers.free_port(int(wanted), self.host)
        folder = place.make_folder("demo")
        stack.callback(place.remove_folder, folder)
        self._log = os.path.join(folder, "log")
        self._program, self._data = program, os.path.join(folder, "data")
        command = [program, "serve", "--listen", f"{self._bracketed(self.host)}:{self.port}", "--data",
                   self._data, "--ca-file", tls.authority(), "--allow-network", "127.0.0.0/8"]
        with open(self._log, "wb") as log:
            self._process = place.spawn(command, stdout=log, stderr=log, cwd=tls.ROOT)
        stack.callback(place.stop, self._process, 15)
        self._wait()

    @property
    def url(self):
        """What to open, also from another machine."""
        shown = _own_address() if self.host in ("0.0.0.0", "::") else self._bracketed(self.host)
        return f"http://{shown}:{self.port}/"

    def project(self, consultant, password, answers):
        """A project that is half answered; the link that opens it to its customer."""
        self._run("consultant", "add", consultant, "--consultancy", CONSULTANCY, password=password)
        said = self._run("project", "add", COMPANY, "--consultant", consultant, "--customer", CUSTOMER,
                         "--answers", answers, "--public-url", self.url.rstrip("/"), "--json")
        return json.loads(said)["invitation"]

    def _run(self, *arguments, password=""):
        environment = {**os.environ, "UMZUG_CONSULTANT_PASSWORD": password}
        done = subprocess.run([self._program, *arguments, "--data", self._data], env=environment, cwd=tls.ROOT,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            raise place.PeerError(f"umzug {arguments[0]} {arguments[1]} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def ended(self):
        """Waits until it ends, which it should not; says how."""
        status = self._process.wait()
        return f"umzug serve ended with {status}\n{self._last()}"

    def _wait(self):
        reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        for _ in range(300):
            if self._process.poll() is not None:
                raise place.PeerError(self.ended())
            with contextlib.suppress(OSError), socket.create_connection((reach, self.port), 1):
                return
            time.sleep(0.1)
        raise place.PeerError("umzug serve does not answer")

    def _last(self):
        with open(self._log, errors="replace") as file:
            return file.read()[-3000:]

    def _bracketed(self, host):
        return f"[{host}]" if ":" in host else host


def _own_address():
    """The address by which others reach this machine: the one that it would send from; no packet goes out."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return probe.getsockname()[0]
    return socket.gethostname()
