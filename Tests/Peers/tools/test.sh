#!/usr/bin/env bash
# Runs every test that is built: Swift's, then Python's (independent clients, browser), and sums them up.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0

swift test --skip-build --disable-xctest </dev/null 2>&1 | tee "$log" | { grep -vE '^(◇|✔ Test |✔ Suite )' || true; } ||
    status=1
count() { grep -cE "$1" "$log" || true; }
# Test names never contain line breaks, so every test closes with one line of its own.
passed=$(count '^(✔|􁁛) Test .* passed after ')
failed=$(count '^(✘|􀢄) Test .* failed after ')
skipped=$(count '^(➜|􀙟) Test .* skipped')
closing=$(grep -E 'Test run with [0-9]+ test' "$log" | tail -n 1 || true)
[ -n "$closing" ] || { echo "swift test did not reach its end" && status=1; }

counts=$(mktemp)
.venv/bin/python Tests/Peers/tools/pytests.py "$counts" Tests/Interop Tests/Browser </dev/null || status=1
read -r python_passed python_failed python_skipped <"$counts" || status=1
rm -f "$counts"

failed=$((failed + ${python_failed:-0}))
[ "$failed" = 0 ] || status=1
echo "${closing:-no closing line of swift test}"
[ $((skipped + ${python_skipped:-0})) = 0 ] || echo "$((skipped + ${python_skipped:-0})) skipped, each with its reason above"
echo "$((passed + ${python_passed:-0})) passed, $failed failed"
exit "$status"
