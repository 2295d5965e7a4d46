"""Whether a product's ledger, its ACTIVE and the files of a revision belong together: what the station asks first."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from inspector.errors import RecipeError
from inspector.golden.chained import Head
from inspector.golden.history import History, Standing, after, second_person_objection
from inspector.golden.keys import trusted_keys
from inspector.golden.ledger import LEDGER_FILE, LIVE, ActKind, Entry, Ledger, check_signatures, read_ledger
from inspector.golden.revocations import Void, check_anchored, read_revocations, void_entries

ACTIVE_FILE = "ACTIVE"
_RESTORE = "restore the product from its backup, and ask who changed it"


@dataclass(frozen=True, slots=True)
class Demands:
    """What a site demands before it judges with a revision.

    `ledger` refuses a product that no ledger vouches for; `second_person` a revision that one person alone submitted
    and approved.
    """

    ledger: bool = False
    second_person: bool = False


@dataclass(frozen=True, slots=True)
class Trusted:
    """A ledger whose chain, signatures and order of acts hold; `void` are entries whose key was revoked.

    `revocations` is where the revocations of the library ended when it was read.
    """

    ledger: Ledger
    history: History
    void: tuple[Void, ...] = ()
    revocations: Head | None = None

    def why_void(self, *acts: Entry | None) -> str:
        """Return why one of `acts` does not count, ``""`` where all do."""
        numbers = {act.number for act in acts if act}
        return next((void.why for void in self.void if void.number in numbers), "")


@dataclass(frozen=True, slots=True)
class Active:
    """What ACTIVE says: a revision and the hash of the entry that activated it, ``""`` in a folder of plain files.

    `interrupted` tells of an activation that is in the ledger and not in ACTIVE: the revision before stays live.
    """

    revision: str
    entry_sha256: str = ""
    interrupted: str = ""


def read_trusted(golden_refs: Path, product: str) -> Trusted | None:
    """Return the ledger of `product` with what it adds up to, None where there is none.

    Raises
    ------
    RecipeError
        An entry was changed, is not signed by a key the site trusts, or could not follow those before it; or
        revocations that it has seen are not there any more.
    """
    folder = golden_refs / product
    ledger = read_ledger(folder)
    if ledger is None:
        return None
    path = folder / LEDGER_FILE
    check_signatures(ledger.entries, trusted_keys(golden_refs), path)
    # Read after the ledger: whatever an entry has seen of them was there before it.
    revocations = read_revocations(golden_refs)
    check_anchored(golden_refs, ledger.entries, revocations)
    void = void_entries(ledger.entries, revocations.entries)
    try:
        history = after(ledger.entries, frozenset(each.number for each in void))
        return Trusted(ledger, history, void, revocations.head())
    except ValueError as error:
        raise RecipeError(f"trust {path}", str(error), _RESTORE) from error


def read_active(folder: Path) -> Active | None:
    """Return what the ACTIVE of a product says, not compared with anything; None where there is none.

    Raises
    ------
    RecipeError
        It is not one revision with or without a hash.
    """
    path = folder / ACTIVE_FILE
    try:
        words = path.read_bytes().decode("ascii", "replace").split()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RecipeError(f"read {path}", error.strerror or str(error), "check the library folder") from error
    if len(words) not in {1, 2}:
        raise RecipeError(f"use {path}", f"it holds {len(words)} words, expected revision and hash", _RESTORE)
    return Active(*words)


def check_active(active: Active | None, trusted: Trusted, path: Path) -> Active | None:
    """Return `active` once the ledger agrees, with what was interrupted.

    A truncated ledger is found here: ACTIVE names an entry that it lacks. An ACTIVE of plain files, or none, agrees
    with a ledger in which nothing was activated yet.

    Raises
    ------
    RecipeError
        ACTIVE names no entry of the ledger, another revision, or an activation that others followed long ago.
    """
    entries = trusted.ledger.entries
    if active is None or not active.entry_sha256:
        interrupted = _interrupted(active.revision if active else "", 0, entries, path)
        return Active(active.revision if active else "", "", interrupted) if active or interrupted else None
    entry = next((each for each in entries if each.sha256() == active.entry_sha256), None)
    if entry is None:
        found = f"it names entry {active.entry_sha256[:16]}, which is none of the ledger's {len(entries)}"
        raise RecipeError(f"trust {path}", f"{found}: the ledger's end was cut off, or one of both replaced", _RESTORE)
    if entry.act not in LIVE or entry.revision != active.revision:
        found = f"it says {active.revision}, its entry {entry.number} is {entry.act} of {entry.revision}"
        raise RecipeError(f"trust {path}", found, _RESTORE)
    return replace(active, interrupted=_interrupted(entry.revision, entry.number, entries, path))


def check_files(found: Mapping[str, bytes], expected: Mapping[str, str], folder: Path) -> None:
    """Raise RecipeError unless `found` are the files whose hashes are `expected`; it names the first that is not."""
    for fault in file_faults(found, expected):
        raise RecipeError(f"trust revision {folder}", fault, _RESTORE)


def file_faults(found: Mapping[str, bytes], expected: Mapping[str, str]) -> tuple[str, ...]:
    """Return one line for each file that is missing, changed or too many."""
    missing = [f"{name} is missing" for name in sorted(expected.keys() - found.keys())]
    extra = [f"{name} is in no entry of the ledger" for name in sorted(found.keys() - expected.keys())]
    changed = [
        f"{name} was changed: its sha256 is {now[:16]}, {expected[name][:16]} in the ledger"
        for name in sorted(found.keys() & expected.keys())
        if (now := hashlib.sha256(found[name]).hexdigest()) != expected[name]
    ]
    return (*missing, *changed, *extra)


def check_second_person(trusted: Trusted, revision: str, product: str) -> None:
    """Raise RecipeError unless another person approved `revision` than drafted and submitted it."""
    standing = trusted.history.of(revision)
    why_not = second_person_objection(standing) if standing else f"there is no revision {revision}"
    if why_not:
        remedy = "have a second person approve it with a key of their own (golden.second_person)"
        raise RecipeError(f"use {product} {revision}", why_not, remedy)


def check_counts(trusted: Trusted, active: Active, product: str) -> None:
    """Raise RecipeError unless every act counts that made `active` the revision to judge with."""
    standing = trusted.history.of(active.revision)
    live = next((each for each in trusted.ledger.entries if each.sha256() == active.entry_sha256), None)
    why_not = trusted.why_void(live) or (revision_objection(trusted, standing) if standing else "")
    if why_not:
        remedy = "activate a revision whose acts all count, or draft its files again and have them approved"
        raise RecipeError(f"use {product} {active.revision}", why_not, remedy)


def revision_objection(trusted: Trusted, standing: Standing) -> str:
    """Return why an act that brought a revision where it is does not count, ``""`` where all do."""
    return trusted.why_void(standing.drafted, standing.submitted, standing.approved)


def _interrupted(revision: str, seen: int, entries: tuple[Entry, ...], path: Path) -> str:
    """Return what to say of activations after the `seen` first entries; writers let nothing else follow such a one."""
    later = [each for each in entries[seen:] if each.act is not ActKind.REVOKE]
    first = next((number for number, each in enumerate(later) if each.act in LIVE), None)
    if first is None:
        return ""
    if any(each.act not in LIVE for each in later[first:]):
        held = f"it names entry {seen}" if seen else "it names no entry"
        found = f"{held}, and entry {later[first].number} activated {later[first].revision} since"
        raise RecipeError(f"trust {path}", found, _RESTORE)
    last = later[-1]
    return (
        f"{last.act} of {last.revision} by {last.who} (entry {last.number}) was interrupted, "
        f"{revision or 'no revision'} is active; activate {last.revision} again to finish it, or another to undo it"
    )
