"""Accounts on real servers, seen by the independent client: where they are, what they hold, what differs."""

import hashlib

import compare
import wire
from peers import tls


def url(server, user="alice", scheme="imaps", port=None):
    """Where a user's mailbox is; `port` is a proxy's before the server."""
    return f"{scheme}://{user.replace('@', '%40')}@localhost:{port or server.ports[scheme]}"


def connect(server, user="alice", password="secret"):
    """An independent client, logged in."""
    return wire.connect(url(server, user), password, tls.authority())


def same(folder):
    """The same place."""
    return folder


def snapshot(client):
    """All messages of an account by UID, and its folders."""
    found = {}
    folders = wire.folders(client)
    for folder, raw in folders.items():
        for message in wire.read_folder(client, raw):
            found[folder, message.uid] = (message.body, message.date, frozenset(message.flags))
    return found, set(folders)


def contents(client):
    """What a user sees: each folder with its messages in an order of their own, whatever their UIDs."""
    found, folders = snapshot(client)
    seen = {folder: [] for folder in folders}
    for (folder, _), (body, date, flags) in found.items():
        seen[folder].append((hashlib.sha256(body).hexdigest(), date, sorted(flags)))
    return {folder: sorted(messages) for folder, messages in seen.items()}


def everything(client):
    """All messages of an account."""
    return [message for raw in wire.folders(client).values() for message in wire.read_folder(client, raw)]


def differences(source, target, place=same, **options):
    """What the independent client finds different."""
    return compare.compare(source, target, place, **options)[0]
