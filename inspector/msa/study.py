"""The study: known parts, judged by each appraiser in each run; text in, one checked value out. Pure."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
from numpy.typing import NDArray

from inspector.errors import InputError
from inspector.refusal import Refusal, RefusalCode, because

COLUMNS = ("part", "reference", "appraiser", "run", "verdict")
ROWS_MAX = 100_000
APPRAISERS_MAX = 20
_NAME_MAX = 80


class Call(StrEnum):
    """What somebody says of a part, or what it is known to be."""

    PASS = "pass"  # noqa: S105 -- the word of the trade
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Trial:
    """One part judged once."""

    part: str
    reference: Call
    appraiser: str
    run: str
    verdict: Call


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """Every appraiser has judged every part once in every run.

    Parameters
    ----------
    parts, appraisers, runs
        Their names, in the order of the file.
    defective
        bool (parts,): whether the reference says reject.
    rejected
        bool (appraisers, parts, runs): whether it was rejected.
    sha256
        Of the text of the file, 64 hex digits.
    """

    parts: tuple[str, ...]
    appraisers: tuple[str, ...]
    runs: tuple[str, ...]
    defective: NDArray[np.bool_]
    rejected: NDArray[np.bool_]
    sha256: str


def read_study(text: str) -> Study:
    """Return the study in a CSV text: part, reference, appraiser, run, verdict; other columns are left alone.

    Raises
    ------
    InputError
        A column is missing, a word is neither pass nor reject, a part has two references, or somebody did not judge a
        part exactly once in each run. No figure is given then.
    """
    return study_of(tuple(read_trials(text)), hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def read_trials(text: str) -> Iterable[Trial]:
    """Yield the trials in a CSV text."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")), strict=True)
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            found, expected = ", ".join(missing), ", ".join(COLUMNS)
            told = because(RefusalCode.STUDY_COLUMNS, missing=found, expected=expected)
            raise _unusable(f"column {found} is missing, expected {expected}", "add it", told)
        for number, row in enumerate(reader, start=2):
            if number - 1 > ROWS_MAX:
                told = because(RefusalCode.STUDY_ROWS, most=ROWS_MAX)
                raise _unusable(f"it has more than {ROWS_MAX} rows", "give one study", told)
            yield _trial(row, number)
    except csv.Error as error:
        told = because(RefusalCode.STUDY_NO_CSV, words=str(error))
        raise _unusable(f"no CSV: {error}", "save it as CSV, UTF-8", told) from error


def study_of(trials: tuple[Trial, ...], sha256: str) -> Study:
    """Return the study of `trials`, checked to be whole."""
    parts, appraisers, runs = (tuple(dict.fromkeys(column)) for column in _columns(trials))
    if len(parts) < 2 or len(runs) < 2:
        found = f"{len(parts)} parts in {len(runs)} runs"
        told = because(RefusalCode.STUDY_TOO_SMALL, parts=len(parts), runs=len(runs))
        usual = "show the parts again, 50 parts in 3 runs are usual"
        raise _unusable(f"{found}, at least 2 of each are needed", usual, told)
    if len(appraisers) > APPRAISERS_MAX:
        told = because(RefusalCode.STUDY_APPRAISERS, count=len(appraisers), most=APPRAISERS_MAX)
        raise _unusable(f"{len(appraisers)} appraisers, at most {APPRAISERS_MAX}", "compare fewer at once", told)
    known = _references(trials)
    rejected = _calls(trials, parts, appraisers, runs)
    defective = np.array([known[part] is Call.REJECT for part in parts])
    return Study(parts, appraisers, runs, defective, rejected, sha256)


def _columns(trials: tuple[Trial, ...]) -> Iterable[tuple[str, ...]]:
    yield tuple(trial.part for trial in trials)
    yield tuple(trial.appraiser for trial in trials)
    yield tuple(trial.run for trial in trials)


def _references(trials: tuple[Trial, ...]) -> Mapping[str, Call]:
    known: dict[str, Call] = {}
    for trial in trials:
        if known.setdefault(trial.part, trial.reference) is not trial.reference:
            told = because(RefusalCode.STUDY_REFERENCES, part=trial.part)
            raise _unusable(f"part {trial.part} has two references", "give each part one", told)
    return known


def _calls(
    trials: tuple[Trial, ...], parts: tuple[str, ...], appraisers: tuple[str, ...], runs: tuple[str, ...]
) -> NDArray[np.bool_]:
    places = {(trial.appraiser, trial.part, trial.run): trial.verdict for trial in trials}
    if len(places) != len(trials):
        key, _ = Counter((trial.appraiser, trial.part, trial.run) for trial in trials).most_common(1)[0]
        told = because(RefusalCode.STUDY_TWICE, appraiser=key[0], part=key[1], run=key[2])
        raise _unusable(f"{_named(*key)} is there twice", "leave one of them", told)
    # Counted before there is an array: of a file in which each row names another part and run it would fill the memory.
    missing = next((key for key in product(appraisers, parts, runs) if key not in places), None)
    if missing:
        told = because(RefusalCode.STUDY_MISSING, appraiser=missing[0], part=missing[1], run=missing[2])
        raise _unusable(f"{_named(*missing)} is missing", "let everybody judge every part once in every run", told)
    rejected = [places[key] is Call.REJECT for key in product(appraisers, parts, runs)]
    return np.array(rejected).reshape(len(appraisers), len(parts), len(runs))


def _named(appraiser: str, part: str, run: str) -> str:
    return f"appraiser {appraiser}, part {part}, run {run}"


def _trial(row: Mapping[str, str | None], number: int) -> Trial:
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    for name in ("part", "appraiser", "run"):
        if not 1 <= len(cells[name]) <= _NAME_MAX:
            told = because(RefusalCode.STUDY_CELL, row=number, column=name, most=_NAME_MAX)
            raise _unusable(f"row {number}: {name} has {len(cells[name])} signs", f"1 to {_NAME_MAX} are needed", told)
    return Trial(
        part=cells["part"],
        reference=_call(cells["reference"], "reference", number),
        appraiser=cells["appraiser"],
        run=cells["run"],
        verdict=_call(cells["verdict"], "verdict", number),
    )


def _call(word: str, column: str, number: int) -> Call:
    if word.lower() not in set(Call):
        told = because(RefusalCode.STUDY_WORD, row=number, column=column, word=word[:20])
        raise _unusable(f"row {number}: {column} is {word[:20]!r}, expected pass or reject", "mend that row", told)
    return Call(word.lower())


def _unusable(found: str, instead: str, told: Refusal) -> InputError:
    return InputError("use the study", found, instead, told)
