"""Recipes are strict: what cannot be used is refused with the key, the value and what is allowed."""

import pytest
from makers import make_golden

from inspector.errors import RecipeError
from inspector.golden.recipe import Ignore, Recipe, Zone, parse_recipe


def test_an_empty_recipe_is_the_defaults() -> None:
    assert parse_recipe("", "empty") == Recipe()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("limit_s = 1", "limit_s: unknown key"),
        ("[limits]\nmin_area = 3", "limits.min_area: unknown key"),
        ("[limits]\nmin_area_px = 0", "limits.min_area_px = 0: input should be greater than or equal to 1"),
        ("[limits]\ndeviation = '1'", "limits.deviation = '1': input should be a valid number"),
        ("[limits]\ndeviation = nan", "limits.deviation = nan"),
        ("schema = 3", "schema = 3: input should be 1 or 2"),
        ("[alignment]\nmodel = 'elastic'", "alignment.model = 'elastic'"),
        ("[[zones]]\nname = 'a'\nbox = [5, 5, 5, 9]\n[zones.limits]", "must be [x0, y0, x1, y1]"),
        ("[[zones]]\nname = 'part'\nbox = [0, 0, 5, 9]\n[zones.limits]", "zone names must differ"),
        ("deadline_ms = 2", "deadline_ms = 2"),
        ("[limits", "no TOML"),
    ],
)
def test_a_recipe_that_cannot_be_used_says_which_key(text: str, says: str) -> None:
    with pytest.raises(RecipeError) as refused:
        parse_recipe(text, "r002")
    assert says.lower() in str(refused.value).lower()


def test_a_refusal_is_one_line() -> None:
    with pytest.raises(RecipeError) as refused:
        parse_recipe("a = 1\nb = 2\nc = 3", "r002")
    assert "\n" not in str(refused.value)


def test_a_zone_that_leaves_the_golden_is_refused() -> None:
    outside = Recipe(zones=(Zone.model_validate({"name": "edge", "box": (0, 0, 65, 10), "limits": {}}),))
    with pytest.raises(RecipeError, match=r"leaves the image of 64 x 48 px"):
        make_golden(recipe=outside)


def test_pixels_in_an_ignore_box_are_not_inspected() -> None:
    golden = make_golden(recipe=Recipe(ignore=(Ignore(box=(2, 3, 6, 8), why="turns freely"),)))
    assert int((~golden.inspected()).sum()) == 4 * 5
