"""The ledger of a product: one line for each act on its revisions, each holding the hash of the line before."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from typing_extensions import override

from inspector.golden.chained import Chain, Chained, Head, Sha256, broken, read_chain, signature_fault
from inspector.golden.keys import PublicKey

LEDGER_FILE = "ledger.jsonl"


class ActKind(StrEnum):
    """What was done to a revision."""

    DRAFT = "draft"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    ACTIVATE = "activate"
    ROLLBACK = "rollback"
    REPLAY = "replay"
    REVOKE = "revoke"


SIGNED = frozenset({ActKind.APPROVE, ActKind.ACTIVATE, ActKind.ROLLBACK, ActKind.REVOKE})
"""Acts that change what the line judges with: without the signature of a trusted key they do not count."""
LIVE = frozenset({ActKind.ACTIVATE, ActKind.ROLLBACK})
"""Acts after which another revision is active."""


class ReplayResult(BaseModel):
    """What a replay of the archive found: of how many parts, how many new escapes, and the hash of its result file.

    A new escape is a part that was held back, is known to be defective, and that the revision would pass.
    `escapes` names them; `judged_again` names those that a replay before had found, that this one judged and that are
    none any more. Both are empty in entries of before they were invented.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    report_sha256: Sha256
    parts: Annotated[int, Field(ge=1)]
    new_escapes: Annotated[int, Field(ge=0)]
    escapes: tuple[str, ...] = ()
    judged_again: tuple[str, ...] = ()

    def after(self, before: "ReplayResult | None") -> "ReplayResult":
        """Return this result with the escapes of the one before that it did not judge again: they stay found."""
        left = set(before.escapes if before else ()) - set(self.judged_again)
        escapes = tuple(sorted(left.union(self.escapes)))
        return self.model_copy(update={"escapes": escapes, "new_escapes": len(escapes)}) if left else self

    @model_validator(mode="after")
    def _check_escapes(self) -> Self:
        if self.escapes and len(set(self.escapes)) != self.new_escapes:
            raise ValueError(f"it names {len(set(self.escapes))} new escapes and counts {self.new_escapes}")
        return self

    @model_serializer(mode="wrap")
    def _without_empty(self, serialize: SerializerFunctionWrapHandler) -> dict[str, object]:
        # Entries of before keep their bytes and signatures.
        return {name: value for name, value in serialize(self).items() if value not in ((), [])}


class Entry(Chained):
    """One act: who did what to which revision of which product, when and why, and what the files then were.

    `files` maps each file of the revision to its SHA-256. `replay` is the result of a replay; an activation holds the
    one whose new escapes it was signed for. `revocations` is where the revocations of the library ended, None where no
    key was revoked; an entry of a revocation is of no revision and has nothing else.
    """

    product: str
    act: ActKind
    revision: str
    files: Mapping[str, Sha256]
    replay: ReplayResult | None = None
    revocations: Head | None = None

    @model_validator(mode="after")
    def _check_replay(self) -> Self:
        if (self.act is ActKind.REPLAY) != (self.replay is not None) and self.act is not ActKind.ACTIVATE:
            raise ValueError("a replay has a result, and nothing but an activation accepts one")
        return self

    @model_validator(mode="after")
    def _check_revocation(self) -> Self:
        if self.act is ActKind.REVOKE and (self.revocations is None or self.revision or self.files):
            raise ValueError("a revocation says where the revocations ended, and is of no revision")
        return self

    @override
    def _unwritten(self) -> set[str]:
        # Left out where there is none: entries of before it was invented keep their bytes and signatures.
        return {name for name in ("replay", "revocations") if getattr(self, name) is None}


Ledger = Chain[Entry]
"""The entries of a product, oldest first."""


def read_ledger(product_folder: Path) -> Ledger | None:
    """Return the ledger of a product, its chain checked but not its signatures; None where there is none.

    Raises
    ------
    RecipeError
        A line was changed, added or taken away: the message names it. Nothing of this product is used.
    """
    path = product_folder / LEDGER_FILE
    ledger = read_chain(path, Entry)
    other = next((entry for entry in ledger.entries if entry.product != product_folder.name), None) if ledger else None
    if other:
        raise broken(path, other.number, f"it is of product {other.product}")
    return ledger


def check_signatures(entries: tuple[Entry, ...], keys: tuple[PublicKey, ...], path: Path) -> None:
    """Raise RecipeError unless every act that counts on the line is signed by one of `keys`, and no signature is false.

    A draft or a submission without signature stands; the approval after it signs for the same files.
    """
    for entry in entries:
        found = signature_fault(entry, keys) if entry.key or entry.act in SIGNED else ""
        if found:
            raise broken(path, entry.number, f"{found} ({entry.act} of {entry.revision} by {entry.who})")
