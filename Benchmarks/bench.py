#!/usr/bin/env python3
"""Measures umzug beside its rivals and beside the limit, in interleaved rounds.

    bench.py [SCENARIO…] [--rounds 9] [--rtt 0,20,50] [--only umzug,limit,mbsync,doveadm,imapsync]

Scenarios: mixed (2,000 messages, 52 MB, 60 folders), small (10,000 small ones), delta (20 new and 60 flag changes over
60 folders), append (a target without MULTIAPPEND), plain (mixed over TCP without TLS, at 0 ms), slow (lines of 10, 40 and 100 Mbit/s, with COMPRESS=DEFLATE and without),
many (50 mailboxes at once), memory, pages (of a project with 300 mailboxes). Without arguments all of them.
"""

import argparse
import itertools
import os
import random
import statistics
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from world import World, compare, mailboxes, wire
from movers import Doveadm, Failed, Imapsync, Limit, Many, Mbsync, Umzug
from pages import pages


class Table:
    """Seconds and memory of every mover under every condition."""

    def __init__(self, title, unit="ms"):
        self.title, self.unit, self.cells, self.memory = title, unit, {}, {}

    def add(self, mover, column, run):
        """One measurement."""
        self.cells.setdefault(mover, {}).setdefault(column, []).append(run.seconds)
        self.memory[mover] = max(self.memory.get(mover, 0), run.megabytes)

    def show(self):
        """Prints medians with their spread, and how they compare with the limit."""
        columns = sorted({column for cells in self.cells.values() for column in cells})
        print(f"\n{self.title}\n")
        print("| | " + " | ".join(f"{column} {self.unit}" for column in columns) + " | peak memory |")
        print("|---" * (len(columns) + 2) + "|")
        for mover, cells in self.cells.items():
            print(f"| {mover} | " + " | ".join(self._cell(mover, cells.get(column), column) for column in columns)
                  + f" | {self.memory[mover]:.0f} MB |")
        print(flush=True)

    def _cell(self, mover, seconds, column):
        if not seconds:
            return "-"
        middle = statistics.median(seconds)
        text = f"{middle:.2f} s ({min(seconds):.2f}-{max(seconds):.2f})"
        limit = self.cells.get("limit", {}).get(column)
        if limit and mover != "limit":
            text += f", {middle / statistics.median(limit):.1f} ×"
        return text


def available(movers, only):
    """Those that can be measured; the others are named with the reason."""
    kept = []
    for mover in movers:
        if only and mover.name.split(",")[0] not in only:
            continue
        reason = mover.missing()
        if reason:
            print(f"{mover.name} skipped: {reason}", flush=True)
        else:
            kept.append(mover)
    return kept


def first_move(world, table, movers, messages, given, columns):
    """Interleaved rounds of whole moves into empty accounts."""
    for round_number in range(given.rounds):
        for column in columns:
            for mover in movers:
                world.set_round_trip(column)
                account = world.fresh_account()
                run = mover.move(world, account)
                table.add(mover.name, column, run)
                world.set_round_trip(0)
                found = world.count(account)
                if found != messages:
                    print(f"{mover.name}: {found} of {messages} messages arrived", flush=True)
                if round_number == 0 and mover.name == "umzug":
                    prove_equal(world, account)
                world.forget(account)


def prove_equal(world, account):
    """The independent client's word that what was measured is right."""
    differences, totals = compare.compare(world.source_client(), world.target_client(account), lambda folder: folder)
    if differences:
        raise Failed(f"umzug's copy differs: {differences[:5]}")
    print(f"umzug's copy of {totals['messages']} messages is equal", flush=True)


def mixed(given):
    """The mailbox that most people have."""
    whole_mailbox(given, "2,000 mixed messages, 52 MB, 60 folders", given.rtt)


def plain(given):
    """The same without TLS: what encryption costs everyone."""
    whole_mailbox(given, "The same over TCP without TLS", [0], tls=False)


def whole_mailbox(given, title, columns, tls=True):
    """The mixed mailbox into an empty account, by everyone."""
    folders = mailboxes.mixed_folders(60)
    items = list(mailboxes.mixed())
    with World(tls=tls) as world:
        world.fill(items, folders)
        limits = [Limit(items, folders), Limit(items, folders, verified=True)]
        movers = available([Umzug(), *limits, Mbsync(), Doveadm(), *([Imapsync()] if tls else [])], given.only)
        table = Table(title)
        first_move(world, table, movers, len(items), given, columns)
        table.show()


def small(given):
    """Many small messages."""
    folders = mailboxes.mixed_folders(60)
    items = list(mailboxes.small())
    with World() as world:
        world.fill(items, folders)
        movers = available([Umzug(), Limit(items, folders), Mbsync(), Doveadm()], given.only)
        table = Table("10,000 small messages, 60 folders")
        first_move(world, table, movers, len(items), given, given.rtt)
        table.show()


