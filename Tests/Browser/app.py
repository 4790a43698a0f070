"""The web app under test: `umzug serve` with a data folder of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "Interop"))
sys.dont_write_bytecode = True

from peers import place, tls
from program import PROGRAM, environment


class App:
    """One running `umzug serve`; it can be stopped and started again on the same data. `{url}` in an option is its own."""

    NETWORKS = ("--allow-network", "127.0.0.0/8", "--allow-network", "::1/128")

    def __init__(self, *options, networks=NETWORKS):
        self.folder = tempfile.mkdtemp(prefix="umzug-web-")
        self._ports = place.Ports()
        self.address = f"127.0.0.1:{self._ports.take()}"
        self.url = f"http://{self.address}"
        self.data = os.path.join(self.folder, "data")
        self.arguments = ["--data", self.data, "--listen", self.address, "--ca-file", tls.authority(),
                          "--trusted-proxy", "127.0.0.1", *networks, *(option.replace("{url}", self.url) for option in options)]
        self.process = None
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self):
        """Starts it and waits until it answers."""
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = place.spawn([PROGRAM, "serve", *self.arguments], stdout=log, stderr=log, env=environment())
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
                return
            time.sleep(0.02)
        raise AssertionError(f"serve does not answer:\n{self.log()}")

    def stop(self):
        """SIGTERM; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"serve does not end after SIGTERM:\n{self.log()}") from None

    def close(self):
        """Ends it whatever happens, its worker with it, and removes its data."""
        if self.process:
            place.stop(self.process)
        self._ports.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def worker(self, other_than=None):
        """The process ID of the worker; waits for the next one where one has gone."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            for child in _children(self.process.pid):
                if child != other_than and b"worker" in _command(child):
                    return child
            time.sleep(0.02)
        raise AssertionError(f"serve has no worker:\n{self.log()}")

    def log(self):
        """What it said last."""
        with open(os.path.join(self.folder, "log"), errors="replace") as file:
            return file.read()[-6000:]


def _children(parent):
    found = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{parent}/task"):
            with contextlib.suppress(OSError), open(f"/proc/{parent}/task/{task}/children", encoding="ascii") as file:
                found += [int(child) for child in file.read().split()]
    return found


def _command(process):
    with contextlib.suppress(OSError), open(f"/proc/{process}/cmdline", "rb") as file:
        return file.read()
    return b""
