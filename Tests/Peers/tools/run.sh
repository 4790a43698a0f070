#!/usr/bin/env bash
# Starts the web app as it was built, on the wanted port or the next that is free.
#
#     run.sh HOST:PORT DATA
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

host=${1%:*} wanted=${1##*:}
host=${host:-127.0.0.1}
port=$wanted
case $host in 0.0.0.0) reach=127.0.0.1 ;; '[::]') reach=::1 ;; *) reach=${host//[\[\]]/} ;; esac
while (exec 3<>"/dev/tcp/$reach/$port") 2>/dev/null && [ "$port" -lt $((wanted + 100)) ]; do port=$((port + 1)); done
[ "$port" = "$wanted" ] || echo "port $wanted is busy, taking $port"
echo "Umzug keeps its data in $2; Ctrl-C ends it"
exec .build/release/umzug serve --listen "$host:$port" --data "$2"
