"""Fixtures that every test may use."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspector.record.sqlite import SqliteReader, SqliteRecorder

# What a peer is found by, and the Debian packages that bring it.
_PEERS = {
    "mbpoll": "mbpoll",
    "libmodbus": "gcc libc6-dev pkg-config libmodbus-dev",
    "gcc": "gcc libc6-dev",
    "socat": "socat",
    "tshark": "tshark",
    "chromium": "chromium",
    "shellcheck": "shellcheck",
    "systemd-analyze": "systemd",
}


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[SqliteRecorder]:
    """Return what writes the record in the folder of the test."""
    recorder = SqliteRecorder(tmp_path)
    recorder.open()
    yield recorder
    recorder.close()


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[SqliteReader]:
    """Return what reads the record in the folder of the test."""
    reader = SqliteReader(tmp_path)
    yield reader
    reader.close()


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """Return a folder whose disk slows nobody down: a kill loses nothing that was written, to whatever disk."""
    memory = Path("/dev/shm")  # noqa: S108 -- a folder of its own is made in it
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def require_peer() -> Callable[[str], None]:
    """Return a function that ends the test unless the named peer is on this PC: skipped, but in CI failed."""

    def require(name: str) -> None:
        if _is_here(name):
            return
        reason = f"{name} is not on this PC; apt-get install {_PEERS[name]}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)

    return require


def _is_here(name: str) -> bool:
    if name != "libmodbus":
        return shutil.which(name) is not None
    if not (shutil.which("gcc") and shutil.which("pkg-config")):
        return False
    return subprocess.run(["pkg-config", "--exists", "libmodbus"], check=False).returncode == 0
