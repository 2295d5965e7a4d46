#!/usr/bin/env bash
# Installs Inspector on a line PC (Debian or Ubuntu with Python 3.11 or newer), or a newer release over an older one.
# Nothing is downloaded. A running station goes on with the release it runs until it is restarted.
set -euo pipefail
umask 022

usage() {
    cat <<'USAGE'
usage: install.sh [--wheelhouse DIR] [--root DIR] [--python PYTHON]
       install.sh --uninstall [--root DIR]

  --wheelhouse DIR  folder of wheels made by deploy/wheelhouse.sh (default: wheels/ beside deploy/)
  --root DIR        install into DIR instead of this PC, to look at or to make an image of
  --python PYTHON   which Python to use (default: /usr/bin/python3)
  --uninstall       remove the program and its services; settings, goldens and the record stay
USAGE
}

fail() {
    echo "install.sh: cannot $1: $2; $3" >&2
    exit 2
}

source_dir="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
wheelhouse="$source_dir/wheels"
root=""
python=/usr/bin/python3
uninstall=false
while [ $# -gt 0 ]; do
    case "$1" in
    --wheelhouse) wheelhouse="${2:?--wheelhouse wants a folder}" && shift 2 ;;
    --root) root="$(realpath -m "${2:?--root wants a folder}")" && shift 2 ;;
    --python) python="${2:?--python wants a program}" && shift 2 ;;
    --uninstall) uninstall=true && shift ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
done

opt="$root/opt/inspector"
etc="$root/etc/inspector"
var="$root/var/lib/inspector"
units="$root/etc/systemd/system"
services=(inspector-station.service inspector-dashboard.service)

# systemctl works on a root without systemd running; only a live system can be told to reload or stop.
is_live() { [ -z "$root" ] && [ -d /run/systemd/system ]; }
control() { systemctl ${root:+--root="$root"} --quiet "$@"; }

check() {
    [ -n "$root" ] || [ "$(id -u)" -eq 0 ] || fail "install" "this is user $(id -un), not root" "use sudo"
    command -v "$python" >/dev/null || fail "install" "there is no $python" "apt-get install python3"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "install" "$("$python" --version) is older than 3.11" "say which Python with --python"
    "$python" -c 'import venv' 2>/dev/null ||
        fail "install" "$python cannot make a virtual environment" "apt-get install python3-venv"
    [ -f "$wheelhouse/requirements.txt" ] ||
        fail "install" "no sealed wheels in $wheelhouse" "make them with deploy/wheelhouse.sh on a PC with network"
    local here target
    here="$("$python" -c 'import platform, sys; print(f"Python {sys.version_info[0]}.{sys.version_info[1]} on {platform.machine()}")')"
    target="$(cat "$wheelhouse/TARGET")"
    [ "$here" = "$target" ] || fail "install" "the wheels are for $target, this is $here" "make wheels on a PC like this"
}

# Prints the release's name: the version, and a hash over every wheel in it.
release_name() {
    local hash wheel
    read -r hash _ < <(sha256sum <"$wheelhouse/requirements.txt")
    wheel="$(basename "$(ls "$wheelhouse"/inspector-*.whl)")"
    echo "$(cut -d- -f2 <<<"$wheel")-${hash:0:8}"
}

# Makes a release in a folder of its own: one that fails half way leaves what is installed as it is.
build_release() {
    local release="$1"
    [ ! -f "$release/.complete" ] || return 0
    rm -rf "$release"
    mkdir -p "$opt/releases"
    # pip comes as one of the wheels and runs from there: Debian's Python has none.
    "$python" -m venv --without-pip "$release"
    "$python" -I "$(ls "$wheelhouse"/pip-*.whl)/pip" --python "$release/bin/python" --disable-pip-version-check --quiet \
        install --no-index --find-links "$wheelhouse" --no-deps --require-hashes -r "$wheelhouse/requirements.txt"
    "$release/bin/python" -I -m inspector --version >/dev/null
    [ -z "$root" ] || forget_root "$release"
    touch "$release/.complete"
}

# Programs name their Python by its full path; in a staged root that is where it will be, not where it is.
forget_root() {
    local pattern
    # shellcheck disable=SC2001 # bash's own replacement cannot repeat the character it found
    pattern="$(sed 's/[][\.*^$|]/\\&/g' <<<"$root/")"
    grep -rlIF --null -- "$root/" "$1/bin" "$1/pyvenv.cfg" | xargs -0 sed -i "s|$pattern|/|g"
}

