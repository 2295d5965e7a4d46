#!/usr/bin/env bash
# Installs the Debian packages of the real peers that the tests talk to; as another user than root it prints the line
# to run and goes on: those tests are then skipped with the reason.
set -euo pipefail
missing=()
for package in "$@"; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "The tests with real peers are skipped until you run: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
