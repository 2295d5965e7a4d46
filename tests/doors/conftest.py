"""Real disks for the tests of the record."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount an 8 MiB disk for one test."""
    disk = tmp_path / "disk"
    disk.mkdir()
    _mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", disk)
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.fixture
def read_only_view(tmp_path: Path) -> Iterator[Path]:
    """Show the folder of the test once more, where nothing can be written."""
    view = tmp_path.with_name(f"{tmp_path.name}-view")
    view.mkdir()
    _mount("--bind", tmp_path, view)
    _mount("-o", "remount,bind,ro", view)
    yield view
    subprocess.run(["umount", "--lazy", view], check=True)


def _mount(*arguments: str | Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    mounted = subprocess.run(["mount", *arguments], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip(f"mount {arguments} is not possible here: {mounted.stderr.decode().strip()}")
