"""The library of goldens on disk: `<golden_refs>/<product>/<revision>/{golden.png,recipe.toml}` and `ACTIVE`."""

import hashlib
from pathlib import Path

from inspector.errors import CaptureError, RecipeError
from inspector.golden.golden import Golden
from inspector.golden.recipe import parse_recipe
from inspector.image_file import decode_image

GOLDEN_FILE = "golden.png"
RECIPE_FILE = "recipe.toml"
ACTIVE_FILE = "ACTIVE"
UNNAMED = "-"


def load_active(golden_refs: Path, product: str) -> Golden:
    """Return the live revision of `product`.

    Raises
    ------
    RecipeError
        There is no such product, no active revision, or its files are unusable. The station refuses to start.
    """
    active = golden_refs / product / ACTIVE_FILE
    revision = _read(active, f"product {product}").decode("ascii", "replace").strip()
    return load_revision(golden_refs, product, revision)


def load_revision(golden_refs: Path, product: str, revision: str) -> Golden:
    """Return one revision of `product`.

    Raises
    ------
    RecipeError
        A file of the revision is missing or unusable. The station refuses to start.
    """
    folder = golden_refs / product / revision
    return load_files(folder / GOLDEN_FILE, folder / RECIPE_FILE, product, revision)


def load_files(image: Path, recipe: Path | None, product: str = UNNAMED, revision: str = UNNAMED) -> Golden:
    """Return the golden made of an image file and a recipe file; without a recipe the defaults hold.

    Raises
    ------
    RecipeError
        A file is missing or unusable.
    """
    pixels = _read(image, f"golden {image}")
    text = _read(recipe, f"recipe {recipe}") if recipe else b""
    try:
        picture = decode_image(pixels, str(image))
    except CaptureError as error:
        raise RecipeError(f"use golden {image}", str(error), "give a whole 8-bit picture as golden") from error
    return Golden(
        product=product,
        revision=revision,
        image=picture,
        recipe=parse_recipe(text.decode("utf-8", "replace"), str(recipe or "defaults")),
        golden_sha256=hashlib.sha256(pixels).hexdigest(),
        recipe_sha256=hashlib.sha256(text).hexdigest(),
    )


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecipeError(
            f"load {what}", f"{path}: {error.strerror}", "check the name and the library folder"
        ) from error
