"""What is wrong with this PC: versions, devices, model, folders, port and clock, each looked at for real."""

import platform
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from inspector.compare.card import load_model
from inspector.compare.card_file import CARD_FILE
from inspector.errors import InputError, InspectorError
from inspector.golden.library import load_active
from inspector.golden.trust import ACTIVE_FILE
from inspector.record.connection import RECORD_FILE
from inspector.record.room import days_left
from inspector.settings import RetentionSettings
from inspector.wiring.comparators import EVERY_DEVICE, RUNTIMES, Runtime, load_comparator

_LIBRARIES = ("numpy", "opencv-python-headless", "openvino", "onnxruntime", "pymodbus", "fastapi", "sqlite-utils")
_FREE_MIB_MIN = 1_024


class Finding(BaseModel):
    """One thing that was looked at; `wrong` keeps a station from running, a `warning` does not."""

    what: str
    state: Literal["ok", "warning", "wrong"]
    found: str


def examine(models: Path, golden_refs: Path, data: Path, ports: tuple[int, ...]) -> Iterator[Finding]:
    """Yield what was found, one thing after another."""
    yield Finding(what="versions", state="ok", found=_versions())
    yield _tried("model", lambda: _model(models))
    for runtime in RUNTIMES:
        for device in EVERY_DEVICE:
            yield _device(runtime, device, models)
    yield _tried("goldens", lambda: _goldens(golden_refs))
    folder = _folder(data)
    yield folder
    if folder.state != "wrong" and (data / RECORD_FILE).exists():
        yield _outlook(data)
    for port in ports:
        yield _port(port)
    yield _clock()


def _versions() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return f"inspector {version('inspector')}, Python {platform.python_version()}, {libraries}, {platform.platform()}"


def _model(models: Path) -> str:
    model = load_model(models, CARD_FILE)
    return f"{model.card.name}, sha256 {model.sha256}"


def _device(runtime: Runtime, device: str, models: Path) -> Finding:
    """Look whether the model really executes on the device and gives the reference scores there."""
    what = f"{runtime} on {device}"
    try:
        engine = load_comparator(runtime, [device], models).engine
    except InspectorError as error:
        return Finding(what=what, state="wrong" if device == "CPU" else "warning", found=str(error))
    found = f"{engine.runtime} executes on {engine.device}, its scores are the reference's"
    return Finding(what=what, state="warning" if engine.warnings else "ok", found="; ".join((found, *engine.warnings)))


def _goldens(golden_refs: Path) -> str:
    # Looked through by hand: a glob takes what it may not read for empty.
    products = sorted(folder.name for folder in golden_refs.iterdir() if (folder / ACTIVE_FILE).exists())
    if not products:
        remedy = "activate a revision, or say with --golden-refs where the library is"
        raise InputError(f"judge with the goldens in {golden_refs}", "no product has an active revision", remedy)
    shares = [load_active(golden_refs, product).ignored_share() for product in products]
    found = [f"{product}, {share:.1%} of it ignored" for product, share in zip(products, shares, strict=True)]
    return f"{len(products)} products with an active revision: {'; '.join(found)}"


def _folder(data: Path) -> Finding:
    """Look whether the folder, or what it would be made in, can be written; nothing is left behind."""
    try:
        there = next(folder for folder in (data, *data.resolve().parents) if folder.is_dir())
        with tempfile.TemporaryFile(dir=there):
            free_mib = shutil.disk_usage(there).free >> 20
    except OSError as error:
        return Finding(what="data folder", state="wrong", found=f"{data} cannot be written: {error.strerror}")
    state: Literal["ok", "warning"] = "ok" if free_mib >= _FREE_MIB_MIN else "warning"
    return Finding(what="data folder", state=state, found=f"{data} can be written, {free_mib} MiB free")


def _outlook(data: Path) -> Finding:
    """Say for how long there is room for images, at the rate at which they came last."""
    wanted_mib = RetentionSettings().free_mib
    try:
        days = days_left(data, wanted_mib << 20, datetime.now(UTC))
    except InspectorError as error:
        return Finding(what="images", state="warning", found=str(error))
    if days is None:
        return Finding(what="images", state="ok", found="none is kept yet")
    found = f"the oldest begin to be removed in {days:.1f} days, to keep {wanted_mib} MiB free"
    return Finding(what="images", state="ok", found=found)


def _port(port: int) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return Finding(what=f"port {port}", state="warning", found=f"{error.strerror}: a station may be running")
    return Finding(what=f"port {port}", state="ok", found="free")


def _clock() -> Finding:
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


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what=what, state="ok", found=look())
    except InspectorError as error:
        return Finding(what=what, state="wrong", found=str(error))
    except OSError as error:
        return Finding(what=what, state="wrong", found=f"{error.filename} cannot be read: {error.strerror}")