def append(given):
    """A target that takes one message at a time."""
    folders = mailboxes.mixed_folders(60)
    items = list(mailboxes.mixed())
    with World(without=["MULTIAPPEND"]) as world:
        world.fill(items, folders)
        movers = available([Umzug(), Limit(items, folders, many=False)], given.only)
        table = Table("The same without MULTIAPPEND; the limit sends pipelined single APPENDs")
        first_move(world, table, movers, len(items), given, given.rtt)
        table.show()


def slow(given):
    """Slow lines of 20 ms, between servers that can deflate what passes and servers that cannot."""
    items = list(mailboxes.mixed()) * 2
    folders = mailboxes.mixed_folders(60)
    table = Table("4,000 mixed messages, 109 MB, through slow lines", unit="Mbit/s")
    with World(compress=True) as able, World() as unable:
        worlds = {"umzug, COMPRESS=DEFLATE": able, "umzug, without": unable}
        for world in worlds.values():
            world.fill(items, folders)
            world.set_round_trip(20)
        for _ in range(given.rounds):
            for megabits, (name, world) in itertools.product([10, 40, 100], worlds.items()):
                account = world.fresh_account()
                world.set_rate(megabits * 125_000)
                table.add(name, megabits, Umzug().move(world, account))
                world.set_rate(0)
                found = world.count(account)
                if found != len(items):
                    print(f"{name}: {found} of {len(items)} messages arrived", flush=True)
                world.forget(account)
    table.show()


def change(world, number):
    """20 new messages and 60 flag changes, one in every folder."""
    world.fill(mailboxes.new_mail(20, 60, seed=100 + number))
    client = world.source_client()
    source = random.Random(number)
    for raw in wire.folders(client).values():
        count = int(wire.ok(client.select(wire.quoted(raw)))[0])
        if count:
            client.store(str(source.randrange(1, count + 1)), "+FLAGS" if number % 2 else "-FLAGS", "\\Flagged \\Seen")
    client.logout()


def delta(given):
    """The second pass, when little has changed."""
    with World() as world:
        world.fill(mailboxes.mixed(), mailboxes.mixed_folders(60))
        movers = available([Umzug(), Mbsync(), Doveadm()], given.only)
        accounts = {mover.name: world.fresh_account() for mover in movers}
        for mover in movers:
            mover.move(world, accounts[mover.name])
        table = Table("Next pass: 20 new messages and 60 flag changes over 60 folders")
        for number in range(given.rounds):
            change(world, number)
            for mover in movers:
                world.set_round_trip(50)
                table.add(mover.name, 50, mover.again(world, accounts[mover.name]))
                world.set_round_trip(0)
        table.show()


def many(given):
    """50 mailboxes of 200 messages at once."""
    users = [f"s{number}" for number in range(50)]
    folders = mailboxes.mixed_folders(10)
    items = list(mailboxes.small(200, 10, size=5000))
    with World(source_users=users) as world:
        for user in users:
            world.fill(items, folders, user)
        movers = available([Many(), Limit(items, folders, pairs=1), Mbsync()], given.only)
        table = Table("50 mailboxes of 200 messages at once")
        for _ in range(given.rounds):
            for mover in movers:
                accounts = [world.fresh_account() for _ in users]
                world.set_round_trip(20)
                table.add(mover.name, 20, mover.move_all(world, list(zip(users, accounts))))
                world.set_round_trip(0)
                found = sum(world.count(account) for account in accounts)
                if found != len(items) * len(users):
                    print(f"{mover.name}: {found} of {len(items) * len(users)} messages arrived", flush=True)
                for account in accounts:
                    world.forget(account)
        table.show()


def memory(given):
    """The peak of resident memory where it could grow."""
    cases = {
        "one message of 100 MB": lambda: mailboxes.hostile(100 << 20, 1),
        "200,000 messages": lambda: mailboxes.small(200_000, 60, size=700),
    }
    for name, items in cases.items():
        with World() as world:
            folders = {item.folder for item in items()}
            world.fill(items(), sorted(folders))
            for mover in available([Umzug(), Mbsync()], given.only):
                account = world.fresh_account()
                run = mover.move(world, account)
                print(f"{mover.name}, {name}: {run.megabytes:.0f} MB, {run.seconds:.1f} s", flush=True)
                world.forget(account)


SCENARIOS = {"mixed": mixed, "plain": plain, "small": small, "append": append, "slow": slow, "delta": delta, "many": many, "memory": memory,
             "pages": pages}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="*", metavar="SCENARIO")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--rtt", type=lambda text: [int(part) for part in text.split(",")], default=[0, 20, 50])
    parser.add_argument("--only", type=lambda text: text.split(","), default=[])
    given = parser.parse_args()
    for name in given.scenario or SCENARIOS:
        SCENARIOS[name](given)


if __name__ == "__main__":
    main()
