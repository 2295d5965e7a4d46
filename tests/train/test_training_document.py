"""What docs/training.md tells people to type is understood, and its first training works as it stands there."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from extras import require_extra

from inspector.cli.app import inspector

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "training.md").read_text("utf-8"), re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines() if line]
PROGRAM = ".venv/bin/inspector "
COMMANDS = [line.removeprefix(PROGRAM) for line in LINES if line.startswith(PROGRAM)]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_document_is_understood(line: str) -> None:
    name, *words = shlex.split(line)
    command = inspector.get_command(click.Context(inspector), name)
    assert command is not None
    command.make_context(name, words)


def test_the_document_shows_nothing_else_to_type() -> None:
    assert [line for line in LINES if not line.startswith((PROGRAM, "make test "))] == []


def test_the_first_training_of_the_document_gives_what_it_says(tmp_path: Path) -> None:
    require_extra("torch", "matplotlib")
    (line,) = [line for line in COMMANDS if "runs/try" in line]
    words = shlex.split(line.replace("runs/try", str(tmp_path)))
    ended = subprocess.run([sys.executable, "-m", "inspector", *words], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == f"{tmp_path / 'weights.pt'}\n"
    assert ended.stderr.count("\n") == 1
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == ["checkpoint.pt", "curves.png", "log.csv", "weights.pt"]


def test_without_the_extra_one_line_says_what_to_install(tmp_path: Path) -> None:
    without = "import sys; sys.modules['torch'] = None; from inspector.cli.app import main; main()"
    words = [sys.executable, "-c", without, "train", str(tmp_path), "--steps", "1"]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f'inspector: cannot train {tmp_path}: the package torch is not installed; pip install "inspector[train]"\n'
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--minutes", "3", "--steps", "4"), "--minutes and --steps are both given"),
        (("--size", "100"), "100 is not a multiple of 32"),
        (("--size", "864"), "864 is not in the range 64<=x<=832"),
        (("--minutes", "nan"), "nan is no number of minutes"),
        (("--minutes", "inf"), "inf is no number of minutes"),
    ],
    ids=["length", "size", "too large", "no minutes", "endless"],
)
def test_options_that_cannot_be_are_refused_in_one_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    command = [sys.executable, "-m", "inspector", "train", str(tmp_path), *words]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert said in ended.stderr
