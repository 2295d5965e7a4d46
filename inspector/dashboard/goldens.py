"""The API of goldens: the picture of a revision, and where on it its recipe has zones."""

import hashlib
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from inspector.dashboard.files import as_copy, bytes_of, etag_of, file_inside
from inspector.dashboard.golden_views import Corner, Ellipse, Places, Region
from inspector.dashboard.parts import IfNoneMatch, Name
from inspector.dashboard.refused import Refused, refused_by
from inspector.dashboard.views import Box, Problem
from inspector.errors import CaptureError, RecipeError
from inspector.golden.recipe import Recipe, parse_recipe
from inspector.golden.revision import GOLDEN_FILE, RECIPE_FILE
from inspector.golden.shapes import Region as RecipeRegion
from inspector.refusal import Refusal, RefusalCode, because

# A golden that is still a draft may change.
_ASK_AGAIN = "no-cache"

# FastAPI's own type for this argument is a free dictionary.
_Answers = dict[int | str, dict[str, Any]]
_UNUSABLE: _Answers = {
    404: {"model": Problem, "description": "There is no such revision"},
    410: {"model": Problem, "description": "Its file cannot be used; `detail` says why"},
}
_PICTURE: _Answers = {
    200: {"content": {"image/jpeg": {}}, "description": "The picture, JPEG"},
    304: {"description": "The picture that the client holds is still right"},
    **_UNUSABLE,
}


class GoldensApi:
    """Answers for the revisions of goldens as they lie in the library; nothing is judged by what it tells."""

    def __init__(self, golden_refs: Path) -> None:
        self._golden_refs = golden_refs

    def routes(self) -> APIRouter:
        """Return the routes; plain functions, so that each waits for the disk in a thread of its own."""
        router = APIRouter(prefix="/api/goldens/{product}/{revision}", tags=["goldens"])
        router.add_api_route("/image", self.image, response_class=Response, responses=_PICTURE)
        router.add_api_route("/places", self.places, response_model=Places, responses=_UNUSABLE)
        return router

    def image(self, product: Name, revision: Name, if_none_match: IfNoneMatch = None) -> Response:
        """Return the picture of one revision of a golden, for looking at: as a JPEG, like the copies of parts."""
        path = self._file(product, revision, GOLDEN_FILE)
        try:
            return as_copy(path, etag_of(path), if_none_match, _ASK_AGAIN)
        except CaptureError as error:
            raise refused_by(410, error, _no_golden(product, revision)) from error

    def places(self, product: Name, revision: Name) -> Places:
        """Return where on a revision's golden its recipe has zones, and what it ignores, with the recipe's hash."""
        recipe = bytes_of(self._file(product, revision, RECIPE_FILE))
        try:
            # Decoded as the station does: a revision of before may hold what is no UTF-8.
            found = parse_recipe(recipe.decode("utf-8", "replace"), f"{product} {revision}")
        except RecipeError as error:
            raise refused_by(410, error, _no_golden(product, revision)) from error
        return _places(found, hashlib.sha256(recipe).hexdigest())

    def _file(self, product: str, revision: str, name: str) -> Path:
        path = file_inside(self._golden_refs, f"{product}/{revision}/{name}")
        if path is None:
            raise Refused(404, f"there is no golden {product} {revision}", _no_golden(product, revision))
        return path


def _no_golden(product: str, revision: str) -> Refusal:
    return because(RefusalCode.NO_GOLDEN, product=product, revision=revision)


def _places(recipe: Recipe, recipe_sha256: str) -> Places:
    return Places(
        recipe_sha256=recipe_sha256,
        zones=[_region(zone.name, zone) for zone in recipe.zones],
        ignored=[_region(each.why, each) for each in recipe.ignore],
    )


def _region(name: str, region: RecipeRegion) -> Region:
    x0, y0, x1, y1 = region.bounds()
    return Region(
        name=name,
        bounds=Box(x0=x0, y0=y0, x1=x1, y1=y1),
        ellipse=Ellipse.model_validate(region.ellipse) if region.ellipse else None,
        polygon=[Corner(x=x, y=y) for x, y in region.polygon or ()],
    )
