"""The evidence of one verdict as one zip: written the same to the byte for the same evidence, read as if by an enemy.

Nothing is ever unpacked to a path that the file names: members come out as bytes, by names of one plain form, no
more and no larger than a bundle can be, each compared with the hash that the manifest has for it.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inspector.compare.card_file import FileName
from inspector.errors import InputError
from inspector.part import Provenance
from inspector.replay.inputs import Versions

MANIFEST: Final = "manifest.json"
MEMBERS_MAX: Final = 64
MANIFEST_BYTES_MAX: Final = 1 << 20
TOTAL_BYTES_MAX: Final = 1 << 30

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,2}")
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_WHEN = (1980, 1, 1, 0, 0, 0)
_REMEDY = "ask for the bundle again, and compare its SHA-256 with the one that `inspector bundle` printed"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Member(_Strict):
    """What a member must be."""

    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    size_bytes: Annotated[int, Field(ge=0, le=TOTAL_BYTES_MAX)]


class Manifest(_Strict):
    """What a bundle holds: every other member with its hash, and what judged the part.

    `versions` are those of the PC that made the bundle, after it had judged the part again to the same bits.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    part_id: str
    provenance: Provenance
    card_file: FileName
    versions: Versions
    members: Mapping[str, Member]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as it was read: whole, and each member as the manifest has it; `sha256` is over the whole file."""

    manifest: Manifest
    members: Mapping[str, bytes]
    sha256: str


def member_of(data: bytes) -> Member:
    """Return what the manifest says of a member."""
    return Member(sha256=hashlib.sha256(data).hexdigest(), size_bytes=len(data))


def write_bundle(file: BinaryIO, manifest: Manifest, members: Mapping[str, bytes]) -> None:
    """Write a bundle: the manifest first, the rest by name."""
    text = manifest.model_dump_json(by_alias=True, indent=1).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        for name, data in ((MANIFEST, text), *sorted(members.items())):
            bundle.writestr(zipfile.ZipInfo(name, _WHEN), data, zipfile.ZIP_DEFLATED)


def read_bundle(path: Path) -> Bundle:
    """Return the bundle at `path`.

    Raises
    ------
    InputError
        It is missing, no bundle, larger than one may be, or a member is missing, changed, too many or called so that
        it could leave a folder.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as bundle:
            found = _listed(bundle, path)
            manifest = _manifest(_read(bundle, found, MANIFEST, MANIFEST_BYTES_MAX, path), path)
            _check_names(found, manifest, path)
            members = {name: _member(bundle, found, name, member, path) for name, member in manifest.members.items()}
            file.seek(0)
            return Bundle(manifest, members, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as error:
        raise InputError(f"read bundle {path}", error.strerror or str(error), "check path and rights") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _unusable(path, f"it is no whole zip file: {error}") from error


def _listed(bundle: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    listed = bundle.infolist()
    if len(listed) > MEMBERS_MAX:
        raise _unusable(path, f"it holds {len(listed)} members, at most {MEMBERS_MAX}")
    odd = next((each.orig_filename for each in listed if not _NAME.fullmatch(each.orig_filename)), None)
    if odd is not None:
        raise _unusable(path, f"member {odd!r} is called so that it could leave a folder")
    if len({each.orig_filename for each in listed}) != len(listed):
        raise _unusable(path, "it holds two members of one name")
    total = sum(each.file_size for each in listed)
    if total > TOTAL_BYTES_MAX:
        raise _unusable(path, f"it unpacks to {total} bytes, at most {TOTAL_BYTES_MAX}")
    return {each.orig_filename: each for each in listed}


def _read(bundle: zipfile.ZipFile, found: Mapping[str, zipfile.ZipInfo], name: str, most: int, path: Path) -> bytes:
    """Return a member of at most `most` bytes, whatever its header claims."""
    info = found.get(name)
    if info is None:
        raise _unusable(path, f"{name} is missing")
    if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
        raise _unusable(path, f"{name} is encrypted or packed in a way that no bundle is")
    with bundle.open(info) as member:
        data = member.read(most + 1)
    if len(data) > most:
        raise _unusable(path, f"{name} is larger than {most} bytes")
    return data


def _manifest(text: bytes, path: Path) -> Manifest:
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise _unusable(path, f"{MANIFEST} is unusable: {where}: {first['msg'].lower()}") from error


def _check_names(found: Mapping[str, zipfile.ZipInfo], manifest: Manifest, path: Path) -> None:
    extra = sorted(found.keys() - manifest.members.keys() - {MANIFEST})
    if extra:
        raise _unusable(path, f"{extra[0]} is not in its manifest")


def _member(
    bundle: zipfile.ZipFile, found: Mapping[str, zipfile.ZipInfo], name: str, member: Member, path: Path
) -> bytes:
    data = _read(bundle, found, name, member.size_bytes, path)
    if member_of(data) != member:
        now = hashlib.sha256(data).hexdigest()
        raise _unusable(path, f"{name} was changed: its sha256 is {now[:16]}, {member.sha256[:16]} in the manifest")
    return data


def _unusable(path: Path, found: str) -> InputError:
    return InputError(f"use bundle {path}", found, _REMEDY)
