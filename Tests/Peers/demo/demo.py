#!/usr/bin/env python3
"""Two sample providers with mail, and the web app before them; `make demo` builds what it needs and runs this.

    demo.py [--listen HOST:PORT] [--umzug PROGRAM]

The pair of «anna» is slow, throttled, already partly moved and holds one message that the new provider refuses; the
pair of «ben» runs at full speed. Ctrl-C ends everything and removes the sample mail.
"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.realpath(os.path.join(HERE, "..", "..", ".."))
sys.path[:0] = [HERE, os.path.join(ROOT, "Tests", "Peers", "tools"), os.path.join(ROOT, "Tests", "Interop")]
sys.dont_write_bytecode = True

import fill
import mailboxes
import place
import tls
import wire
from dovecot import Dovecot
from gateway import Gateway

SLOW = {"round_trip": 60, "rate": 250_000, "messages": 420, "folders": 14, "moved": 60, "allowance": 5_000_000,
        "pause": 15, "limit": 1_000_000}
"""About 90 s: 9 MB at 250 KB/s, a part of it twice, and a pause of 15 s on the way."""


def say(text):
    """One line, at once."""
    print(text, flush=True)


def step(number, text):
    """A step of the preparation."""
    say(f"[{number}/5] {text}")


def proxy(stack, port, **options):
    """A delay proxy before a port; returns its own."""
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    process = place.spawn_with_input([os.path.join(ROOT, ".peers", "delayproxy"), "--to", str(port), *arguments])
    stack.callback(place.stop, process, 0)
    return int(process.stdout.readline())


def start_providers(stack):
    """The old and the new provider, and the slow road to both for anna."""
    users = {"anna": "anna-geheim", "ben": "ben-geheim"}
    special = {"Gesendet": "\\Sent", "Entwürfe": "\\Drafts", "Papierkorb": "\\Trash"}
    old = Dovecot({"users": users, "specialUse": special})
    stack.callback(old.close)
    new = Dovecot({"users": users, "specialUse": {"Sent": "\\Sent", "Drafts": "\\Drafts", "Trash": "\\Trash"},
                   "maxMessageBytes": SLOW["limit"], "without": ["APPENDLIMIT"]})
    stack.callback(new.close)
    gateway = Gateway(new, allowance=SLOW["allowance"], pause=SLOW["pause"])
    stack.callback(gateway.close)
    slow = {"rtt": SLOW["round_trip"], "rate": SLOW["rate"]}
    roads = {
        "anna": (proxy(stack, old.ports["imaps"], **slow), proxy(stack, gateway.port, **slow)),
        "ben": (old.ports["imaps"], new.ports["imaps"]),
    }
    return old, new, roads


def client(server, user):
    """A connection that goes round the slow road."""
    return wire.connect(f"imaps://{user}@localhost:{server.ports['imaps']}", f"{user}-geheim", tls.authority())


def fill_mailboxes(old, new):
    """Mail for both; part of anna's is at the new provider already."""
    folders = mailboxes.mixed_folders(SLOW["folders"])
    items = [item for item in mailboxes.mixed(SLOW["messages"], SLOW["folders"], seed=11) if len(item.body) < 200_000]
    refused = mailboxes.Item(("INBOX",), mailboxes.refused_by_size(SLOW["limit"] + 200_000), ("\\Seen",))
    source = client(old, "anna")
    say(f"      anna: {describe(fill.fill(source, items + [refused], folders))}")
    source.logout()
    target = client(new, "anna")
    fill.fill(target, [item for item in items if item.folder == ("INBOX",)][: SLOW["moved"]])
    target.logout()
    source = client(old, "ben")
    say(f"      ben:  {describe(fill.fill(source, mailboxes.mixed(2000, 60), mailboxes.mixed_folders(60)))}")
    source.logout()


def describe(result):
    """Counts of what was stored."""
    return f"{result['messages']} messages, {result['octets'] / 1e6:.1f} MB, {result['folders']} folders"


def free_port(host, port):
    """The wanted port, or the next that is free."""
    for candidate in range(port, port + 100):
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, candidate))
            return candidate
    raise SystemExit(f"demo: no free port from {port} on")


def start_app(stack, program, listen):
    """The web app with a data folder of its own; returns its process and URL."""
    host, _, wanted = listen.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    port = free_port(host, int(wanted))
    if port != int(wanted):
        say(f"      port {wanted} is busy, taking {port}")
    data = tempfile.mkdtemp(prefix="umzug-demo-")
    stack.callback(place.remove_folder, data)
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    log = open(os.path.join(data, "log"), "wb")
    process = place.spawn([program, "serve", "--listen", address, "--data", os.path.join(data, "data"), "--ca-file",
                           tls.authority(), "--allow-network", "127.0.0.0/8"], stdout=log, stderr=log, cwd=ROOT)
    stack.callback(place.stop, process, 15)
    wait_for_app(process, host, port, log.name)
    shown = socket.gethostname() if host in ("0.0.0.0", "::") else host
    return process, f"http://{shown}:{port}/", log.name


def wait_for_app(process, host, port, log):
    """Until the app accepts connections."""
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    for _ in range(300):
        if process.poll() is not None:
            with open(log, errors="replace") as file:
                raise SystemExit(f"demo: umzug serve ended with {process.returncode}\n{file.read()[-3000:]}")
        with contextlib.suppress(OSError), socket.create_connection((reach, port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("demo: umzug serve does not answer")


def show(url, roads):
    """What to type where."""
    say(f"\nUmzug is at  {url}\n")
    rows = [("", "old mailbox (source)", "new mailbox (target)")]
    for user, (source, target) in roads.items():
        rows.append((user, f"localhost, port {source}", f"localhost, port {target}"))
        rows.append(("", f"{user} / {user}-geheim", f"{user} / {user}-geheim"))
    for row in rows:
        say(f"  {row[0]:6}{row[1]:28}{row[2]}")
    say("\n  anna: about 90 s, slow and throttled once; 60 messages are there already, one is refused for its size")
    say("  ben:  2,000 messages at full speed\n\nCtrl-C ends the demo and removes the sample mail.")


def interrupted(*_):
    """SIGTERM is Ctrl-C."""
    raise KeyboardInterrupt


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--listen", default="127.0.0.1:8080")
    parser.add_argument("--umzug", default=os.path.join(ROOT, ".build", "release", "umzug"))
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, interrupted)
    with contextlib.ExitStack() as stack, contextlib.suppress(KeyboardInterrupt):
        step(3, "starting two sample mail servers (Dovecot) on this machine")
        old, new, roads = start_providers(stack)
        step(4, "filling sample mailboxes")
        fill_mailboxes(old, new)
        step(5, "starting the web app")
        process, url, log = start_app(stack, given.umzug, given.listen)
        show(url, roads)
        status = process.wait()
        with open(log, errors="replace") as file:
            say(f"demo: umzug serve ended with {status}\n{file.read()[-3000:]}")
        return 1
    say("\ndemo: everything stopped and removed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
