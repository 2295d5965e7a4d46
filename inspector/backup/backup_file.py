"""The file of a backup: a zip of everything a station is, with the hash of every member; read as if by an enemy.

Nothing is unpacked by a name that could leave its folder, and nothing at all before each hash was compared.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from inspector.errors import InputError

MANIFEST: Final = "manifest.json"
SETTINGS: Final = "station.toml"
GOLDENS, MODELS, DATA = "golden_refs", "models", "data"
MANIFEST_BYTES_MAX: Final = 1 << 28
_CHUNK: Final = 1 << 20
_WHEN = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_IN_FOLDERS = re.compile(rf"(?:{GOLDENS}|{MODELS}|{DATA})(?:/(?!\.\.?(?:/|$))[^/\x00-\x1f\x7f]{{1,255}}){{1,12}}")
_REMEDY = "take another backup, or fetch this one again from where it is kept"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Member(_Strict):
    """What a member must be."""

    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    size_bytes: Annotated[int, Field(ge=0)]


class Manifest(_Strict):
    """What a backup holds, of which station, when and with which version of the program it was made.

    `pictures` says whether frames and their copies are in it. `members` are all others, with their hashes: the models
    are known by them.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    station: str
    made_at: AwareDatetime
    package_version: str
    pictures: bool
    members: Mapping[str, Member]

    def size_bytes(self, folder: str = "") -> int:
        """Return how much room its members take when they are unpacked; those of one `folder`, or all."""
        return sum(member.size_bytes for name, member in self.members.items() if name.startswith(folder))


@dataclass(frozen=True, slots=True)
class Source:
    """A file that goes into a backup under `name`; one that `may_vanish` is left out if it is gone by then."""

    name: str
    path: Path
    may_vanish: bool = False


def write_members(bundle: zipfile.ZipFile, sources: Iterator[Source]) -> dict[str, Member]:
    """Write every source and return what it was as it was read.

    Raises
    ------
    InputError
        A file is called so that `read_manifest` would refuse it: nobody could restore such a backup.
    """
    written: dict[str, Member] = {}
    for source in sources:
        _check_name(source)
        try:
            file = source.path.open("rb")
        except FileNotFoundError:
            if not source.may_vanish:
                raise
            continue
        with file:
            written[source.name] = _write(bundle, source.name, file)
    return written


def write_manifest(bundle: zipfile.ZipFile, manifest: Manifest) -> None:
    """Write the manifest, the last member."""
    text = manifest.model_dump_json(by_alias=True, indent=1).encode()
    bundle.writestr(zipfile.ZipInfo(MANIFEST, _WHEN), text, zipfile.ZIP_DEFLATED)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the backup at `path`; whatever is wrong with it as a zip file inside the block is an InputError."""
    try:
        with zipfile.ZipFile(path) as bundle:
            yield bundle
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeError) as error:
        raise unusable(path, f"it is no whole zip file: {error}") from error


def read_manifest(bundle: zipfile.ZipFile, path: Path) -> Manifest:
    """Return the manifest of a backup whose members are called as it says, each once.

    Raises
    ------
    InputError
        It is no backup, or a member is missing, too many, or called so that it could leave its folder.
    """
    listed = [each.orig_filename for each in bundle.infolist()]
    odd = next((name for name in listed if name not in {MANIFEST, SETTINGS} and not _IN_FOLDERS.fullmatch(name)), None)
    if odd is not None:
        raise unusable(path, f"member {odd!r} is called so that it could leave its folder")
    if len(set(listed)) != len(listed):
        raise unusable(path, "it holds two members of one name")
    manifest = _manifest(bundle, path)
    for name in sorted({*listed} ^ {*manifest.members, MANIFEST} | {SETTINGS} - manifest.members.keys()):
        raise unusable(path, f"{name} is {'in no manifest' if name in listed else 'missing'}")
    return manifest


def check_members(bundle: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """Raise InputError unless every member has the size and hash that the manifest has for it; it names the first."""
    for name, member in manifest.members.items():
        copy_member(bundle, name, member, lambda _: None, path)


def copy_member(
    bundle: zipfile.ZipFile, name: str, member: Member, write: Callable[[bytes], object], path: Path
) -> None:
    """Give the bytes of a member to `write`, no more of them than it has by the manifest.

    Raises
    ------
    InputError
        They are others than the manifest says: what was written is of no use.
    """
    info = _plain(bundle, name, path)
    digest, left = hashlib.sha256(), member.size_bytes
    with bundle.open(info) as packed:
        while chunk := packed.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                break
            digest.update(chunk)
            write(chunk)
    if left or digest.hexdigest() != member.sha256:
        raise unusable(path, f"{name} was changed: its sha256 or size is not the manifest's {member.sha256[:16]}")


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unusable(path: Path, found: str) -> InputError:
    """Return what is said of a backup that cannot be used."""
    return InputError(f"use backup {path}", found, _REMEDY)


def _check_name(source: Source) -> None:
    is_known = source.name == SETTINGS or _IN_FOLDERS.fullmatch(source.name)
    # Bytes that are no UTF-8 come as lone surrogates, which no zip file holds.
    if not is_known or any("\ud800" <= letter <= "\udfff" for letter in source.name):
        found = "a file that is called so, or lies so deep, could not be restored"
        raise InputError(f"back up {str(source.path)!r}", found, "give it another name or take it away")


def _write(bundle: zipfile.ZipFile, name: str, file: IO[bytes]) -> Member:
    info = zipfile.ZipInfo(name, _WHEN)
    # Pictures are packed already.
    info.compress_type = zipfile.ZIP_STORED if name.startswith(f"{DATA}/images/") else zipfile.ZIP_DEFLATED
    digest, size = hashlib.sha256(), 0
    with bundle.open(info, "w", force_zip64=True) as packed:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            packed.write(chunk)
    return Member(sha256=digest.hexdigest(), size_bytes=size)


def _plain(bundle: zipfile.ZipFile, name: str, path: Path) -> zipfile.ZipInfo:
    """Return where a member is; InputError where it is packed so that only another program can have done it."""
    info = bundle.getinfo(name)
    if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
        raise unusable(path, f"{name} is encrypted or packed in a way that no backup is")
    return info


def _manifest(bundle: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        with bundle.open(_plain(bundle, MANIFEST, path)) as packed:
            return Manifest.model_validate_json(packed.read(MANIFEST_BYTES_MAX))
    except KeyError as error:
        raise unusable(path, f"{MANIFEST} is missing: it is no backup of a station") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise unusable(path, f"{MANIFEST} is unusable: {where}: {first['msg'].lower()}") from error
