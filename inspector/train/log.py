"""The log of a training: a row per report, each step once."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from inspector.train.whole_file import keep

LOG: Final = "log.csv"


@dataclass(frozen=True, slots=True)
class Progress:
    """One line of the log: the mean loss since the last, and the figures of the averaged weights."""

    step: int
    minutes: float
    rate: float
    loss: float
    seen_pixel_ap: float
    seen_picture_auroc: float
    unseen_pixel_ap: float
    unseen_picture_auroc: float


Row = Mapping[str, str]
NAMES: Final = tuple(each.name for each in fields(Progress))


def add_row(log: Path, progress: Progress) -> Sequence[Row]:
    """Write `progress` behind the rows of earlier steps in the file `log` and return them all.

    Rows from its step on were trained again: by a training that had lost its last report, or by another one. They go,
    and so does what a loss of power left of a row.

    Raises
    ------
    StoppedError
        It cannot be written.
    """
    rows = [row for row in _rows(log) if float(row["step"]) < progress.step]
    rows.append({name: f"{value:.6g}" for name, value in asdict(progress).items()})
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, NAMES)
    writer.writeheader()
    writer.writerows(rows)
    keep(log, text.getvalue().encode())
    return rows


def _rows(log: Path) -> list[dict[str, str]]:
    if not log.exists():
        return []
    with log.open(newline="", encoding="utf-8", errors="replace") as lines:
        return [row for row in csv.DictReader(lines) if _is_whole(row)]


def _is_whole(row: Mapping[str, str | None]) -> bool:
    try:
        return tuple(row) == NAMES and len([float(value or "") for value in row.values()]) == len(NAMES)
    except ValueError:
        return False
