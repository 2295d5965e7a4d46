"""Keys whose signatures count no longer: since when, who said so, and which entries of a ledger that leaves void."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, Field

from inspector.errors import RecipeError
from inspector.golden.chained import Chain, Chained, Head, broken, read_chain, signature_fault
from inspector.golden.keys import KEYS_FOLDER, PublicKey, trusted_keys
from inspector.golden.ledger import LEDGER_FILE, Entry, read_ledger

REVOCATIONS_FILE = "revocations.jsonl"

KeyId = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]


class Revocation(Chained):
    """A key that counts no longer.

    Of what `revoked` signed, an entry counts that states a time before `until` (none does where that is None), that
    stands before every entry which states a later one, and that was among the entries up to the head of its ledger in
    `heads`, by product, when the key was revoked.
    """

    revoked: KeyId
    until: AwareDatetime | None
    heads: Mapping[str, Head]

    def words(self) -> str:
        """Return until when the key counts, and who says so."""
        until = f"count only from before {self.until:%Y-%m-%d %H:%M} UTC" if self.until else "do not count at all"
        return f"signatures with key {self.revoked} {until} (revoked by {self.who}: {self.why})"


Revocations = Chain[Revocation]
"""The revocations of a library, oldest first."""


@dataclass(frozen=True, slots=True)
class Void:
    """An entry that does not count, and why; `is_later` where it was made after its key had been revoked."""

    number: int
    revision: str
    why: str
    is_later: bool


def read_revocations(golden_refs: Path) -> Revocations:
    """Return the revocations of a library, none where no key was revoked.

    Raises
    ------
    RecipeError
        A line was changed, or is not signed by a key that the site trusts, counted then and is another than the one
        revoked. No product of the library is used.
    """
    path = revocations_file(golden_refs)
    found = read_chain(path, Revocation)
    if found is None:
        return Chain((), 0, 0)
    keys = trusted_keys(golden_refs)
    for revocation in found.entries:
        before = found.entries[: revocation.number - 1]
        fault = _fault(revocation, before, keys)
        if fault:
            raise broken(path, revocation.number, f"{fault} (revocation of {revocation.revoked} by {revocation.who})")
    return found


def read_anchored(golden_refs: Path) -> Revocations:
    """Return the revocations of a library, once every ledger in it says that none is missing.

    Raises
    ------
    RecipeError
        As for `read_revocations` and `check_anchored`, or a ledger cannot be read.
    """
    ledgers = [read_ledger(path.parent) for path in sorted(golden_refs.glob(f"*/{LEDGER_FILE}"))]
    found = read_revocations(golden_refs)
    for ledger in ledgers:
        check_anchored(golden_refs, ledger.entries if ledger else (), found)
    return found


def revocations_file(golden_refs: Path) -> Path:
    """Return where the revocations of a library are."""
    return golden_refs / KEYS_FOLDER / REVOCATIONS_FILE


def check_anchored(golden_refs: Path, entries: Sequence[Entry], revocations: Revocations) -> None:
    """Raise RecipeError unless the revocations that the entries of a ledger have seen are still there.

    Whoever takes the file away, or its end, would let a revoked key count again.
    """
    for entry in entries:
        # Every one of them: whoever cut the file can add an unsigned draft that saw no more than what is left.
        if entry.revocations and not revocations.has(entry.revocations):
            seen, there = entry.revocations.number, len(revocations.entries)
            holds = f"its revocation {seen} is another" if there >= seen else f"it holds {there} revocations of {seen}"
            found = f"{holds}, by what entry {entry.number} of {entry.product} has seen"
            remedy = "restore it from its backup, and ask who changed it"
            raise RecipeError(f"trust {revocations_file(golden_refs)}", found, remedy)


def revoked_by(key_id: str, revocations: Sequence[Revocation]) -> Revocation | None:
    """Return the first revocation of a key, None where there is none."""
    return next((each for each in revocations if each.revoked == key_id), None)


def void_entries(entries: Sequence[Entry], revocations: Sequence[Revocation]) -> tuple[Void, ...]:
    """Return which of the `entries` of a ledger do not count, each once, oldest first.

    The place in the chain decides with the stated time: whoever has a lost key can state any time, and can put an entry
    nowhere but behind those that are there.
    """
    known = [(revocation, _known(revocation, entries)) for revocation in revocations]
    found = (_void(entry, entries, known) for entry in entries if entry.key)
    return tuple(void for void in found if void)


def _void(entry: Entry, entries: Sequence[Entry], known: Sequence[tuple[Revocation, int]]) -> Void | None:
    of_its_key = [(revocation, there) for revocation, there in known if revocation.revoked == entry.key]
    whys = (_why_void(entry, entries, revocation, there) for revocation, there in of_its_key)
    why = next((each for each in whys if each), "")
    if not why:
        return None
    what = f"entry {entry.number} ({entry.act} of {entry.revision} by {entry.who}, {entry.at:%Y-%m-%d %H:%M} UTC)"
    # The newest revocation of a key says what was known to be there.
    return Void(entry.number, entry.revision, f"{what} does not count: {why}", entry.number > of_its_key[-1][1])


def _why_void(entry: Entry, entries: Sequence[Entry], revocation: Revocation, known: int) -> str:
    """Return why `entry`, by the key of `revocation`, does not count; ``""`` where it does."""
    until = revocation.until
    if entry.number > known:
        return f"{revocation.words()}; {_place(revocation, entry.product, known)}"
    if until is None or entry.at >= until:
        return revocation.words()
    later = next((each for each in entries[: entry.number] if each.at >= until), None)
    if later is None:
        return ""
    return f"{revocation.words()}; it stands behind entry {later.number} of {later.at:%Y-%m-%d %H:%M} UTC"


def _known(revocation: Revocation, entries: Sequence[Entry]) -> int:
    """Return how many of `entries` were there when the key was revoked; 0 where the ledger is another one."""
    head = revocation.heads.get(entries[0].product) if entries else None
    return head.number if head and Chain(tuple(entries), 0, 0).has(head) else 0


def _place(revocation: Revocation, product: str, known: int) -> str:
    if known:
        return f"it stands behind entry {known}, the last one when the key was revoked"
    there = "was another, or longer," if product in revocation.heads else "was not there"
    return f"this ledger {there} when the key was revoked"


def _fault(revocation: Revocation, before: Sequence[Revocation], keys: tuple[PublicKey, ...]) -> str:
    if revocation.key == revocation.revoked:
        return "it is signed with the key that it revokes"
    earlier = revoked_by(revocation.key, before)
    return signature_fault(revocation, keys) or (f"its key was revoked before, by {earlier.who}" if earlier else "")
