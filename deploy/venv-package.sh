#!/usr/bin/env bash
# Debian ships Python without ensurepip: installs the missing package as root, else prints the line to run.
# usage: venv-package.sh PYTHON VENV
set -euo pipefail
package="$("$1" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"
if [ "$(id -u)" -ne 0 ]; then
    echo "Python cannot make a virtual environment; run: sudo apt-get install $package" >&2
    exit 2
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "$package" >/dev/null
rm -rf "$2"
"$1" -m venv "$2"
