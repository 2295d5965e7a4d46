"""Signed acts in a file, one line for each, every line holding the hash of the line before.

A line is the canonical JSON of an act (keys in order, no blanks, ASCII) and its line end. The beginning of a last line
is torn: its act did not happen. Readers pass over it and say so, the next writer cuts it off. A last line that lacks
nothing but its end did happen, and the next writer ends it; other bytes in the place of its end are a change.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Generic, Self, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from inspector.errors import InputError, RecipeError
from inspector.golden.keys import PublicKey, SigningKey
from inspector.golden.on_disk import append, cut

NO_ENTRY = "0" * 64

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Head(BaseModel):
    """Where a chain ended: how many acts it had, and the hash of the last."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Annotated[int, Field(ge=1)]
    sha256: Sha256


class Chained(BaseModel):
    """One act: who did it, when and why, which comes before, and the signature over everything else.

    `previous` is the hash of the act before. `key` names the key of the `signature`; both are empty for an act that was
    not signed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Annotated[int, Field(ge=1)]
    who: Annotated[str, Field(min_length=1)]
    why: str
    at: AwareDatetime
    previous: Sha256
    key: Annotated[str, Field(pattern="^([0-9a-f]{16})?$")] = ""
    signature: Annotated[str, Field(pattern="^([0-9a-f]{128})?$")] = ""

    def signed_by(self, key: SigningKey) -> Self:
        """Return this act with the signature of `key`."""
        named = self.model_copy(update={"key": key.key_id, "signature": ""})
        return named.model_copy(update={"signature": key.sign(named.line())})

    def is_signed_by(self, keys: tuple[PublicKey, ...]) -> bool:
        """Return whether one of `keys` signed it."""
        bare = self.model_copy(update={"signature": ""}).line()
        return any(key.key_id == self.key and key.has_signed(bare, self.signature) for key in keys)

    def line(self) -> bytes:
        """Return its canonical JSON, without line end."""
        fields = self.model_dump(mode="json", exclude=self._unwritten())
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")

    def written(self) -> bytes:
        """Return its line with its end, as it is added to a file.

        Raises
        ------
        InputError
            It could not be read again, and nothing in the file be trusted from then on.
        """
        line = self.line()
        try:
            type(self).model_validate_json(line)
        except ValidationError as error:
            found = f"a name in it is no readable text ({error.errors()[0]['msg'].lower()})"
            raise InputError("enter the act", found, "give products and files names in UTF-8") from error
        return line + b"\n"

    def sha256(self) -> str:
        """Return its hash, which the act after it holds."""
        return hashlib.sha256(self.line()).hexdigest()

    def _unwritten(self) -> set[str]:
        """Return the fields that its line leaves out."""
        return set()


_Act = TypeVar("_Act", bound=Chained)


@dataclass(frozen=True, slots=True)
class Chain(Generic[_Act]):
    """The acts of a file, oldest first; `torn_bytes` are left of one that was interrupted while written.

    `lacks_end` where the last act is whole but for its line end.
    """

    entries: tuple[_Act, ...]
    whole_bytes: int
    torn_bytes: int
    lacks_end: bool = False

    def last_sha256(self) -> str:
        """Return the hash that the next act has to hold."""
        return self.entries[-1].sha256() if self.entries else NO_ENTRY

    def head(self) -> Head | None:
        """Return where it ends, None where nothing is in it."""
        return Head(number=len(self.entries), sha256=self.last_sha256()) if self.entries else None

    def has(self, head: Head) -> bool:
        """Return whether it ended at `head` once: as many acts, the last of them with that hash."""
        return len(self.entries) >= head.number and self.entries[head.number - 1].sha256() == head.sha256


def read_chain(path: Path, kind: type[_Act]) -> Chain[_Act] | None:
    """Return the acts in `path`, the chain checked but not the signatures; None where there is no such file.

    Raises
    ------
    RecipeError
        A line was changed, added or taken away: the message names it. Nothing that it vouches for is used.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RecipeError(f"read {path}", error.strerror or str(error), "check the library folder") from error
    *lines, rest = data.split(b"\n")
    lacks_end = _is_whole(rest, len(lines) + 1, path)
    torn = b"" if lacks_end else rest
    entries: list[_Act] = []
    for number, line in enumerate([*lines, rest] if lacks_end else lines, 1):
        entries.append(_act(line, number, entries[-1].sha256() if entries else NO_ENTRY, path, kind))
    return Chain(tuple(entries), len(data) - len(torn), len(torn), lacks_end)


def mend_end(path: Path, chain: Chain[_Act]) -> None:
    """Take away what is left of an interrupted act, or end the line of one that happened; the caller is the writer."""
    if chain.torn_bytes:
        cut(path, chain.whole_bytes)
    elif chain.lacks_end:
        append(path, b"\n")


def broken(path: Path, number: int, found: str) -> RecipeError:
    """Return what is said of entry `number` that is not as it was."""
    remedy = "restore it from its backup, and ask who changed it"
    return RecipeError(f"trust {path}", f"entry {number}: {found}", remedy)


def signature_fault(act: Chained, keys: tuple[PublicKey, ...]) -> str:
    """Return why `act` is not signed by one of `keys`, ``""`` where it is."""
    if act.is_signed_by(keys):
        return ""
    if not act.key:
        return "it is not signed"
    known = any(key.key_id == act.key for key in keys)
    return "its signature is false" if known else f"its key {act.key} is none of the {len(keys)} that the site trusts"


def _is_whole(rest: bytes, number: int, path: Path) -> bool:
    """Return whether what follows the last line end is a whole act; what follows a whole one is a changed line end."""
    try:
        _, length = json.JSONDecoder().raw_decode(rest.decode("latin-1"))
    except (ValueError, RecursionError):
        return False
    if length < len(rest):
        raise broken(path, number, "bytes follow it where its line end was")
    return True


def _act(line: bytes, number: int, previous: str, path: Path, kind: type[_Act]) -> _Act:
    try:
        act = kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        what = ".".join(map(str, first["loc"])) or "the line"
        raise broken(path, number, f"{what} is no entry: {first['msg'].lower()}") from error
    if act.line() != line:
        raise broken(path, number, "its bytes are not as they were written")
    if act.number != number:
        raise broken(path, number, f"it calls itself entry {act.number}: lines were added or taken away")
    if act.previous != previous:
        raise broken(path, number, "it does not follow the entry before: one of the two was changed")
    return act
