#!/usr/bin/env python3
"""Runs one peer for a program in any language: `peer.py dovecot '{"users": {"alice": "secret"}}'`.

The first line on stdout is the peer's description in JSON. Every line on stdin is a request in JSON, answered with
one line: {"do": "stop"}, {"do": "start"}, {"do": "doveadm", "arguments": […]}. End of input ends the peer and removes
what it kept; so nothing is left over when the program that started it is killed.
"""

import contextlib
import importlib
import json
import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
sys.dont_write_bytecode = True

PEERS = {"dovecot": "Dovecot", "cyrus": "Cyrus", "courier": "Courier"}


def answer(value):
    """Writes one line; a reader that is gone is the end of input anyway."""
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(value) + "\n")
        sys.stdout.flush()


def serve(peer):
    """Answers requests until the end of input."""
    for line in sys.stdin:
        request = json.loads(line)
        do = request.pop("do")
        try:
            if do not in ("start", "stop", "doveadm"):
                raise ValueError(f"unknown request {do!r}")
            answer({"ok": True, "output": getattr(peer, do)(**request) or ""})
        except Exception as error:
            answer({"ok": False, "output": str(error)})


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    name = sys.argv[1]
    if sys.argv[2:] == ["--reason-to-skip"]:
        answer({"reason": importlib.import_module(name).reason_to_skip() or ""})
        return 0
    options = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
    try:
        peer = getattr(importlib.import_module(name), PEERS[name])(options)
    except Exception as error:
        answer({"error": f"{error}"})
        return 1
    try:
        answer(peer.description())
        serve(peer)
    finally:
        peer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
