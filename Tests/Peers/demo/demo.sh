#!/usr/bin/env bash
# Prepares and starts the demo on a machine that has only the Swift toolchain.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

echo "[1/6] installing what is missing (Debian packages)"
Tests/Peers/tools/deps.sh demo
echo "[2/6] building Umzug (release; the first time takes some minutes)"
make --silent --no-print-directory .peers/delayproxy
swift build -c release --product umzug
exec /usr/bin/python3 Tests/Peers/demo/demo.py --listen "${LISTEN:-127.0.0.1:8080}"
