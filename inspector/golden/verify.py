"""The library looked through offline: every entry, every signature, every byte of every revision."""

from dataclasses import dataclass
from pathlib import Path

from inspector.errors import RecipeError
from inspector.golden.chained import Chain
from inspector.golden.history import History, Standing
from inspector.golden.ledger import LEDGER_FILE, Entry
from inspector.golden.revision import read_folder
from inspector.golden.trust import (
    ACTIVE_FILE,
    Active,
    Demands,
    Trusted,
    check_active,
    check_counts,
    check_second_person,
    file_faults,
    read_active,
    read_trusted,
)
from inspector.golden.writing import is_leftover, is_staged

_SHOWN = 16


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found of one product.

    `faults` are changes that nobody signed for: a station refuses the product, or would once they reach the active
    revision. `interrupted` are acts that a crash cut short, with what becomes of them. `head` is the hash of the
    ledger's last entry: kept elsewhere, it shows later whether the end of the ledger was cut off. `void` are acts that
    do not count because their key was revoked; those made after it was are faults too.
    """

    product: str
    active: str = ""
    entries: int = 0
    head: str = ""
    faults: tuple[str, ...] = ()
    interrupted: tuple[str, ...] = ()
    void: tuple[str, ...] = ()


def verify(golden_refs: Path, product: str, demands: Demands | None = None, head: str = "") -> Verification:
    """Return what is wrong with `product` and what was interrupted; it never raises for what it finds.

    Parameters
    ----------
    golden_refs, product
        The library and the product in it.
    demands
        What the site wants beyond.
    head
        The `head` of an earlier verification, or its first digits: it has to be in the ledger still. ``""`` asks for
        none.
    """
    folder = golden_refs / product
    # Before the ledger: whatever ACTIVE names, and every revision that is there, was in it before.
    active_found = _active_in(folder)
    try:
        names = _names_in(folder)
        trusted = read_trusted(golden_refs, product) or Trusted(Chain((), 0, 0), History())
    except RecipeError as error:
        return Verification(product, faults=(str(error),))
    if not trusted.ledger.entries and not (folder.is_dir() and _is_fresh(names)):
        found = f"{folder} has no {LEDGER_FILE}: nothing vouches for its files"
        return Verification(product, faults=(found if folder.is_dir() else f"there is no {folder}",))
    in_files = [_revision_faults(folder, standing) for standing in trusted.history.standings]
    in_active, active, cut_short = _active_faults(folder, active_found, trusted, demands or Demands())
    return Verification(
        product=product,
        active=active,
        entries=len(trusted.ledger.entries),
        head=trusted.ledger.last_sha256(),
        faults=(
            *_head_faults(trusted, head),
            *(fault for faults in in_files for fault in faults),
            *_unknown(names, trusted),
            *(void.why for void in trusted.void if void.is_later),
            *in_active,
        ),
        interrupted=(*_interrupted(folder, names, trusted), *cut_short),
        void=tuple(void.why for void in trusted.void),
    )


def _head_faults(trusted: Trusted, head: str) -> tuple[str, ...]:
    entries = trusted.ledger.entries
    if any(entry.sha256().startswith(head) for entry in entries) or not head:
        return ()
    found = f"head {head[:_SHOWN]} is none of its {len(entries)} entries"
    return (f"{found}: the ledger's end was cut off, or all of it replaced by an older one",)


def _active_in(folder: Path) -> Active | RecipeError | None:
    """Return what ACTIVE says, or why it says nothing."""
    try:
        return read_active(folder)
    except RecipeError as error:
        return error


def _names_in(folder: Path) -> frozenset[str]:
    """Return the names in `folder`, none where it is not there."""
    try:
        return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()
    except OSError as error:
        raise RecipeError(f"read {folder}", error.strerror or str(error), "check the library folder") from error


def _is_fresh(names: frozenset[str]) -> bool:
    """Return whether the product has nothing yet but what its interrupted first draft left."""
    return all(name == LEDGER_FILE or is_leftover(name) for name in names)


def _revision_faults(folder: Path, standing: Standing) -> tuple[str, ...]:
    try:
        if is_staged(folder, standing.drafted):
            return ()
        faults = file_faults(read_folder(folder / standing.revision), standing.drafted.files)
    except RecipeError as error:
        return (str(error),)
    return tuple(f"{standing.revision}/{fault}" for fault in faults)


def _unknown(names: frozenset[str], trusted: Trusted) -> tuple[str, ...]:
    known = {LEDGER_FILE, ACTIVE_FILE} | {standing.revision for standing in trusted.history.standings}
    unknown = sorted(name for name in names - known if not is_leftover(name))
    return tuple(f"{name} is in no entry of the ledger" for name in unknown)


def _active_faults(
    folder: Path, found: Active | RecipeError | None, trusted: Trusted, demands: Demands
) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Return faults of ACTIVE, the revision it names, and what was interrupted."""
    if isinstance(found, RecipeError):
        return (str(found),), "", ()
    try:
        active = check_active(found, trusted, folder / ACTIVE_FILE)
        if active is None:
            return (), "", ()
        if active.entry_sha256:
            check_counts(trusted, active, folder.name)
        if active.entry_sha256 and demands.second_person:
            check_second_person(trusted, active.revision, folder.name)
    except RecipeError as error:
        return (str(error),), "", ()
    plain = active.revision and not active.entry_sha256
    faults = (f"{ACTIVE_FILE} names {active.revision} without an entry of the ledger",) if plain else ()
    return faults, active.revision, (active.interrupted,) if active.interrupted else ()


def _interrupted(folder: Path, names: frozenset[str], trusted: Trusted) -> tuple[str, ...]:
    torn = trusted.ledger.torn_bytes
    lines = (
        [f"an entry was cut short ({torn} bytes): its act did not happen, the next one takes it away"] if torn else []
    )
    if trusted.ledger.lacks_end:
        lines.append("the line of the last entry has no end: its act happened, the next one ends it")
    last = trusted.ledger.entries[-1:]
    for left in sorted(name for name in names if is_leftover(name)):
        if any(left.endswith(entry.revision) and _is_staged(folder, entry) for entry in last):
            lines.append(f"the draft of {last[0].revision} has no name yet: the next act gives it")
        else:
            lines.append(f"{left} is left of an act that did not happen: the next one takes it away")
    return tuple(lines)


def _is_staged(folder: Path, entry: Entry) -> bool:
    try:
        return is_staged(folder, entry)
    except RecipeError:
        # Why it cannot be read is among the faults of its revision.
        return False
