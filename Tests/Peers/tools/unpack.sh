#!/usr/bin/env bash
# Unpacks a server that cannot be installed beside Dovecot into .peers/<name>; nothing of it reaches the system.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
umask 022

case "$1" in
cyrus) packages=(cyrus-imapd cyrus-common cyrus-caldav sasl2-bin libical3 libshp2 libjansson4 libxapian30 libpcre3
    libsasl2-2 libsasl2-modules libsasl2-modules-db libpq5 libdb5.3 libwrap0 libnsl2 libtirpc3 libxml2) ;;
courier) packages=(courier-imap courier-base courier-authlib courier-authlib-userdb libcourier-unicode4 libidn12
    libgdbm6 libgamin0 gamin libglib2.0-0 libltdl7) ;;
*) echo "unpack.sh: unknown server $1" >&2 && exit 2 ;;
esac

root=".peers/$1"
[ ! -e "$root/complete" ] || exit 0
echo "deps: unpacking ${packages[0]} into $root"
rm -rf "$root"
mkdir -p "$root/debs"
(cd "$root/debs" && apt-get -qq download "${packages[@]}" 2>/dev/null) ||
    { if [ "$(id -u)" = 0 ]; then apt-get -qq update; else sudo apt-get -qq update; fi &&
        (cd "$root/debs" && apt-get -qq download "${packages[@]}" 2>&1 | { grep -v '^W: ' || true; }); }
for package in "$root"/debs/*.deb; do dpkg -x "$package" "$root"; done
rm -rf "$root/debs"
touch "$root/complete"