# Refuses a release that would not start with this station's settings, before it is the one that starts.
check_settings() {
    "$1/bin/python" -I - "$etc/station.toml" <<'PYTHON' || exit 2
import pathlib, sys
from inspector.errors import RecipeError
from inspector.settings import load_settings
try:
    load_settings(pathlib.Path(sys.argv[1]))
except RecipeError as error:
    sys.exit(f"install.sh: {error}; then run install.sh again, nothing that runs was changed")
PYTHON
}

install_settings() {
    local release="$1"
    mkdir -p "$etc"
    [ -f "$etc/station.toml" ] || install -m 644 "$source_dir/deploy/station.toml" "$etc/station.toml"
    install_written_by_people
    [ -d "$var/golden_refs" ] && return
    # The station's user gets this folder from systemd at the first start (StateDirectory=).
    install -d -m 750 "$var"
    cp -R "$release/share/inspector/golden_refs" "$var/golden_refs"
}

# What people say of parts, alarms, and who may sign in are written by the dashboard, through the group that it shares
# with the station. The first two also by commands that the station's account gives: what is there has that group and is
# its to write, and what is new there gets it (2000), whoever makes it.
install_written_by_people() {
    local folder at
    [ -d "$var/data" ] || install -d -m 750 "$var" "$var/data"
    for folder in dispositions alarms users; do
        at="$var/data/$folder"
        [ -d "$at" ] && continue
        install -d -m 770 "$at"
        chown --reference="$var/data" "$at"
    done
    for at in "$var/data/dispositions" "$var/data/alarms"; do
        chmod 2770 "$at"
        find "$at" -type f -exec chgrp --reference="$at" {} + -exec chmod 660 {} +
    done
}

install_services() {
    install -D -m 644 "$source_dir/systemd/inspector.sysusers" "$root/etc/sysusers.d/inspector.conf"
    systemd-sysusers ${root:+--root="$root"} "$root/etc/sysusers.d/inspector.conf"
    install -d "$units"
    install -m 644 "$source_dir"/systemd/inspector.slice "${services[@]/#/$source_dir/systemd/}" "$units/"
    control enable "${services[@]}"
    if is_live; then systemctl daemon-reload; fi
}

# Points a link at a new target in one step: there is no moment without a release.
switch() {
    ln -sfn "$1" "$2.new"
    mv -fT "$2.new" "$2"
}

# Makes a release the one that starts next. The one before stays, and `previous` names it: way back is one link.
activate() {
    local name="releases/$1" current release
    current="$(readlink "$opt/current" || true)"
    if [ -n "$current" ] && [ "$current" != "$name" ]; then switch "$current" "$opt/previous"; fi
    switch "$name" "$opt/current"
    for release in "$opt"/releases/*; do
        [ "$release" -ef "$opt/current" ] || [ "$release" -ef "$opt/previous" ] || rm -rf "$release"
    done
}

install_inspector() {
    check
    local name release
    name="$(release_name)"
    release="$opt/releases/$name"
    build_release "$release"
    install_settings "$release"
    check_settings "$release"
    activate "$name"
    mkdir -p "$root/usr/local/bin"
    switch /opt/inspector/current/bin/inspector "$root/usr/local/bin/inspector"
    install_services
    cat <<DONE
Inspector $name is installed${root:+ in $root}.
  settings   /etc/inspector/station.toml    goldens and record   /var/lib/inspector
  start or restart, when the line stands:   systemctl restart inspector-station inspector-dashboard
  how it is:                                systemctl status inspector-station; journalctl -u inspector-station
DONE
}

uninstall_inspector() {
    [ -n "$root" ] || [ "$(id -u)" -eq 0 ] || fail "uninstall" "this is user $(id -un), not root" "use sudo"
    if is_live; then systemctl --quiet stop "${services[@]}" || true; fi
    control disable "${services[@]}" || true
    rm -f "${services[@]/#/$units/}" "$units/inspector.slice" "$root/etc/sysusers.d/inspector.conf"
    rm -rf "$opt" "$root/usr/local/bin/inspector" "$root/var/cache/inspector"
    if is_live; then systemctl daemon-reload; fi
    echo "Inspector is removed. Kept: /etc/inspector, /var/lib/inspector, and the users that own the record."
}

if $uninstall; then uninstall_inspector; else install_inspector; fi
