#!/usr/bin/env bash
# Collects everything a line PC without network needs into one archive: unpack it there and run deploy/install.sh.
# Run it on a PC with network whose Python and processor are those of the line PC; every package is checked against
# requirements.lock.
# usage: wheelhouse.sh [--python PYTHON] [--out FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
python=python3
out=dist
while [ $# -gt 0 ]; do
    case "$1" in
    --python) python="${2:?--python wants a program}" && shift 2 ;;
    --out) out="${2:?--out wants a folder}" && shift 2 ;;
    *)
        echo "usage: wheelhouse.sh [--python PYTHON] [--out FOLDER]" >&2
        exit 2
        ;;
    esac
done
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv"
pip=("$work/venv/bin/python" -m pip --disable-pip-version-check --quiet wheel --wheel-dir "$work/wheels")
"${pip[@]}" --require-hashes --no-deps -r requirements.lock
"${pip[@]}" --no-deps .
deploy/seal.sh "$work/wheels" "$work/venv/bin/python"
name="$(basename "$work"/wheels/inspector-*.whl | cut -d- -f1,2)-line-pc"
mkdir -p "$out" "$work/$name"
mv "$work/wheels" "$work/$name/"
cp -R --parents deploy/install.sh deploy/station.toml systemd LICENSE NOTICE "$work/$name/"
tar -C "$work" --owner=0 --group=0 -cf "$out/$name.tar" "$name"
echo "$out/$name.tar  $(du -h "$out/$name.tar" | cut -f1)  $(cat "$work/$name/wheels/TARGET")"
