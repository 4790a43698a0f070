#!/usr/bin/env python3
"""Two sample providers with mail, and the web app before them; `make demo` builds what it needs and runs this.

    demo.py [--listen HOST:PORT] [--umzug PROGRAM]

The pair of «anna» is slow, throttled, already partly moved and holds one message that the new provider refuses; the
pair of «beat» runs at full speed. One project is half answered. Ctrl-C ends everything and removes the sample mail.
"""

import argparse
import contextlib
import os
import signal
import sys
import threading

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.realpath(os.path.join(HERE, "..", "..", ".."))
sys.path[:0] = [HERE, os.path.join(ROOT, "Tests", "Peers", "tools"), os.path.join(ROOT, "Tests", "Interop")]
sys.dont_write_bytecode = True

import place
import providers
import webapp
import words

CONSULTANT, SECRET = "lea", "Zeder-und-Nussbaum"

READY = """
Umzug is ready:  {url}

  Paste server and port together into «Server». The password is always  {password}

  Anna Keller, gardener: about 90 seconds
      old mailbox   {old}:{anna[0]}   {anna_user}
      new mailbox   {new}:{anna[1]}   {anna_user}

  Beat Moser, accountant: 2,000 messages at full speed
      old mailbox   {old}:{beat[0]}   {beat_user}
      new mailbox   {new}:{beat[1]}   {beat_user}

What Anna's migration shows: half-way the new provider throttles and Umzug waits {pause} seconds;
{moved} messages are there already and are not doubled; «{refused}» is too large
for the new provider and stands in the receipt. Undo takes everything back out.

A project that is half answered, of the company of 28 people where Anna works:
      the customer   {customer}
      the consultant {url}consultant   login {consultant}, password {secret}

Enter brings {news} new letters to both old mailboxes, for «Noch einmal nachziehen».
Ctrl-C ends the demo and removes the sample mail.
"""


def say(text):
    """One line, at once."""
    print(text, flush=True)


def step(number, text):
    """A step of the preparation."""
    say(f"[{number}/6] {text}")


def filled(name, result):
    """What was stored in a mailbox."""
    say(f"      {name}: {result['messages']:,} messages, {result['octets'] / 1e6:.0f} MB, {result['folders']} folders")


def busy(wanted, taken):
    """Another port than the usual one."""
    if wanted != taken:
        say(f"      port {wanted} is busy, taking {taken}")


def prepare(stack, given):
    """Starts everything; returns the web app."""
    step(3, "starting two sample mail servers (Dovecot) on this machine")
    mail = providers.Providers(stack)
    for user, ports in mail.roads.items():
        for wanted, taken in zip(providers.PORTS[user], ports):
            busy(wanted, taken)
    step(4, "filling the sample mailboxes")
    mail.fill(filled)
    step(5, "starting the web app")
    app = webapp.WebApp(stack, given.umzug, given.listen)
    busy(app.wanted, app.port)
    step(6, "answering half of a project's questions")
    customer = app.project(CONSULTANT, SECRET, os.path.join(HERE, "project.json"))
    say(READY.format(
        url=app.url, password=providers.PASSWORD, old=providers.OLD, new=providers.NEW, moved=providers.MOVED,
        anna=mail.roads[providers.ANNA], beat=mail.roads[providers.BEAT], anna_user=providers.ANNA,
        beat_user=providers.BEAT, pause=providers.PAUSE, refused=words.REFUSED, news=providers.NEWS,
        customer=customer, consultant=CONSULTANT, secret=SECRET,
    ))
    threading.Thread(target=deliver, args=(mail,), daemon=True).start()
    return app


def deliver(mail):
    """New mail for every line that is typed."""
    for _ in sys.stdin:
        mail.deliver()
        say(f"{providers.NEWS} new letters for each")


def interrupted(*_):
    """Every signal that ends us is Ctrl-C; a second one does not interrupt the cleaning up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--listen", default="127.0.0.1:8080")
    parser.add_argument("--umzug", default=os.path.join(ROOT, ".build", "release", "umzug"))
    given = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    try:
        with contextlib.ExitStack() as stack:
            app = prepare(stack, given)
            say(f"demo: {app.ended()}")
        return 1
    except place.PeerError as error:
        say(f"demo: {error}")
        return 1
    except KeyboardInterrupt:
        say("\ndemo: everything is stopped and removed")
        return 0


if __name__ == "__main__":
    sys.exit(main())
