"""The delay proxy for Python: makes a loopback connection distant, slow or broken."""

import os
import subprocess

import umzug

PROGRAM = os.path.join(umzug.ROOT, ".peers/delayproxy")


class Proxy:
    """A proxy before one port of this machine."""

    def __init__(self, port, round_trip=0, rate=0):
        self._process = subprocess.Popen(
            [PROGRAM, "--to", str(port), "--rtt", str(round_trip), "--rate", str(rate)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        self.port = int(self._process.stdout.readline())

    def tell(self, command):
        """`rate N`, `rtt MS`, `freeze`, `thaw`, `cut`, `cut-down BYTES`, `to PORT`, `inject LINE`…"""
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        if self._process.stdout.readline().strip() != "ok":
            raise AssertionError(f"the proxy did not take {command!r}")

    def close(self):
        """Ends the proxy with all its connections."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
