"""What is wrong with this PC for one station: everything its settings name, each looked at for real.

Nothing is changed and nothing is left behind; a station that runs meanwhile goes on.
"""

import os
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from inspector.compare.comparator import Comparator
from inspector.errors import CameraError, InspectorError, LinkError, RecipeError
from inspector.golden.library import load_active
from inspector.plc.serial_port import open_serial
from inspector.settings import (
    DashboardSettings,
    FolderCameraSettings,
    PlcLinkSettings,
    PlcRtuServerSettings,
    PlcTcpClientSettings,
    PlcTcpServerSettings,
    Settings,
)
from inspector.wiring.account import account_name
from inspector.wiring.comparators import load_comparator
from inspector.wiring.doctor import record
from inspector.wiring.doctor_looks import Finding, State, clock, port, tried, versions
from inspector.wiring.line import libraries_of
from inspector.wiring.links import serial_of
from inspector.wiring.pairs import learn_gauge
from inspector.wiring.revisions import Library

_ROOT = 0
_PLC_ANSWERS_S = 2.0
_CERTIFICATE_DAYS = 30


def examine_station(settings: Settings) -> Iterator[Finding]:
    """Yield what was found, one thing after another."""
    yield versions()
    yield _account()
    comparator, found = _comparator(settings)
    yield found
    for number, library in sorted(libraries_of(settings).items()):
        yield _product(number, library, comparator)
    yield from record(settings.folders.data, settings.retention.free_mib)
    if isinstance(settings.camera, FolderCameraSettings):
        folder = settings.camera.folder
        yield tried("camera", lambda: _camera(folder))
    yield _link(settings.plc)
    yield from _pages(settings.dashboard)
    yield clock()


def _account() -> Finding:
    """Say as whom everything is looked at: root may read what the station's own account may not."""
    if os.getuid() == _ROOT:
        found = "root, who may read everything; look as the station's own account to see whether that may"
        return Finding(what="account", state="warning", found=found)
    return Finding(what="account", state="ok", found=account_name())


def _comparator(settings: Settings) -> tuple[Comparator | None, Finding]:
    """Return what the station would compare with, None where it would not start, and what is to be said of it."""
    what, compare, models = "comparator", settings.compare, settings.folders.models
    try:
        comparator = load_comparator(compare.runtime, compare.devices, models, compare.threads, compare.card)
    except InspectorError as error:
        return None, Finding(what=what, state="wrong", found=str(error))
    engine = comparator.engine
    found = f"{engine.comparator} executes on {engine.device} by {engine.runtime}, its scores are the reference's"
    state: State = "warning" if engine.warnings else "ok"
    return comparator, Finding(what=what, state=state, found="; ".join((found, *engine.warnings)))


def _product(number: int, library: Library, comparator: Comparator | None) -> Finding:
    """Look whether the station could judge with the active revision of a product: learnt here as it would be there."""
    what, product = f"product {number}", library.product
    try:
        golden = load_active(library.golden_refs, product, library.demands)
        warning = learn_gauge(golden, comparator).warning if comparator else ""
    except InspectorError as error:
        return Finding(what=what, state="wrong", found=str(error))
    except OSError as error:
        return Finding(what=what, state="wrong", found=f"{error.filename} cannot be read: {error.strerror}")
    found = f"{product} {golden.revision} can be judged with, {golden.ignored_share():.1%} of it ignored"
    return Finding(what=what, state="warning" if warning else "ok", found="; ".join(filter(None, (found, warning))))


def _camera(folder: Path) -> str:
    """Say that pictures can be taken out of a watched folder."""
    found = "there is no such folder" if not folder.is_dir() else "this account may not move files out of it"
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise CameraError(f"take pictures out of {folder}", found, "mend camera.folder, or its rights")
    return f"pictures can be taken out of {folder}"


def _link(plc: PlcLinkSettings) -> Finding:
    """Look whether the controller could be served on this wire, or answers where it is called."""
    match plc:
        case PlcTcpServerSettings():
            return port(plc.host, plc.port, f"plc {plc.host}:{plc.port}")
        case PlcTcpClientSettings():
            return _called(plc.host, plc.port)
        case PlcRtuServerSettings():
            return _serial(plc)


def _called(host: str, number: int) -> Finding:
    """Look whether anybody answers a call; the station starts without, and calls again."""
    what = f"plc {host}:{number}"
    try:
        socket.create_connection((host, number), _PLC_ANSWERS_S).close()
    except (OSError, UnicodeError) as error:
        found = f"{getattr(error, 'strerror', None) or error}: READY stays down until the PLC answers there"
        return Finding(what=what, state="warning", found=found)
    return Finding(what=what, state="ok", found="somebody answers")


def _serial(plc: PlcRtuServerSettings) -> Finding:
    """Look whether the port opens as it is set; one that another program holds may be held by the station itself."""
    what = f"plc {plc.device}"
    try:
        os.close(open_serial(serial_of(plc)))
    except LinkError as error:
        held = isinstance(error.__cause__, BlockingIOError)
        state: State = "warning" if held else "wrong"
        return Finding(what=what, state=state, found="in use: a station may be running" if held else str(error))
    return Finding(what=what, state="ok", found="the serial port opens as it is set")


def _pages(pages: DashboardSettings) -> Iterator[Finding]:
    yield port(pages.host, pages.port, f"pages {pages.host}:{pages.port}")
    if pages.certificate:
        yield _certificate(Path(pages.certificate), Path(pages.key))


def _certificate(certificate: Path, key: Path) -> Finding:
    """Look whether https can be spoken, and for how long browsers will take it."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
        ends = x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as error:
        refused = RecipeError(f"speak https with {certificate} and {key}", str(error), "give both as PEM files")
        return Finding(what="certificate", state="wrong", found=str(refused))
    days = (ends - datetime.now(UTC)).days
    found = f"{certificate} is valid until {ends:%Y-%m-%d}"
    return Finding(what="certificate", state="ok" if days >= _CERTIFICATE_DAYS else "warning", found=found)
