"""The library of goldens on disk: `<golden_refs>/<product>/<revision>/`, its `ledger.jsonl` and `ACTIVE`."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from inspector.errors import CaptureError, InputError, RecipeError
from inspector.golden.golden import Golden
from inspector.golden.keys import KEYS_FOLDER, SigningKey
from inspector.golden.ledger import ActKind, Entry, ReplayResult
from inspector.golden.recipe import parse_recipe, recipe_text
from inspector.golden.revision import RevisionFiles, files_in, golden_of, read_folder
from inspector.golden.signers import check_signer
from inspector.golden.trust import (
    ACTIVE_FILE,
    Active,
    Demands,
    Trusted,
    check_active,
    check_counts,
    check_files,
    check_second_person,
    read_active,
    read_trusted,
)
from inspector.golden.writing import write_draft, write_entry, writing
from inspector.image_file import decode_image

UNNAMED = "-"
ADOPTED = "adopted: it was here as plain files, without a ledger"
_REVISION = re.compile(r"r(\d+)")
_PRODUCT = re.compile(r"[^./\0][^/\0]{0,59}")


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes the library and why, for the ledger; `key` signs for it.

    Without a key a revision can be drafted and submitted. What changes the line's judging is always signed.

    Raises
    ------
    InputError
        Nobody is named, or the text is none that can be written.
    """

    who: str
    why: str
    key: SigningKey | None = None

    def __post_init__(self) -> None:
        if not self.who:
            raise InputError("enter an act", "nobody is named who does it", "give a name")
        # A terminal in another encoding sends half characters.
        if any("\ud800" <= letter <= "\udfff" for letter in self.who + self.why):
            raise InputError("enter an act", "who or why is no readable text", "type it with the terminal set to UTF-8")

    def entry(
        self,
        trusted: Trusted,
        product: str,
        kind: ActKind,
        revision: str,
        files: Mapping[str, str],
        replay: ReplayResult | None = None,
    ) -> Entry:
        """Return the entry of this act, as the next one of the ledger."""
        entry = Entry(
            number=len(trusted.ledger.entries) + 1,
            product=product,
            act=kind,
            revision=revision,
            who=self.who,
            why=self.why,
            at=datetime.now(UTC),
            files=files,
            previous=trusted.ledger.last_sha256(),
            replay=replay,
            revocations=trusted.revocations,
        )
        return entry.signed_by(self.key) if self.key else entry


def load_active(golden_refs: Path, product: str, demands: Demands | None = None) -> Golden:
    """Return the live revision of `product`, each byte as the ledger has it where there is one.

    Parameters
    ----------
    golden_refs, product
        The library and the product in it.
    demands
        What the site wants beyond; None takes plain files too.

    Raises
    ------
    RecipeError
        There is no such product, no active revision, its files are unusable or not those that were approved. The
        station refuses to start, or keeps what it judges with.
    """
    wanted = demands or Demands()
    active, trusted = find_active(golden_refs, product)
    if not active.entry_sha256 or trusted is None:
        _check_plain(active, trusted, wanted, golden_refs / product)
        return load_revision(golden_refs, product, active.revision)
    check_counts(trusted, active, product)
    if wanted.second_person:
        check_second_person(trusted, active.revision, product)
    return golden_of(_files(golden_refs / product / active.revision, trusted), product, active.revision)


def find_active(golden_refs: Path, product: str) -> tuple[Active, Trusted | None]:
    """Return which revision of `product` is active, and the ledger that agrees, None in a folder of plain files.

    Raises
    ------
    RecipeError
        No revision is active, or ACTIVE and ledger do not belong together.
    """
    folder = golden_refs / product
    # ACTIVE first: whatever it names was in the ledger before.
    active = read_active(folder)
    trusted = read_trusted(golden_refs, product)
    if trusted:
        active = check_active(active, trusted, folder / ACTIVE_FILE)
    if active is None or not active.revision:
        found = (active and active.interrupted) or f"{folder / ACTIVE_FILE} is not there"
        raise RecipeError(f"load product {product}", found, "check the name and the library folder, or activate one")
    return active, trusted


