"""One look each at something of this PC, and what came of it."""

import errno
import platform
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from inspector.errors import InspectorError
from inspector.record.room import days_left

_LIBRARIES = ("numpy", "opencv-python-headless", "openvino", "onnxruntime", "pymodbus", "fastapi", "sqlite-utils")
_FREE_MIB_MIN = 1_024
State = Literal["ok", "warning", "wrong"]


class Finding(BaseModel):
    """One thing that was looked at; `wrong` keeps a station from running, a `warning` does not."""

    what: str
    state: State
    found: str


def versions() -> Finding:
    """Say of which versions everything is."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    found = f"inspector {version('inspector')}, Python {platform.python_version()}, {libraries}, {platform.platform()}"
    return Finding(what="versions", state="ok", found=found)


def folder(data: Path) -> Finding:
    """Look whether the folder, or what it would be made in, can be written; nothing is left behind."""
    try:
        there = next(folder for folder in (data, *data.resolve().parents) if folder.is_dir())
        with tempfile.TemporaryFile(dir=there):
            free_mib = shutil.disk_usage(there).free >> 20
    except OSError as error:
        return Finding(what="data folder", state="wrong", found=f"{data} cannot be written: {error.strerror}")
    state: State = "ok" if free_mib >= _FREE_MIB_MIN else "warning"
    return Finding(what="data folder", state=state, found=f"{data} can be written, {free_mib} MiB free")


def outlook(data: Path, wanted_mib: int) -> Finding:
    """Say for how long there is room for images, at the rate at which they came last, until `wanted_mib` are free."""
    try:
        days = days_left(data, wanted_mib << 20, datetime.now(UTC))
    except InspectorError as error:
        return Finding(what="images", state="warning", found=str(error))
    if days is None:
        return Finding(what="images", state="ok", found="none is kept yet")
    found = f"the oldest begin to be removed in {days:.1f} days, to keep {wanted_mib} MiB free"
    return Finding(what="images", state="ok", found=found)


def port(host: str, number: int, what: str) -> Finding:
    """Look whether a server could listen there; taken is a warning, for it may be the station itself that runs."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as error:
        return _no_port(error, what)
    return Finding(what=what, state="ok", found="free")


def _no_port(error: OSError | UnicodeError, what: str) -> Finding:
    meanings = {
        errno.EADDRINUSE: "a station may be running",
        errno.EACCES: "this account may not; the services of systemd may",
    }
    number = getattr(error, "errno", None)
    reason = getattr(error, "strerror", None) or str(error)
    if number in meanings:
        return Finding(what=what, state="warning", found=f"{reason}: {meanings[number]}")
    return Finding(what=what, state="wrong", found=f"{reason}: nothing can listen there")


def clock() -> Finding:
    """Look whether something keeps the clock right: the record's times are only as good as that."""
    try:
        asked = subprocess.run(
            ["timedatectl", "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(what="clock", state="warning", found=f"cannot tell whether it is kept right: {error}")
    kept = asked.stdout.strip() == "yes"
    found = "kept right over the network" if kept else "not kept right by anything; set up NTP in the plant network"
    return Finding(what="clock", state="ok" if kept else "warning", found=found)


def tried(what: str, look: Callable[[], str]) -> Finding:
    """Return what `look` found, or what it could not do."""
    try:
        return Finding(what=what, state="ok", found=look())
    except InspectorError as error:
        return Finding(what=what, state="wrong", found=str(error))
    except OSError as error:
        return Finding(what=what, state="wrong", found=f"{error.filename} cannot be read: {error.strerror}")
