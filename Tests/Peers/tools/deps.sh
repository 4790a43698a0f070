#!/usr/bin/env bash
# Installs what the build and the tests need on Debian 12; says nothing when everything is there.
# No service of the system is started: policy-rc.d forbids it while packages are installed and is put back afterwards.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

build=(make gcc libc6-dev pkg-config libcurl4-openssl-dev libmicrohttpd-dev libsqlite3-dev libsodium-dev zlib1g-dev)
peers=(python3 python3-venv openssl curl ca-certificates procps dovecot-imapd dovecot-pop3d dovecot-managesieved
    dovecot-sieve)
browser=(chromium fonts-dejavu-core libatomic1)
rivals=(isync libssl-dev)

case "${1:-test}" in
run) wanted=("${build[@]}") ;;
demo) wanted=("${build[@]}" "${peers[@]}") ;;
*) wanted=("${build[@]}" "${peers[@]}" "${browser[@]}" "${rivals[@]}") ;;
esac

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

missing=()
for package in "${wanted[@]}"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing+=("$package")
done

install_missing() {
    echo "deps: installing ${missing[*]}"
    local policy=/usr/sbin/policy-rc.d kept='' status=0
    if [ -e "$policy" ]; then kept=$(mktemp) && as_root cp -p "$policy" "$kept"; fi
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
    { as_root apt-get -qq update &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends \
            "${missing[@]}" >/dev/null; } || status=$?
    if [ -n "$kept" ]; then as_root cp -p "$kept" "$policy" && as_root rm -f "$kept"; else as_root rm -f "$policy"; fi
    return "$status"
}
[ ${#missing[@]} = 0 ] || install_missing

[ "${1:-test}" = test ] || exit 0

python_packages=(playwright==1.65.2 axe-playwright-python==0.1.8)
stamp=".venv/installed: ${python_packages[*]}"
if ! grep -qxF "$stamp" .venv/stamp 2>/dev/null; then
    echo "deps: Python packages ${python_packages[*]}"
    rm -rf .venv
    /usr/bin/python3 -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check "${python_packages[@]}"
    echo "$stamp" >.venv/stamp
fi

Tests/Peers/tools/unpack.sh cyrus
Tests/Peers/tools/unpack.sh courier
