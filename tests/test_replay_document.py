"""The commands of docs/replay.md, run as they are written."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.record.sqlite import SqliteReader

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "replay.md").read_text("utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the commands find what they name."""
    folder = tmp_path_factory.mktemp("document")
    (folder / ".venv").symlink_to(sys.prefix)
    # A copy, no link: `cp -r` copies a link as a link, and the draft would be in the shipped library.
    shutil.copytree(ROOT / "golden_refs", folder / "golden_refs")
    return folder


def run(block: str, place: Path, part: str = "") -> str:
    environment = os.environ | {"HOME": str(place), "PART": part, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-euc", block], cwd=place, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_document_leads_from_a_line_to_its_evidence_and_a_replay(place: Path) -> None:
    demo, bundle, replay, _ = BLOCKS
    run(demo, place)
    part = next(row.part_id for row in SqliteReader(place / "line").latest(4) if row.image)
    assert f"{part}: the same to the bit" in run(bundle, place, part)
    shown = run(replay, place)
    assert re.search(r"demo-board r002: (\d+) parts judged again\n  \1 verdicts the same to the bit", shown)


def test_the_document_leads_to_a_cluster(place: Path) -> None:
    """The two daemons are started as they are written; they end with the test."""
    daemons = BLOCKS[-1].splitlines()[:2]
    scheduler, worker = (command.replace("8786", "18786") for command in daemons)
    started = [
        subprocess.Popen([*_dask(), *command.split()[1:]], cwd=place, stderr=subprocess.DEVNULL)
        for command in (scheduler, worker)
    ]
    try:
        shown = run(BLOCKS[-1].splitlines()[2].replace("8786", "18786"), place)
    finally:
        for daemon in started:
            daemon.terminate()
        for daemon in started:
            daemon.wait()
    assert "0 by changed inputs, 0 differ" in shown


def _dask() -> list[str]:
    return [str(Path(sys.prefix) / "bin" / "dask")]
