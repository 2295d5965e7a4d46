"""Revoking a key: an act of its own, signed by another key, in a chain beside the keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from inspector.errors import InputError, InspectorError, RecipeError
from inspector.golden.chained import Head, mend_end
from inspector.golden.keys import KEYS_FOLDER, SigningKey, trusted_keys
from inspector.golden.ledger import LEDGER_FILE, ActKind, Ledger, read_ledger
from inspector.golden.library import Act
from inspector.golden.on_disk import append, cannot_write, locked
from inspector.golden.revocations import Revocation, read_anchored, revocations_file, revoked_by
from inspector.golden.signers import check_key
from inspector.golden.writing import write_entry, writing


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key that the site trusts: who signed with it by their own account, how often, when last, and its revocation."""

    key_id: str
    names: tuple[str, ...] = ()
    entries: int = 0
    last_at: datetime | None = None
    revocation: Revocation | None = None


def revoke(golden_refs: Path, key_id: str, until: datetime | None, act: Act) -> Revocation:
    """Let signatures with a key count only from before `until`, not at all where it is None, and return the act.

    It holds how far the ledger of every product had come, so what is put behind that with the key later is told from
    what was there, whatever time it states. Each of these ledgers gets an entry of it: a revocation that somebody takes
    away is missed there.

    Raises
    ------
    InputError
        The key is unknown, `until` is still to come, `act` is not signed by another key that counts, or another
        process writes. Or it could not be entered in a ledger: then it counts all the same, and the message says so.
    RecipeError
        A ledger cannot be read, or the revocations were changed. Nothing is written.
    """
    now = datetime.now(UTC)
    check_key(golden_refs, key_id, f"revoke key {key_id}")
    if until and until > now:
        found = f"{until:%Y-%m-%d %H:%M} UTC is still to come, it is {now:%Y-%m-%d %H:%M} UTC"
        raise InputError(f"revoke key {key_id}", found, "revoke it when the moment is there")
    folder = golden_refs / KEYS_FOLDER
    try:
        with locked(folder):
            revocation = _written(golden_refs, key_id, until, act, now)
    except OSError as error:
        raise cannot_write(folder, error) from error
    _enter(golden_refs, act, key_id)
    return revocation


def key_uses(golden_refs: Path) -> tuple[KeyUse, ...]:
    """Return every key that the site trusts, with what the ledgers say of its use.

    Raises
    ------
    RecipeError
        A ledger cannot be read, or the revocations were changed.
    """
    revocations = read_anchored(golden_refs).entries
    entries = [entry for ledger in _ledgers(golden_refs).values() for entry in ledger.entries]
    found = []
    for key in trusted_keys(golden_refs):
        own = [entry for entry in entries if entry.key == key.key_id]
        names = tuple(sorted({entry.who for entry in own}))
        last_at = max((entry.at for entry in own), default=None)
        found.append(KeyUse(key.key_id, names, len(own), last_at, revoked_by(key.key_id, revocations)))
    return tuple(found)


def _written(golden_refs: Path, key_id: str, until: datetime | None, act: Act, now: datetime) -> Revocation:
    path, there = revocations_file(golden_refs), read_anchored(golden_refs)
    signer = _signer(golden_refs, key_id, act, there.entries)
    revocation = Revocation(
        number=len(there.entries) + 1,
        who=act.who,
        why=act.why,
        at=now,
        previous=there.last_sha256(),
        revoked=key_id,
        until=until,
        heads=_heads(golden_refs),
    ).signed_by(signer)
    line = revocation.written()
    mend_end(path, there)
    append(path, line)
    return revocation


def _enter(golden_refs: Path, act: Act, key_id: str) -> None:
    """Enter the newest revocation in every ledger; one that cannot be written does not keep it from the others."""
    faults: list[InspectorError] = []
    for product in _heads(golden_refs):
        try:
            with writing(golden_refs, product) as trusted:
                write_entry(golden_refs / product, act.entry(trusted, product, ActKind.REVOKE, "", {}))
        except InspectorError as error:
            faults.append(error)
    if faults:
        remedy = "mend that; the next act on the product enters it"
        raise InputError(f"enter the revocation of {key_id} in every ledger", f"it counts, but {faults[0]}", remedy)


def _signer(golden_refs: Path, key_id: str, act: Act, there: Sequence[Revocation]) -> SigningKey:
    what = f"revoke key {key_id}"
    if act.key is None:
        raise InputError(what, "the act must be signed", "make a key (`inspector golden key`) or give --key")
    check_key(golden_refs, act.key.key_id, what)
    if act.key.key_id == key_id:
        remedy = "have another person revoke it, or make another key first"
        raise InputError(what, "it would be signed with the very key, which others may have", remedy)
    earlier = revoked_by(act.key.key_id, there)
    if earlier:
        raise InputError(what, earlier.words(), "sign with another key")
    return act.key


def _heads(golden_refs: Path) -> Mapping[str, Head]:
    heads = {product: ledger.head() for product, ledger in _ledgers(golden_refs).items()}
    return {product: head for product, head in heads.items() if head}


def _ledgers(golden_refs: Path) -> Mapping[str, Ledger]:
    folders = sorted(path.parent for path in golden_refs.glob(f"*/{LEDGER_FILE}"))
    found = {}
    for folder in folders:
        ledger = read_ledger(folder)
        if ledger is None:
            raise RecipeError(f"read {folder / LEDGER_FILE}", "it went away meanwhile", "try again")
        found[folder.name] = ledger
    return found
