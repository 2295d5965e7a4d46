"""What the README tells people to type works as it stands there."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines() if line]
PROGRAM = ".venv/bin/inspector "


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith(PROGRAM)])
def test_a_command_of_the_readme_ends_well(line: str) -> None:
    words = shlex.split(line.removeprefix(PROGRAM))
    ended = subprocess.run(
        [sys.executable, "-m", "inspector", *words], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make ")])
def test_a_make_target_of_the_readme_is_there(line: str) -> None:
    ended = subprocess.run(
        ["make", "--dry-run", *line.split()[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_the_readme_shows_nothing_else_to_type() -> None:
    assert [line for line in LINES if not line.startswith((PROGRAM, "make "))] == []
