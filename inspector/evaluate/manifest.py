"""Manifests: CSV files that name pairs of a golden and a capture."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inspector.errors import InputError

COLUMNS = ("pair_id", "golden_path", "test_path")
_SHOWN = 200
Row = dict[str, str]
"""One line by the names of its columns; what a short line lacks is None."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One capture to be judged against one golden; both paths exist."""

    pair_id: str
    golden: Path
    capture: Path


def read_manifest(path: Path) -> tuple[Pair, ...]:
    """Return the pairs of the CSV file at `path`; its paths are relative to the file.

    Raises
    ------
    InputError
        The file is missing or no CSV, lacks a column, names a file that is not there, or repeats a pair_id.
    """
    return pairs_of(path, read_rows(path))


def read_rows(path: Path) -> tuple[Row, ...]:
    """Return the lines of the CSV file at `path`, which is read once: it may be a pipe.

    Raises
    ------
    InputError
        The file is missing or no CSV, or lacks a column.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            rows = csv.DictReader(lines)
            _check_columns(path, rows.fieldnames)
            return tuple(rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"read manifest {path}", str(error), "give a CSV file in UTF-8") from error


def pairs_of(path: Path, rows: Sequence[Row]) -> tuple[Pair, ...]:
    """Return the pairs that the lines of the manifest at `path` name.

    Raises
    ------
    InputError
        There is none, a file is not there or may not be looked at, or a pair_id is repeated.
    """
    pairs = tuple(_pair(path.parent, row) for row in rows)
    _check_pairs(path, pairs)
    return pairs


def _pair(folder: Path, row: Row) -> Pair:
    pair_id, golden, capture = (row[column] or "" for column in COLUMNS)
    return Pair(pair_id, folder / golden, folder / capture)


def _check_columns(path: Path, found: object) -> None:
    names = list(found) if isinstance(found, list) else []
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise InputError(
            f"use manifest {path}",
            f"column {missing[0]} is missing, found {names}",
            f"name {', '.join(COLUMNS)} in its first line",
        )


def _check_pairs(path: Path, pairs: tuple[Pair, ...]) -> None:
    absent = [file for pair in pairs for file in (pair.golden, pair.capture) if not _is_file(path, file)]
    if absent:
        raise InputError(
            f"use manifest {path}", f"{len(absent)} of its files are missing, first {absent[0]}", "mend the paths"
        )
    names = [pair.pair_id for pair in pairs]
    if len(set(names)) != len(names) or "" in names:
        raise InputError(
            f"use manifest {path}",
            f"{len(names)} rows but {len(set(names) - {''})} different pair_ids",
            "name each pair once",
        )
    if not pairs:
        raise InputError(f"use manifest {path}", "it holds no pair", f"add rows of {', '.join(COLUMNS)}")


def _is_file(path: Path, file: Path) -> bool:
    try:
        return file.is_file()
    except OSError as error:
        # A folder that this account may not enter; a quote that is never closed makes one endless name of many lines.
        found = f"{str(file)[:_SHOWN]!r}: {error.strerror}"
        raise InputError(f"use manifest {path}", found, "check the rights of that folder, and the quotes") from error
