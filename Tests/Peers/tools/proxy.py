"""The delay proxy (proxy/delayproxy.c), told on the way what to do."""

import os

import place
import tls

PROGRAM = os.path.join(tls.CACHE, "delayproxy")


class Proxy:
    """A slow or broken road to a port of 127.0.0.1; `Proxy(port, rtt=20, rate=300_000, cut_up=9000, cut_times=2)`."""

    def __init__(self, to, **options):
        arguments = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", str(value))]
        self._process = place.spawn_with_input([PROGRAM, "--to", str(to), *arguments])
        self.port = int(self._process.stdout.readline())

    def tell(self, command):
        """`rate BYTES`, `rtt MS`, `cut`, `freeze`, `thaw`…"""
        self._process.stdin.write(command.encode() + b"\n")
        self._process.stdin.flush()
        if self._process.stdout.readline().strip() != b"ok":
            raise AssertionError(f"the proxy did not take {command!r}")

    def close(self):
        """Ends it with all its connections."""
        place.stop(self._process, 0)
        self._process.stdin.close()
        self._process.stdout.close()