def load_chosen(golden_refs: Path, product: str, revision: str | None) -> Golden:
    """Return `revision` of `product`; without one the active revision, or the newest where none was ever active.

    For people who work on revisions: what judges the line is `load_active` alone.

    Raises
    ------
    RecipeError
        There is no such revision, or it cannot be used.
    """
    trusted = None if revision else read_trusted(golden_refs, product)
    if trusted and not trusted.history.live and not has_active(golden_refs, product):
        revision = next((each.revision for each in reversed(trusted.history.standings) if not each.rejected), None)
    return load_revision(golden_refs, product, revision) if revision else load_active(golden_refs, product)


def has_active(golden_refs: Path, product: str) -> bool:
    """Return whether the ACTIVE of `product` names a revision, whether or not that one can be used."""
    active = read_active(golden_refs / product)
    return active is not None and bool(active.revision)


def load_revision(golden_refs: Path, product: str, revision: str) -> Golden:
    """Return one revision of `product`, whatever its state.

    Raises
    ------
    RecipeError
        A file of the revision is missing, unusable, or not as the ledger has it. The station refuses to start.
    """
    return golden_of(files_of(golden_refs, product, revision), product, revision)


def files_of(golden_refs: Path, product: str, revision: str) -> RevisionFiles:
    """Return the files of one revision of `product`, compared with the ledger where there is one.

    Raises
    ------
    RecipeError
        A file is missing, cannot be read, or was changed.
    """
    return _files(golden_refs / product / revision, read_trusted(golden_refs, product))


def draft(golden_refs: Path, product: str, files: RevisionFiles, act: Act) -> str:
    """Write a new revision of `product` as draft and return its name, as in ``"r002"``.

    Whatever ends the process leaves no draft or a whole one. A product that is new is made; one whose revisions have
    no ledger yet gets one, in which they are drafts.

    Raises
    ------
    RecipeError
        The files make no golden, or the product's ledger cannot be trusted. Nothing is written.
    InputError
        The product cannot be called so, the key is unknown, another process writes, or an activation was interrupted.
    """
    check_product_name(product)
    check_signer(golden_refs, act.key, ActKind.DRAFT)
    # Revisions from before this was asked for are read as ever.
    recipe_text(files.recipe, f"{product}/draft")
    golden_of(files, product, "draft")
    folder = golden_refs / product
    with writing(golden_refs, product, may_be_new=True) as found:
        trusted = adopt(golden_refs, product, found, act)
        check_not_interrupted(folder, trusted)
        revision = _next_revision(folder, trusted)
        write_draft(folder, act.entry(trusted, product, ActKind.DRAFT, revision, files.sha256()), files.named())
    return revision


def check_product_name(product: str) -> None:
    """Raise InputError unless `product` can be a folder of the library."""
    if not _PRODUCT.fullmatch(product) or product == KEYS_FOLDER:
        found = f"it must be 1..60 characters, start with no dot, hold no / and not be {KEYS_FOLDER!r}"
        raise InputError(f"use product {product!r}", found, "give another name")


def check_not_interrupted(folder: Path, trusted: Trusted) -> None:
    """Raise InputError while an activation waits to be finished or undone: nothing else may follow it."""
    active = check_active(read_active(folder), trusted, folder / ACTIVE_FILE)
    if active and active.interrupted:
        raise InputError(f"change product {folder.name}", active.interrupted, "do one of both first")


