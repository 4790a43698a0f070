#!/usr/bin/env python3
"""Compares two accounts message by message: octets, flags, keywords, INTERNALDATE, folder by folder.

    compare.py imaps://alice@localhost:20993 imaps://bob@localhost:21993 --ca-file ca.pem
        [--prefix INBOX]  where the target has folders other than INBOX (Cyrus, Courier)
        [--map FROM=TO]…  folder paths, levels joined by /, `\\` before / and = inside a name
        [--allow-extra]   the target may hold more (it was not empty)
        [--ignore flags,date,folders]

Passwords: UMZUG_SOURCE_PASSWORD and UMZUG_TARGET_PASSWORD, else "secret". Messages marked \\Deleted at the source are
left out unless --deleted is given. Prints one JSON line for each difference and one with the totals; the exit status
is 1 when there is a difference.
"""

import argparse
import collections
import hashlib
import json
import os
import re
import sys

sys.dont_write_bytecode = True

import wire


def digest(message):
    """The octets of a message, as far as equality matters."""
    return hashlib.sha256(message.body).hexdigest()


def compare(source, target, place, allow_extra=False, deleted=False, ignore=()):
    """A list of differences and the totals; `place` maps a source folder to the target's."""
    source_folders, target_folders = wire.folders(source), wire.folders(target)
    differences, totals = [], collections.Counter()
    reached = set()
    for folder, raw in sorted(source_folders.items()):
        other = place(folder)
        messages = wire.read_folder(source, raw)
        if not deleted:
            messages = [message for message in messages if "\\Deleted" not in message.flags]
        totals["folders"] += 1
        totals["messages"] += len(messages)
        totals["octets"] += sum(len(message.body) for message in messages)
        reached.add(other)
        if other not in target_folders:
            if messages or "folders" not in ignore:
                differences.append(_difference("no folder", folder, detail="/".join(other)))
            differences += [_difference("missing", folder, message) for message in messages]
            continue
        there = wire.read_folder(target, target_folders[other])
        differences += _folder(folder, messages, there, allow_extra, ignore)
    if not allow_extra:
        for other in sorted(set(target_folders) - reached):
            for message in wire.read_folder(target, target_folders[other]):
                differences.append(_difference("extra", other, message))
    totals["differences"] = len(differences)
    return differences, dict(totals)


def _folder(folder, messages, there, allow_extra, ignore):
    """Pairs equal octets as a multiset, the best matches first, and tells what is left."""
    candidates = collections.defaultdict(list)
    for message in there:
        candidates[digest(message)].append(message)
    found = []
    pending = sorted(messages, key=lambda message: message.uid)
    for exact in (True, False):
        rest = []
        for message in pending:
            same = candidates[digest(message)]
            match = next((other for other in same if not exact or not _details(message, other, ignore)), None)
            if match is None:
                rest.append(message)
                continue
            same.remove(match)
            found += [_difference(kind, folder, message, detail) for kind, detail in _details(message, match, ignore)]
        pending = rest
    found += [_difference("missing", folder, message) for message in pending]
    if not allow_extra:
        found += [_difference("extra", folder, message) for left in candidates.values() for message in left]
    return found


def _details(message, other, ignore):
    found = []
    if "date" not in ignore and message.date != other.date:
        found.append(("date", f"{message.date} became {other.date}"))
    if "flags" not in ignore and message.flags != other.flags:
        lost, gained = sorted(message.flags - other.flags), sorted(other.flags - message.flags)
        found.append(("flags", f"lost {' '.join(lost) or '-'}, gained {' '.join(gained) or '-'}"))
    return found


def _difference(kind, folder, message=None, detail=""):
    found = {"difference": kind, "folder": "/".join(folder), "detail": detail}
    if message is not None:
        found |= {"uid": message.uid, "octets": len(message.body), "id": message.header("Message-ID")[:200],
                  "subject": message.header("Subject")[:200]}
    return found


def path(text):
    """The levels of a path as the command line writes it."""
    levels = re.findall(r"(?:\\.|[^\\/])+", text)
    return tuple(re.sub(r"\\(.)", r"\1", level) for level in levels)


def placing(pairs, prefix=None):
    """The function from source folders to target folders."""
    explicit = {}
    for pair in pairs:
        start, end = re.match(r"((?:\\.|[^\\=])*)=(.*)$", pair, re.S).groups()
        explicit[path(start)] = path(end)

    def place(folder):
        if folder in explicit:
            return explicit[folder]
        if prefix and folder[0] != prefix:
            return (prefix,) + folder
        return folder

    return place


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--ca-file")
    parser.add_argument("--prefix")
    parser.add_argument("--map", action="append", default=[])
    parser.add_argument("--allow-extra", action="store_true")
    parser.add_argument("--deleted", action="store_true")
    parser.add_argument("--ignore", default="")
    given = parser.parse_args()
    source = wire.connect(given.source, os.environ.get("UMZUG_SOURCE_PASSWORD", "secret"), given.ca_file)
    target = wire.connect(given.target, os.environ.get("UMZUG_TARGET_PASSWORD", "secret"), given.ca_file)
    differences, totals = compare(source, target, placing(given.map, given.prefix), given.allow_extra, given.deleted,
                                  given.ignore.split(","))
    for difference in differences:
        print(json.dumps(difference, ensure_ascii=False))
    print(json.dumps(totals))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
