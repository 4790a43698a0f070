#!/usr/bin/env python3
"""Compares every import with what its target declares in Package.swift.

The compiler lets a file import whatever is reachable through other modules; this check does not. It first proves on a
planted violation that it would find one.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

TOOLCHAIN = {
    "Swift", "Foundation", "FoundationEssentials", "FoundationInternationalization", "FoundationXML", "Glibc", "Dispatch",
    "Synchronization", "Testing",
}
"""Modules that come with Swift: no boundary of ours."""

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)"
)


def targets(package):
    """{target: (folder, allowed modules)} of a dumped package."""
    found = {}
    for target in package["targets"]:
        if target["type"] == "system":
            continue
        test = target["type"] == "test"
        folder = target.get("path") or os.path.join("Tests" if test else "Sources", target["name"])
        allowed = {next(iter(entry.values()))[0] for entry in target["dependencies"]}
        found[target["name"]] = (folder, allowed | TOOLCHAIN)
    return found


def violations(root, declared):
    """One line for each import of a module that the target does not name."""
    found = []
    for name, (folder, allowed) in sorted(declared.items()):
        for parent, _, files in os.walk(os.path.join(root, folder)):
            for file in sorted(files):
                if file.endswith(".swift"):
                    found += _in_file(os.path.join(parent, file), root, name, allowed)
    return found


def _in_file(path, root, name, allowed):
    found = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            match = IMPORT.match(line)
            if match and match[1] not in allowed | {name}:
                place = f"{os.path.relpath(path, root)}:{number}"
                found.append(f"{place}: {name} imports {match[1]}, which Package.swift does not list for it")
    return found


def finds_a_planted_violation(declared):
    """Whether an import that is reachable but not declared is found, in each of the forms it can have."""
    forms = ["import GRDB", "public import GRDB", "@preconcurrency internal import GRDB", "private import struct GRDB.Row"]
    with tempfile.TemporaryDirectory() as root:
        folder, allowed = declared["MailCore"]
        os.makedirs(os.path.join(root, folder))
        for number, form in enumerate(forms):
            with open(os.path.join(root, folder, f"Planted{number}.swift"), "w") as file:
                file.write(f"import Foundation\n{form}\n")
        return len(violations(root, {"MailCore": (folder, allowed)})) == len(forms)


def main():
    root = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
    command = [os.environ.get("SWIFT", "swift"), "package", "dump-package"]
    declared = targets(json.loads(subprocess.run(command, cwd=root, check=True, capture_output=True).stdout))
    if not finds_a_planted_violation(declared):
        print("importlint: a planted violation was not found; the check is broken", file=sys.stderr)
        return 1
    found = violations(root, declared)
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
