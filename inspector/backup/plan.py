"""The moves of a restore: written down before the first, carried out to the end whatever interrupts them.

The settings leave their place first and the new ones come last: whatever ends the process in between, no station starts
with a mix of old and new.
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inspector.errors import InputError, RecipeError
from inspector.synced_file import replace_file, sync_folder

_STAGED, _PLAN = "restoring", ".restore-plan"


class Move(BaseModel):
    """One thing of a station: what is at `place` goes to `aside`, and what lies at `staged` to `place`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Path
    staged: Path
    aside: Path


class Plan(BaseModel):
    """All moves of a restore, the settings last."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    moves: Annotated[tuple[Move, ...], Field(min_length=1)]


def staged_for(place: Path) -> Path:
    """Return where that which is to be at `place` lies until it is moved there."""
    return place.with_name(f"{place.name}.{_STAGED}")


def plan_for(places: Sequence[Path], stamp: str) -> Plan:
    """Return the moves to `places`; what is there is called by its name and `stamp` afterwards."""
    moves = (Move(place=each, staged=staged_for(each), aside=each.with_name(f"{each.name}.{stamp}")) for each in places)
    return Plan(moves=tuple(moves))


def carry_out(plan: Plan, settings: Path) -> tuple[Path, ...]:
    """Move everything into place, and return where what was there is now.

    Raises
    ------
    InputError
        The system refuses a move. The plan stays: `unfinished` finds it.
    """
    try:
        replace_file(_plan_file(settings), plan.model_dump_json().encode())
        for move in reversed(plan.moves):
            if move.staged.exists() and move.place.exists() and not move.aside.exists():
                _rename(move.place, move.aside)
        for move in plan.moves:
            if move.staged.exists():
                _rename(move.staged, move.place)
        _plan_file(settings).unlink()
        sync_folder(settings.parent)
    except OSError as error:
        found = f"{error.filename}: {error.strerror}"
        raise InputError(f"restore {settings}", found, "check the rights, then give the command again") from error
    return tuple(move.aside for move in plan.moves if move.aside.exists())


def unfinished(settings: Path) -> Plan | None:
    """Return what an interrupted restore was about to move, None where there is nothing of the kind.

    Raises
    ------
    InputError
        What there is cannot be read.
    """
    path = _plan_file(settings)
    try:
        return Plan.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise InputError(
            f"go on with the restore in {path}", "it is no plan", "look at it, then take it away"
        ) from error


def check_no_restore(settings: Path) -> None:
    """Raise RecipeError where a restore to these settings has begun and not ended: old and new lie side by side."""
    if _plan_file(settings).exists():
        remedy = "give `inspector restore` again, it finishes what it began"
        raise RecipeError(f"use settings {settings}", "a restore of this station is not finished", remedy)


def remove(path: Path) -> None:
    """Take away a file or folder that was laid out, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        with suppress(FileNotFoundError):
            path.unlink()


def _rename(path: Path, to: Path) -> None:
    path.rename(to)
    sync_folder(to.parent)


def _plan_file(settings: Path) -> Path:
    return settings.with_name(f".{settings.name}{_PLAN}")
