"""The German texts of the app by key, so that tests say which text they wait for and not how it reads today."""

import functools
import os
import re

from peers import ROOT


@functools.cache
def _texts():
    """All texts of the reference language: nested keys, one line each, quoted or plain."""
    found, place = {}, []
    for name in ("de", "projects.de", "plans.de", "mails.de"):
        for line in _lines(name):
            match = re.match(r"( *)([\w.-]+):(?: (.*))?$", line.rstrip())
            if not match:
                continue
            place[len(match[1]) // 2 :] = [match[2]]
            if match[3]:
                text = match[3]
                found[".".join(place)] = re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text
    return found


def _lines(name):
    with open(os.path.join(ROOT, "Templates", "locales", f"{name}.yaml"), encoding="utf-8") as file:
        return file.readlines()


def text(key):
    """The text of that key as it stands in the file."""
    return _texts()[key]


def pattern(key):
    """What the text of that key may look like on a page: arguments are anything, optional parts may be missing."""
    parts = re.split(r"(\{[^}]*\}|\[|\])", text(key))
    signs = {"[": "(?:", "]": ")?"}
    return re.compile("".join(signs.get(part) or (".*?" if part.startswith("{") else re.escape(part)) for part in parts))
