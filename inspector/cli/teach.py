"""`inspector teach`: the first golden of a product, or its next one, from pictures of good parts."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from inspector.calibrate.teach import GOODS, Named, Taught
from inspector.calibrate.teach import teach as teach_pictures
from inspector.cli import options
from inspector.errors import InputError
from inspector.golden.library import Act, draft, files_of, load_active
from inspector.golden.recipe import parse_recipe
from inspector.golden.revision import GOODS_MAX, RevisionFiles
from inspector.golden.trust import ACTIVE_FILE
from inspector.golden.used_pictures import Hand, UsedPictures, read_used, write_used
from inspector.image_file import encode_png, picture_sha256, read_image
from inspector.wiring.account import account_name
from inspector.wiring.places import shipped

_RECIPE = """\
# Recipe of {product}. Every key: docs/recipes.md.
schema = 1

# Limits are in units of the comparator's own. `inspector calibrate` sets them from good parts.
[limits]
deviation = 1.0
min_area_px = 12
"""


@click.command()
@click.argument("product")
@click.argument("images", type=options.FILE, nargs=-1, required=True)
@click.option(
    "--recipe", type=options.FILE, help="Its recipe; without one that of the active revision, or the defaults."
)
@click.option(
    "--goods",
    type=click.IntRange(0, GOODS_MAX),
    default=GOODS,
    show_default=True,
    help="Further good parts that are learnt beside the golden, where there are more pictures.",
)
@click.option("--who", help="Who teaches; the name of the account otherwise.")
@click.option("--why", default="taught from pictures of good parts", show_default=True, help="Why, for the ledger.")
@click.option("--dry-run", is_flag=True, help="Say what would be taught and write nothing.")
@options.golden_refs
@options.as_json
def teach(  # noqa: PLR0913 -- one parameter for each option of the command
    product: str,
    images: tuple[Path, ...],
    *,
    recipe: Path | None,
    goods: int,
    who: str | None,
    why: str,
    golden_refs: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Teach PRODUCT from IMAGES of good parts: a new draft revision, which stays one until it is approved.

    The picture most like all others becomes the golden. Poor pictures, and parts unlike the others, are named and left
    out. Limits measured for another golden do not hold for this one: calibrate again.
    """
    library = golden_refs or shipped("golden_refs")
    text = _recipe_text(library, product, recipe)
    pictures = [Named(str(path), read_image(path)) for path in dict.fromkeys(images)]
    taught = teach_pictures(pictures, parse_recipe(text.decode(), product), product, goods)
    base = _active(library, product)
    files = _files(taught, pictures, text, _hands_in_recipe(base, recipe, product))
    written = "" if dry_run else draft(library, product, files, Act(who or account_name(), why))
    lost = len(base.variants) if base else 0
    click.echo(_json(product, taught, written, lost) if as_json else "\n".join(_lines(product, taught, written, lost)))


def _recipe_text(library: Path, product: str, recipe: Path | None) -> bytes:
    if recipe is not None:
        return _read(recipe)
    base = _active(library, product)
    return base.recipe if base else _RECIPE.format(product=product).encode()


def _hands_in_recipe(base: RevisionFiles | None, recipe: Path | None, product: str) -> UsedPictures:
    """Return which pictures had a hand in the recipe that is taught with."""
    if recipe:
        return UsedPictures.unknown()
    return read_used(base.pictures, product) if base else UsedPictures()


def _active(library: Path, product: str) -> RevisionFiles | None:
    if not library.joinpath(product, ACTIVE_FILE).exists():
        return None
    return files_of(library, product, load_active(library, product).revision)


def _read(recipe: Path) -> bytes:
    try:
        return recipe.read_bytes()
    except OSError as error:
        raise InputError(f"read recipe {recipe}", error.strerror or str(error), "name a recipe file") from error


def _files(taught: Taught, pictures: Sequence[Named], recipe: bytes, used: UsedPictures) -> RevisionFiles:
    """Return the files of the draft; `used` had a hand in the recipe, of which none is taught to this golden."""
    goods = tuple(encode_png(good.image) for good in taught.goods)
    taken = (picture_sha256(one.image) for one in pictures if one.name in taught.taken)
    used = used.with_hand(Hand.VARIED, ()).with_hand(Hand.TAUGHT, taken)
    return RevisionFiles(encode_png(taught.golden.image), recipe, goods, pictures=write_used(used))


def _json(product: str, taught: Taught, revision: str, lost: int) -> str:
    left_out = [{"picture": one.name, "why": one.why} for one in taught.left_out]
    goods = [good.name for good in taught.goods]
    found = {"product": product, "revision": revision or None, "golden": taught.golden.name, "goods": goods}
    more = {"taken": list(taught.taken), "left_out": left_out, "variants_left_out": lost}
    return json.dumps(found | more, indent=2)


def _lines(product: str, taught: Taught, revision: str, lost: int) -> list[str]:
    height, width = taught.golden.image.shape[:2]
    beside = f"; beside it {', '.join(good.name for good in taught.goods)}" if taught.goods else ""
    lines = [f"golden {taught.golden.name}, {width} x {height} px, of {len(taught.taken)} pictures{beside}"]
    lines += [f"left out {one.name}: {one.why}" for one in taught.left_out]
    if lost:
        many = "1 variant" if lost == 1 else f"{lost} variants"
        again = f"inspector golden draft {product} --from {revision or 'REVISION'} --variant PICTURE"
        lines.append(f"left out {many} of the active revision, in the frame of its golden; to have them again: {again}")
    if not revision:
        return [*lines, "nothing is written"]
    return [
        *lines,
        f"{product} {revision} is drafted; next: inspector calibrate {product} --revision {revision} --good FOLDER",
    ]
