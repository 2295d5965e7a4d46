"""A real station process on the demo product: its camera is a folder that the belt fills, its folders can be spoilt."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
from faults.belt import Eye, Piece, Truth
from typing_extensions import override

from inspector.capture.folder import STALE_FOLDER
from inspector.demo.line import DemoLine
from inspector.record.connection import IMAGES_FOLDER, RECORD_FILE
from inspector.wiring.places import shipped

SEED = 1
PRODUCT = "demo-board"
EXPOSURE_S = 0.06
OFFERED_S = 1.5
STOPS_WITHIN_S = 120.0
SETTINGS = """
station = "Fault line"
product = "{product}"
[folders]
golden_refs = "{golden_refs}"
models = "{models}"
data = "{data}"
[camera]
{camera}
[plc]
port = {port}
[compare]
runtime = "{runtime}"
threads = 1
[dashboard]
port = {page_port}
{more}
"""


@cache
def pieces(truth: Truth, count: int = 3) -> tuple[Piece, ...]:
    """Return the first parts of the demo line that are good, or defective beyond its stated smallest defect."""
    line, found = DemoLine(SEED), []
    for number in range(1, 200):
        defects = line.truth(number)
        is_wanted = any(defect.must_be_caught for defect in defects) if truth is Truth.DEFECTIVE else not defects
        if is_wanted:
            found.append(Piece(truth, line.image(number)))
        if len(found) == count:
            return tuple(found)
    raise AssertionError(f"the demo line has no {count} {truth} parts")


def piece(number: int) -> Piece:
    """Return a part for repetition `number`: a defective one and a good one in turn."""
    kind = (Truth.DEFECTIVE, Truth.GOOD)[number % 2]
    return pieces(kind)[number // 2 % 3]


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class FolderEye(Eye):
    """Writes the picture of a part into the station's folder when the device has taken its trigger, as a camera would.

    `late_s` holds it back, `spoil` changes the bytes of the file.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._count = 0
        self.late_s = 0.0
        self.spoil: Callable[[bytes], bytes | None] = lambda picture: picture

    @override
    def triggered(self, piece: Piece) -> None:
        self._count += 1
        threading.Timer(EXPOSURE_S + self.late_s, self._write, [piece, self._count]).start()

    def _write(self, piece: Piece, number: int) -> None:
        """Offer the picture until the station has taken it: on a busy PC it may look only after it has been written."""
        picture = self.spoil(cv2.imencode(".png", piece.image, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes())
        end_s = time.monotonic() + OFFERED_S
        attempt = 0
        while picture is not None and time.monotonic() < end_s and self._count == number:
            name = f"{number:06d}-{attempt}.png"
            if not self._put(name, picture) or not self._is_set_aside(name, end_s):
                return
            attempt += 1

    def _put(self, name: str, picture: bytes) -> bool:
        unfinished = self._folder / f"{name}.part"
        try:
            unfinished.write_bytes(picture)
            unfinished.rename(self._folder / name)
        except FileNotFoundError:  # The folder may be away: that is a fault of its own.
            return False
        return True

    def _is_set_aside(self, name: str, end_s: float) -> bool:
        """Return whether the station took the picture for one from before its trigger."""
        while (self._folder / name).exists() and time.monotonic() < end_s:
            time.sleep(0.02)
        return (self._folder / STALE_FOLDER / name).exists()


@dataclass(eq=False)
class StationProcess:
    """`inspector station`, or `inspector run` with its dashboard, in a folder of its own; ended with the block."""

    home: Path
    data: Path = Path()
    camera: str = ""
    command: str = "station"
    runtime: str = "openvino"
    port: int = field(default_factory=free_port)
    more: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.data = self.data if self.data.name else self.home / "data"
        self.golden_refs = self.home / "golden_refs"
        shutil.copytree(shipped("golden_refs"), self.golden_refs)
        self.eye = FolderEye(self.home / "camera")
        self.page_port = free_port()
        camera = self.camera or f'kind = "folder"\nkeep_newest = 100\nfolder = "{self.home / "camera"}"'
        self._config = self.home / "station.toml"
        self._config.write_text(
            SETTINGS.format(
                product=PRODUCT,
                golden_refs=self.golden_refs,
                models=shipped("models"),
                data=self.data,
                camera=camera,
                runtime=self.runtime,
                port=self.port,
                page_port=self.page_port,
                more=self.more,
            )
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def start(self) -> None:
        """Start it; it serves the PLC a few seconds later."""
        command = [sys.executable, "-m", "inspector", self.command, "--config", str(self._config)]
        with (self.home / "station.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env={**os.environ, **self.environment}
            )

    def kill(self) -> None:
        """End it as a power cut would."""
        os.kill(self.process.pid, signal.SIGKILL)

    def restart(self) -> None:
        """Start it again once it is dead, as its supervisor does."""
        self.process.wait(STOPS_WITHIN_S)
        self.start()

    def end(self) -> None:
        """End it politely."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
        try:
            self.process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ends_with(self) -> int:
        """Return the status that it ends with by itself."""
        return self.process.wait(STOPS_WITHIN_S)

    @property
    def record(self) -> Path:
        """The file of the record."""
        return self.data / RECORD_FILE

    def forget_images(self) -> None:
        """Make room."""
        for frame in (self.data / IMAGES_FOLDER).rglob("*"):
            if frame.is_file():
                frame.unlink(missing_ok=True)


@contextmanager
def small_disk(at: Path, size_mib: int) -> Iterator[Path]:
    """Mount a disk of its own at `at`; OSError where this PC does not let us."""
    at.mkdir(parents=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size_mib}m", "tmpfs", at], check=False)
    if done.returncode:
        raise OSError("no right to mount a disk")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", at], check=True)


def until(happened: Callable[[], bool], what: str, within_s: float = 300.0) -> None:
    """Wait for something."""
    end_s = time.monotonic() + within_s
    while not happened():
        if time.monotonic() > end_s:
            raise AssertionError(f"{what}: not within {within_s} s")
        time.sleep(0.02)