def adopt(golden_refs: Path, product: str, trusted: Trusted, act: Act) -> Trusted:
    """Give revisions that are plain files a ledger in which they are drafts; return it, or `trusted` where it has one.

    The caller is the product's writer.
    """
    folder = golden_refs / product
    # Where nothing followed the adoptions they may have been interrupted: those left are made up for.
    if any(entry.why != ADOPTED for entry in trusted.ledger.entries):
        return trusted
    adopting = Act(act.who, ADOPTED, act.key)
    for revision in sorted(path.name for path in folder.iterdir() if _REVISION.fullmatch(path.name)):
        now = read_trusted(golden_refs, product) or trusted
        if now.history.of(revision):
            continue
        files = {name: hashlib.sha256(data).hexdigest() for name, data in read_folder(folder / revision).items()}
        write_entry(folder, adopting.entry(now, product, ActKind.DRAFT, revision, files))
    return read_trusted(golden_refs, product) or trusted


@dataclass(frozen=True, slots=True)
class GoldenFiles:
    """An image file and a recipe file as bytes, without a library around them; names are for messages."""

    image: bytes
    image_name: str
    recipe: bytes
    recipe_name: str


def read_files(image: Path, recipe: Path | None) -> GoldenFiles:
    """Return the bytes of an image file and of a recipe file; without a recipe the defaults hold.

    Raises
    ------
    RecipeError
        A file is missing.
    """
    pixels = _read(image, f"golden {image}")
    text = _read(recipe, f"recipe {recipe}") if recipe else b""
    return GoldenFiles(pixels, str(image), text, str(recipe or "defaults"))


def golden_of_files(files: GoldenFiles, product: str = UNNAMED, revision: str = UNNAMED) -> Golden:
    """Return the golden that the two files make.

    Raises
    ------
    RecipeError
        One is unusable.
    """
    name = files.image_name
    try:
        picture = decode_image(files.image, name)
    except CaptureError as error:
        raise RecipeError(f"use golden {name}", str(error), "give a whole 8-bit picture as golden") from error
    return Golden(
        product=product,
        revision=revision,
        image=picture,
        recipe=parse_recipe(recipe_text(files.recipe, files.recipe_name), files.recipe_name),
        golden_sha256=hashlib.sha256(files.image).hexdigest(),
        recipe_sha256=hashlib.sha256(files.recipe).hexdigest(),
    )


def load_files(image: Path, recipe: Path | None, product: str = UNNAMED, revision: str = UNNAMED) -> Golden:
    """Return the golden made of an image file and a recipe file; without a recipe the defaults hold.

    Raises
    ------
    RecipeError
        A file is missing or unusable.
    """
    return golden_of_files(read_files(image, recipe), product, revision)


def _files(folder: Path, trusted: Trusted | None) -> RevisionFiles:
    """Return the files in `folder`, the very bytes that were compared with the ledger."""
    standing = trusted.history.of(folder.name) if trusted else None
    found = read_folder(folder)
    if standing:
        check_files(found, standing.drafted.files, folder)
    return files_in(found, f"{folder.parent.name}/{folder.name}")


def _check_plain(active: Active, trusted: Trusted | None, demands: Demands, folder: Path) -> None:
    if not demands.ledger and not (active.entry_sha256 and trusted is None):
        return
    found = f"no entry of a ledger vouches for {active.revision}"
    if active.entry_sha256:
        found = f"its ACTIVE names an entry of a ledger that is not there, so nothing vouches for {active.revision}"
    remedy = "submit, approve and activate it (`inspector golden`), or set golden.unsigned"
    raise RecipeError(f"use product {folder.name}", found, remedy)


def _next_revision(folder: Path, trusted: Trusted) -> str:
    # A revision whose folder was deleted keeps its name: drafted twice it would leave the whole ledger untrusted.
    names = {path.name for path in folder.iterdir()} | {each.revision for each in trusted.history.standings}
    numbers = [int(found[1]) for name in names if (found := _REVISION.fullmatch(name))]
    return f"r{max(numbers, default=0) + 1:03}"


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecipeError(
            f"load {what}", f"{path}: {error.strerror}", "check the name and the library folder"
        ) from error
