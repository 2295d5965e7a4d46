"""Who may sign for an act on the library: a key that the site trusts and that nobody revoked."""

from pathlib import Path

from inspector.errors import InputError
from inspector.golden.keys import SigningKey, trusted_keys
from inspector.golden.ledger import SIGNED, ActKind
from inspector.golden.revocations import read_revocations, revoked_by


def check_signer(golden_refs: Path, key: SigningKey | None, kind: ActKind) -> None:
    """Raise InputError unless `key` may sign an act of this kind; an act that need not be signed may have none.

    A signature by a key that is not trusted would leave the whole ledger untrusted.
    """
    if key is None:
        if kind in SIGNED:
            remedy = "make one (`inspector golden key`) or give --key"
            raise InputError(f"{kind} without a key", "it must be signed", remedy)
        return
    check_key(golden_refs, key.key_id, f"{kind} with this key")
    revocation = revoked_by(key.key_id, read_revocations(golden_refs).entries)
    if revocation:
        raise InputError(f"{kind} with this key", revocation.words(), "make another (`inspector golden key`)")


def check_key(golden_refs: Path, key_id: str, what: str) -> None:
    """Raise InputError, which says that `what` cannot be done, unless the site trusts the key."""
    if key_id not in {key.key_id for key in trusted_keys(golden_refs)}:
        remedy = f"put its public half into {golden_refs / 'keys'}"
        raise InputError(what, f"key {key_id} is none that {golden_refs} trusts", remedy)
