#!/usr/bin/env python3
"""Runs the Python tests of some folders and writes `passed failed skipped` to a file.

Two processes for each folder take its test classes, because most tests wait for servers and pages; a class runs in one
process, and processes share nothing but the titles of the pages that were looked at. A class that takes minutes says so
(`minutes = 2`) and begins first.
"""

import contextlib
import io
import json
import os
import queue
import select
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.dont_write_bytecode = True

PROCESSES = 2
"""For each folder."""

LONGEST = None if os.environ.get("UMZUG_SOAK") else 900
"""Seconds until a class counts as hung."""


def classes(folder):
    """The test classes of a folder as `module.Class` with their tests, the longest first."""
    found = {}
    pending = [unittest.TestLoader().discover(folder, pattern="test_*.py", top_level_dir=folder)]
    while pending:
        item = pending.pop()
        if isinstance(item, unittest.TestSuite):
            pending += list(item)
        else:
            found.setdefault(type(item), []).append(item)
    order = sorted(found, key=lambda case: -getattr(case, "minutes", 0))
    return {f"{case.__module__}.{case.__qualname__}": unittest.TestSuite(found[case]) for case in order}


def work(folder):
    """A process of ours: runs the classes that it reads the names of, and answers each with one line."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    suites = classes(folder)
    for name in sys.stdin:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            runner = unittest.TextTestRunner(stream=said, verbosity=1, warnings="ignore")
            result = runner.run(suites[name.strip()])
        bad = {str(test) for test, _ in result.failures + result.errors}
        bad |= {str(test) for test in result.unexpectedSuccesses}
        skipped = [f"{test}: {reason}" for test, reason in result.skipped]
        answer = {"failed": len(bad), "skipped": skipped, "run": result.testsRun, "said": said.getvalue()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


class Work:
    """The classes of one folder on their way through its processes."""

    def __init__(self, folder):
        self.folder = folder
        self.passed = self.failed = self.skipped = 0
        self._names = queue.SimpleQueue()
        self._lock = threading.Lock()
        for name in classes(folder):
            self._names.put(name)
        self.threads = [threading.Thread(target=self._run) for _ in range(PROCESSES)]

    def _run(self):
        process = None
        with contextlib.suppress(queue.Empty):
            while True:
                name = self._names.get_nowait()
                process = process or self._start()
                began = time.monotonic()
                answer = self._ask(process, name)
                self._tell(name, answer, time.monotonic() - began)
                if answer is None:
                    process.kill()
                    process.wait()
                    process = None
        if process:
            process.stdin.close()
            process.wait()

    def _start(self):
        return subprocess.Popen([sys.executable, os.path.realpath(__file__), "--work", self.folder], text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def _ask(self, process, name):
        with contextlib.suppress(OSError, ValueError):
            process.stdin.write(name + "\n")
            process.stdin.flush()
            if select.select([process.stdout], [], [], LONGEST)[0]:
                return json.loads(process.stdout.readline())
        return None

    def _tell(self, name, answer, seconds):
        with self._lock:
            if answer is None:
                self.failed += 1
                print(f"✘ {name}: its process died or hung after {seconds:.0f} s", flush=True)
                return
            self.failed += answer["failed"]
            self.skipped += len(answer["skipped"])
            self.passed += answer["run"] - answer["failed"] - len(answer["skipped"])
            sign = "✘" if answer["failed"] else "✔"
            print(f"{sign} {name}: {answer['run']} tests, {seconds:.0f} s", flush=True)
            if answer["failed"]:
                print(answer["said"], flush=True)
            for reason in answer["skipped"]:
                print(f"skipped: {reason}", flush=True)


def main():
    if sys.argv[1] == "--work":
        return work(sys.argv[2])
    counts, folders = sys.argv[1], [folder for folder in sys.argv[2:] if os.path.isdir(folder)]
    began = time.monotonic()
    works = [Work(folder) for folder in folders]
    threads = [thread for one in works for thread in one.threads]
    with tempfile.NamedTemporaryFile() as titles:
        os.environ["UMZUG_TITLES"] = titles.name
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    totals = [sum(getattr(one, name) for one in works) for name in ("passed", "failed", "skipped")]
    print(f"{' and '.join(folders)}: {totals[0]} passed, {totals[1]} failed in {time.monotonic() - began:.0f} s", flush=True)
    with open(counts, "w") as file:
        file.write(" ".join(map(str, totals)) + "\n")
    return 1 if totals[1] else 0


if __name__ == "__main__":
    sys.exit(main())
