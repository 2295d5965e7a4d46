"""The ledger of a product: one line for each act on its revisions, each holding the hash of the line before.

A line is the canonical JSON of an `Entry` (keys in order, no blanks, ASCII) and its line end. A last line without line
end is torn: its act did not happen. Readers pass over it and say so, the next writer cuts it off.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from inspector.errors import RecipeError
from inspector.golden.keys import PublicKey, SigningKey

LEDGER_FILE = "ledger.jsonl"
NO_ENTRY = "0" * 64

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ActKind(StrEnum):
    """What was done to a revision."""

    DRAFT = "draft"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    ACTIVATE = "activate"
    ROLLBACK = "rollback"
    REPLAY = "replay"


SIGNED = frozenset({ActKind.APPROVE, ActKind.ACTIVATE, ActKind.ROLLBACK})
"""Acts that change what the line judges with: without the signature of a trusted key they do not count."""
LIVE = frozenset({ActKind.ACTIVATE, ActKind.ROLLBACK})
"""Acts after which another revision is active."""


class ReplayResult(BaseModel):
    """What a replay of the archive found: of how many parts, how many new escapes, and the hash of its result file.

    A new escape is a part that was held back, that a person found defective, and that the revision would pass.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    report_sha256: Sha256
    parts: Annotated[int, Field(ge=1)]
    new_escapes: Annotated[int, Field(ge=0)]


class Entry(BaseModel):
    """One act: who did what to which revision of which product, when and why, and what the files then were.

    `files` maps each file of the revision to its SHA-256. `previous` is the hash of the entry before. `key` names the
    key whose `signature` is over everything else; both are empty for an act that was not signed. `replay` is the result
    of a replay; an activation holds the one whose new escapes it was signed for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Annotated[int, Field(ge=1)]
    product: str
    act: ActKind
    revision: str
    who: Annotated[str, Field(min_length=1)]
    why: str
    at: datetime
    files: Mapping[str, Sha256]
    previous: Sha256
    replay: ReplayResult | None = None
    key: Annotated[str, Field(pattern="^([0-9a-f]{16})?$")] = ""
    signature: Annotated[str, Field(pattern="^([0-9a-f]{128})?$")] = ""

    @model_validator(mode="after")
    def _check_replay(self) -> Self:
        if (self.act is ActKind.REPLAY) != (self.replay is not None) and self.act is not ActKind.ACTIVATE:
            raise ValueError("a replay has a result, and nothing but an activation accepts one")
        return self

    def signed_by(self, key: SigningKey) -> "Entry":
        """Return this entry with the signature of `key`."""
        named = self.model_copy(update={"key": key.key_id, "signature": ""})
        return named.model_copy(update={"signature": key.sign(named.line())})

    def is_signed_by(self, keys: tuple[PublicKey, ...]) -> bool:
        """Return whether one of `keys` signed it."""
        bare = self.model_copy(update={"signature": ""}).line()
        return any(key.key_id == self.key and key.has_signed(bare, self.signature) for key in keys)

    def line(self) -> bytes:
        """Return its canonical JSON, without line end."""
        # Left out where there is none: entries of before it was invented keep their bytes and signatures.
        fields = self.model_dump(mode="json", exclude=None if self.replay else {"replay"})
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")

    def sha256(self) -> str:
        """Return its hash, which the entry after it and ACTIVE hold."""
        return hashlib.sha256(self.line()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of a product, oldest first; `torn_bytes` are left of an act that was interrupted while written."""

    entries: tuple[Entry, ...]
    whole_bytes: int
    torn_bytes: int

    def last_sha256(self) -> str:
        """Return the hash that the next entry has to hold."""
        return self.entries[-1].sha256() if self.entries else NO_ENTRY


def read_ledger(product_folder: Path) -> Ledger | None:
    """Return the ledger of a product, its chain checked but not its signatures; None where there is none.

    Raises
    ------
    RecipeError
        A line was changed, added or taken away: the message names it. Nothing of this product is used.
    """
    path = product_folder / LEDGER_FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RecipeError(f"read ledger {path}", error.strerror or str(error), "check the library folder") from error
    *lines, torn = data.split(b"\n")
    entries: list[Entry] = []
    for number, line in enumerate(lines, 1):
        entries.append(_entry(line, number, entries[-1].sha256() if entries else NO_ENTRY, path))
    _check_product(entries, product_folder.name, path)
    return Ledger(tuple(entries), len(data) - len(torn), len(torn))


def check_signatures(entries: tuple[Entry, ...], keys: tuple[PublicKey, ...], path: Path) -> None:
    """Raise RecipeError unless every act that counts on the line is signed by one of `keys`, and no signature is false.

    A draft or a submission without signature stands; the approval after it signs for the same files.
    """
    for entry in entries:
        if (entry.key or entry.act in SIGNED) and not entry.is_signed_by(keys):
            known = any(key.key_id == entry.key for key in keys)
            found = (
                "it is not signed" if not entry.key else "its signature is false" if known else _unknown(entry, keys)
            )
            raise _broken(path, entry.number, f"{found} ({entry.act} of {entry.revision} by {entry.who})")


def _entry(line: bytes, number: int, previous: str, path: Path) -> Entry:
    try:
        entry = Entry.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        what = ".".join(map(str, first["loc"])) or "the line"
        raise _broken(path, number, f"{what} is no entry: {first['msg'].lower()}") from error
    if entry.line() != line:
        raise _broken(path, number, "its bytes are not as they were written")
    if entry.number != number:
        raise _broken(path, number, f"it calls itself entry {entry.number}: lines were added or taken away")
    if entry.previous != previous:
        raise _broken(path, number, "it does not follow the entry before: one of the two was changed")
    return entry


def _check_product(entries: list[Entry], product: str, path: Path) -> None:
    other = next((entry for entry in entries if entry.product != product), None)
    if other:
        raise _broken(path, other.number, f"it is of product {other.product}")


def _unknown(entry: Entry, keys: tuple[PublicKey, ...]) -> str:
    return f"its key {entry.key} is none of the {len(keys)} that the site trusts"


def _broken(path: Path, number: int, found: str) -> RecipeError:
    remedy = "restore the product from its backup, and ask who changed it"
    return RecipeError(f"trust {path}", f"entry {number}: {found}", remedy)
