#!/usr/bin/env python3
"""Runs the Python tests of some folders and writes `passed failed skipped` to a file."""

import sys
import os
import unittest

sys.dont_write_bytecode = True


def main():
    counts, folders = sys.argv[1], [folder for folder in sys.argv[2:] if os.path.isdir(folder)]
    passed = failed = skipped = 0
    for folder in folders:
        suite = unittest.TestLoader().discover(folder, pattern="test_*.py", top_level_dir=folder)
        if not suite.countTestCases():
            continue
        print(f"{folder}:", flush=True)
        result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1, warnings="ignore").run(suite)
        bad = {str(test) for test, _ in result.failures + result.errors}
        bad |= {str(test) for test in result.unexpectedSuccesses}
        for test, reason in result.skipped:
            print(f"skipped: {test}: {reason}")
        failed += len(bad)
        skipped += len(result.skipped)
        passed += result.testsRun - len(bad) - len(result.skipped)
    with open(counts, "w") as file:
        file.write(f"{passed} {failed} {skipped}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
