"""What of the hostile mailbox ends otherwise than it was, by target; said once, for the command line and for the browser."""

import collections

import compare

BY_DOVECOT = {("100 % sicher", "deleted", "skipped", "deleted-at-source")}
"""Folder, subject, outcome and code of every exception between two Dovecots."""

RENAMED_BY_CYRUS = {"!", 'Mit "Anführung"', "Rück\\\\strich", "{5}", "INBOX/inbox"}
"""Names that Cyrus refuses, as the program writes them."""


def told(items):
    """What the receipt says of each exception."""
    return {(item["container"], item["subject"], item["outcome"], item["code"]) for item in items}


def check_cyrus(test, mail, items, source, target):
    """The counts and every exception of a move from Dovecot to Cyrus; `source` and `target` are the messages there."""
    fates = mail["copied"] + mail["alreadyThere"] + mail["skipped"] + mail["failed"]
    test.assertEqual((mail["found"], fates), (len(source), len(source)))
    test.assertEqual({item["container"] for item in items if item["code"] == "folder-renamed"}, RENAMED_BY_CYRUS)
    test.assertEqual([item for item in items if item["code"] == "folder-refused"], [])
    messages = [item for item in items if item["code"] != "folder-renamed"]
    test.assertEqual(sum(item["outcome"] == "failed" for item in messages), mail["failed"])
    test.assertEqual(sum(item["outcome"] == "copied" for item in messages), mail["altered"])
    test.assertTrue(all(item["code"] for item in messages), messages)
    # Octets that are nowhere at the target belong to items that the receipt names, and to no others.
    ours = collections.Counter(compare.digest(message) for message in source if "\\Deleted" not in message.flags)
    theirs = collections.Counter(compare.digest(message) for message in target)
    test.assertEqual(sum((ours - theirs).values()), sum(map(_octets_changed, messages)), messages)


def _octets_changed(item):
    losses = set(item["detail"].split(","))
    return item["outcome"] in ("failed", "differs") or not losses.isdisjoint({"line-endings", "nul", "headers"})
