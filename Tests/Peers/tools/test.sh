#!/usr/bin/env bash
# Runs every test that is built: Swift's, then Python's (independent clients, browser), and sums them up.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true

log=$(mktemp)
trap 'rm -f "$log" "$log.one"' EXIT
status=0

# Everything but what began and what passed; the arguments of a test that begins may hold line breaks.
worth_reading='
    inside { if (/started\.\r?$/) inside = 0; next }
    /^◇/ { inside = !/started\.\r?$/; next }
    !/^(✔ Test [^r]|✔ Suite )/'

# One group after the other: tests that compute without end would starve those that wait for a server or a clock.
waiting=(HTTPServerTests TransportTests WorkerTests SiteTests 'ConnectorsTests|PeersTests' MigrationTests)
computing=$(find Tests -mindepth 1 -maxdepth 1 -name '*Tests' -printf '%f\n' | grep -vxE "$(IFS='|' && echo "${waiting[*]}")" | paste -sd '|')
for group in "$computing" "${waiting[@]}"; do
    echo "swift test: $group"
    swift test --skip-build --disable-xctest --filter "^($group)\\." </dev/null 2>&1 | tee "$log.one" |
        awk "$worth_reading" || status=1
    grep -qE 'Test run with [1-9][0-9]* test' "$log.one" || { echo "$group did not reach its end" && status=1; }
    cat "$log.one" >>"$log"
done
count() { grep -vE 'Test run with [0-9]+ test' "$log" | grep -cE "$1" || true; }
# Test names never contain line breaks, so every test closes with one line of its own.
passed=$(count '^(✔|􁁛) Test .* passed after ')
failed=$(count '^(✘|􀢄) Test .* failed after ')
skipped=$(count '^(➜|􀙟) Test .* skipped')

counts=$(mktemp)
.venv/bin/python Tests/Peers/tools/pytests.py "$counts" Tests/Interop Tests/Browser </dev/null || status=1
read -r python_passed python_failed python_skipped <"$counts" || status=1
rm -f "$counts"

failed=$((failed + ${python_failed:-0}))
[ "$failed" = 0 ] || status=1
[ $((skipped + ${python_skipped:-0})) = 0 ] || echo "$((skipped + ${python_skipped:-0})) skipped, each with its reason above"
echo "$((passed + ${python_passed:-0})) passed, $failed failed"
exit "$status"
