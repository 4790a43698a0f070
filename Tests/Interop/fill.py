#!/usr/bin/env python3
"""Fills an account with one of the sample mailboxes.

    fill.py mixed imaps://alice@localhost:20993 --ca-file ca.pem [--messages 2000] [--folders 60]
    fill.py hostile imaps://… [--large BYTES] [--larges N]      small imaps://… --messages 10000      new imaps://…

The password comes from UMZUG_PASSWORD, else it is "secret". Prints one line of JSON: messages, octets, folders,
refused. Folders that a server refuses, and what would be in them, are left out and counted.
"""

import argparse
import itertools
import json
import os
import sys

sys.dont_write_bytecode = True

import mailboxes
import wire


def fill(client, items, folders=(), prefix=()):
    """Stores items, in order within their folder; creates `folders` first. Returns what happened."""
    mark = wire.separator(client)
    result = {"messages": 0, "octets": 0, "folders": 0, "refused": []}
    existing = set(wire.folders(client))
    made = {}

    def raw(folder):
        if folder not in made:
            full = folder if folder[0] == "INBOX" else tuple(prefix) + folder
            made[folder] = _create(client, full, mark, existing, result)
        return made[folder]

    for folder in folders:
        raw(tuple(folder))
    ordered = sorted(enumerate(items), key=lambda pair: (pair[1].folder, pair[0]))
    for folder, group in itertools.groupby((item for _, item in ordered), key=lambda item: item.folder):
        name = raw(folder)
        if name is None:
            continue
        _store(client, name, list(group), result)
    return result


def _create(client, levels, mark, existing, result):
    if any(mark in level for level in levels):
        result["refused"].append("/".join(levels))
        return None
    name = mark.join(wire.encode_name(level) for level in levels)
    try:
        if levels not in existing:
            wire.ok(client.create(wire.quoted(name)))
        client.subscribe(wire.quoted(name))
    except wire.Refused:
        result["refused"].append("/".join(levels))
        return None
    existing.add(levels)
    result["folders"] += 1
    return name


def _store(client, name, group, result):
    messages = [(item.flags, item.when, item.body) for item in group]
    try:
        wire.append_all(client, name, messages)
        stored = messages
    except wire.Refused:
        stored = []
        for message in messages:
            try:
                wire.append_all(client, name, [message])
                stored.append(message)
            except wire.Refused:
                result["refused"].append(message[2][:60].decode(errors="replace"))
    result["messages"] += len(stored)
    result["octets"] += sum(len(body) for _, _, body in stored)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("mailbox", choices=["mixed", "hostile", "small", "new"])
    parser.add_argument("url")
    parser.add_argument("--ca-file")
    parser.add_argument("--messages", type=int)
    parser.add_argument("--folders", type=int, default=60)
    parser.add_argument("--large", type=int, default=50 << 20)
    parser.add_argument("--larges", type=int, default=2)
    parser.add_argument("--prefix", help="where folders other than INBOX go, such as INBOX")
    given = parser.parse_args()
    client = wire.connect(given.url, os.environ.get("UMZUG_PASSWORD", "secret"), given.ca_file)
    names = mailboxes.mixed_folders(given.folders)
    if given.mailbox == "hostile":
        items, names = mailboxes.hostile(given.large, given.larges), mailboxes.hostile_folders()
    elif given.mailbox == "mixed":
        items = mailboxes.mixed(given.messages or 2000, given.folders)
    elif given.mailbox == "small":
        items = mailboxes.small(given.messages or 10_000, given.folders)
    else:
        items, names = mailboxes.new_mail(given.messages or 20, given.folders), []
    result = fill(client, items, names, (given.prefix,) if given.prefix else ())
    client.logout()
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
