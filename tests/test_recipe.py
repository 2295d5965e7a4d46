"""Recipes are strict: what cannot be used is refused with the key, the value and what is allowed."""

from pathlib import Path

import numpy as np
import pytest
from comparators import SHIPPED_MODELS
from hypothesis import given
from hypothesis import strategies as st
from makers import make_golden, make_image

from inspector.errors import RecipeError
from inspector.golden.ranges import Place, allowed
from inspector.golden.recipe import (
    EdgeTolerance,
    Ignore,
    Limits,
    Recipe,
    RequiredComparator,
    Zone,
    check_comparator,
    parse_recipe,
)
from inspector.golden.shapes import Ellipse, Region
from inspector.golden.zones import IGNORED, covered, near_edges, zone_numbers
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import learn_gauge

DEMO_RECIPE = Path(__file__).parents[1] / "golden_refs" / "demo-board" / "r001" / "recipe.toml"
DOCUMENT = Path(__file__).parents[1] / "docs" / "recipes.md"
ZONE = "[[zones]]\nname = 'a'\n"


def test_an_empty_recipe_is_the_defaults() -> None:
    assert parse_recipe("", "empty") == Recipe()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("limit_s = 1", "limit_s = 1: unknown key, known here are schema, deadline_ms, alignment,"),
        ("[limits]\nmin_area = 3", "limits.min_area = 3: unknown key, known here are deviation, brighter, darker,"),
        (
            f"{ZONE}box = [0, 0, 5, 9]\nlimits = {{ area = 3 }}",
            "zones.0.limits.area = 3: unknown key, known here are dev",
        ),
        (
            "[limits]\nmin_area_px = 0",
            "limits.min_area_px = 0: input should be greater than or equal to 1, allowed is 1",
        ),
        (
            "[limits]\ndeviation = 200",
            "limits.deviation = 200: input should be less than or equal to 100, allowed is above",
        ),
        (
            "[limits]\nrecheck_band = -1",
            "limits.recheck_band = -1: input should be greater than or equal to 0, allowed is 0",
        ),
        ("[alignment]\nmodel = 'bent'", "allowed is auto or translation or euclidean or affine or homography"),
        ("[limits]\ndeviation = '1'", "limits.deviation = '1': input should be a valid number"),
        ("[limits]\ndeviation = nan", "limits.deviation = nan"),
        ("schema = 3", "schema = 3: input should be 1 or 2"),
        ("[alignment]\nmodel = 'elastic'", "alignment.model = 'elastic'"),
        ("[[zones]]\nname = 'a'\nbox = [5, 5, 5, 9]\n[zones.limits]", "must be [x0, y0, x1, y1]"),
        ("[[zones]]\nname = 'part'\nbox = [0, 0, 5, 9]\n[zones.limits]", "zone names must differ"),
        ("deadline_ms = 2", "deadline_ms = 2"),
        ("max_ignored_share = 1.0", "max_ignored_share = 1.0: input should be less than or equal to 0.95"),
        ("[limits]\nbrighter = 0", "limits.brighter = 0: input should be greater than 0"),
        ("[limits]\ngrow_to = 1.5", "limits.grow_to = 1.5: input should be less than or equal to 1"),
        ("[limits]\nmerge_px = 65", "limits.merge_px = 65: input should be less than or equal to 64"),
        ("[limits]\nmax_count = -1", "limits.max_count = -1: input should be greater than or equal to 0"),
        ("[limits.edge_tolerance]\nfactor = 0.5", "limits.edge_tolerance.factor = 0.5: input should be greater"),
        ("[comparator]\nmodel_sha256 = 'abc'", "comparator.model_sha256 = 'abc': string should match"),
        (f"{ZONE}[zones.limits]", "give exactly one of box, ellipse, polygon, got none"),
        (
            f"{ZONE}box = [0, 0, 5, 9]\npolygon = [[0, 0], [5, 0], [0, 5]]\n[zones.limits]",
            "give exactly one of box, ellipse, polygon, got box and polygon",
        ),
        (f"{ZONE}box = [5, 5, 5, 9]\n[zones.limits]", "zones.0.box = [5, 5, 5, 9]: a box must be"),
        (f"{ZONE}polygon = [[0, 0], [5, 5]]\n[zones.limits]", "zones.0.polygon = [[0, 0], [5, 5]]: tuple should have"),
        (f"{ZONE}polygon = [[0, 0], [5, 5], [9, 9]]\n[zones.limits]", "a polygon must enclose something"),
        (f"{ZONE}ellipse = {{ cx = 5, cy = 5, rx = 0, ry = 2 }}\n[zones.limits]", "zones.0.ellipse.rx = 0"),
        ("deadline_ms = 07:32:00", "deadline_ms: input should be a valid integer, allowed is 10 to 60000"),
        (f"[limits]\nmin_area_px = 1{'0' * 5000}", "no TOML: exceeds the limit"),
        ("[limits", "no TOML"),
    ],
)
def test_a_recipe_that_cannot_be_used_says_which_key(text: str, says: str) -> None:
    with pytest.raises(RecipeError) as refused:
        parse_recipe(text, "r002")
    assert says.lower() in str(refused.value).lower()


@pytest.mark.parametrize(
    ("place", "range_in_words"),
    [
        (("limits", "deviation"), "above 0 to 100"),
        (("limits", "recheck_band"), "0 to below 1"),
        (("limits", "min_area_px"), "1 or more"),
        (("zones", 3, "limits", "grow_to"), "above 0 to 1"),
        (("zones", 0, "ellipse", "rx"), "above 0 to 100000"),
        (("zones", 0, "polygon"), "3 to 500 of them"),
        (("zones", 0, "name"), "1 to 40 characters"),
        (("ignore", 0, "why"), "1 or more characters"),
        (("schema",), "1 or 2"),
        (("nowhere", "at all"), ""),
    ],
)
def test_the_range_of_a_key_is_told_wherever_it_stands(place: Place, range_in_words: str) -> None:
    assert allowed(Recipe, place) == range_in_words


def test_a_refusal_is_one_line() -> None:
    with pytest.raises(RecipeError) as refused:
        parse_recipe("a = 1\nb = 2\nc = 3", "r002")
    assert "\n" not in str(refused.value)


def test_the_recipe_in_the_documents_can_be_used() -> None:
    text = DOCUMENT.read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    assert [zone.name for zone in make_golden(make_image(960, 1280), parse_recipe(text, "docs")).recipe.zones] == [
        "seal"
    ]


def test_a_recipe_of_schema_1_still_loads_and_says_the_same() -> None:
    text = DEMO_RECIPE.read_text("utf-8")
    old, new = parse_recipe(text, "r001"), parse_recipe(text.replace("schema = 1", "schema = 2"), "r001")
    assert (old.schema_version, old.zones, old.limits) == (1, new.zones, new.limits)


@pytest.mark.parametrize(
    "shape",
    [
        {"box": (0, 0, 65, 10)},
        {"ellipse": Ellipse(cx=60, cy=20, rx=5, ry=3)},
        {"ellipse": Ellipse(cx=30, cy=20, rx=29, ry=3, angle_deg=90)},
        {"polygon": ((0, 0), (64, 0), (5, 49))},
    ],
    ids=["box", "ellipse", "turned ellipse", "polygon"],
)
def test_a_zone_that_leaves_the_golden_is_refused(shape: dict[str, object]) -> None:
    outside = Recipe(zones=(Zone.model_validate({"name": "edge", "limits": {}, **shape}),))
    says = r"zones.0 \(edge\): \w+ .* leaves the image of 64 x 48 px, allowed is x 0 to 64, y 0 to 48"
    with pytest.raises(RecipeError, match=says):
        make_golden(recipe=outside)


def test_a_zone_too_small_to_hold_a_pixel_is_refused() -> None:
    speck = Zone(name="speck", ellipse=Ellipse(cx=8, cy=8, rx=0.3, ry=0.3), limits=Limits())
    with pytest.raises(RecipeError, match=r"zones.0 \(speck\): .* covers the middle of no pixel"):
        make_golden(recipe=Recipe(zones=(speck,)))


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(min_area_px=3_073), "min_area_px 3,073 and max_count 0 ask for 3,073 px, it has 3,072 px"),
        (Limits(max_count=300), "min_area_px 12 and max_count 300 ask for 3,612 px, it has 3,072 px"),
        (Limits(min_length_px=81), "min_length_px 81, it is 80 px from corner to corner"),
    ],
    ids=["area", "count", "length"],
)
def test_limits_that_no_defect_on_the_golden_could_break_are_refused(limits: Limits, says: str) -> None:
    with pytest.raises(RecipeError, match=f"use golden .*: limits: {says}; lower it in recipe.toml, nothing could be"):
        make_golden(recipe=Recipe(limits=limits))
    pins = Zone(name="pins", box=(0, 0, 8, 8), limits=limits)
    with pytest.raises(RecipeError, match=f"use golden .*: zones.pins.limits: {says}"):
        make_golden(recipe=Recipe(zones=(pins,)))


def test_limits_that_one_defect_over_all_the_golden_breaks_are_kept() -> None:
    assert make_golden(recipe=Recipe(limits=Limits(min_area_px=3_072, min_length_px=80))).recipe.limits.min_length_px


def test_pixels_in_an_ignore_box_are_not_inspected() -> None:
    golden = make_golden(recipe=Recipe(ignore=(Ignore(box=(2, 3, 6, 8), why="turns freely"),)))
    assert int((~golden.inspected()).sum()) == 4 * 5


def test_ignoring_more_of_the_golden_than_the_recipe_allows_is_refused() -> None:
    whole = Ignore(box=(0, 0, 64, 48), why="we are in a hurry")
    with pytest.raises(RecipeError, match=r"100\.0% of it is ignored, at most 50\.0% by max_ignored_share"):
        make_golden(recipe=Recipe(ignore=(whole,)))


def test_places_ignored_twice_count_once() -> None:
    half = Ignore(box=(0, 0, 32, 48), why="nest")
    assert make_golden(recipe=Recipe(ignore=(half, half))).ignored_share() == 0.5


def test_the_last_zone_holds_and_what_is_ignored_belongs_to_none() -> None:
    zones = tuple(Zone(name=name, box=box, limits=Limits()) for name, box in (("a", (0, 0, 3, 1)), ("b", (1, 0, 4, 1))))
    recipe = Recipe(zones=zones, ignore=(Ignore(box=(3, 0, 4, 1), why="print"),))
    assert zone_numbers(recipe, (1, 5)).tolist() == [[1, 2, 2, IGNORED, 0]]


def test_a_polygon_of_four_corners_is_the_box() -> None:
    polygon = Region(polygon=((2, 3), (9, 3), (9, 7), (2, 7)))
    assert np.array_equal(covered(polygon, (10, 12)), covered(Region(box=(2, 3, 9, 7)), (10, 12)))


def test_a_polygon_with_corners_on_the_middles_of_pixels_has_no_stripes() -> None:
    mask = covered(Region(polygon=((5.5, 1.5), (9.5, 5.5), (5.5, 9.5), (1.5, 5.5))), (11, 11))
    assert mask.sum(axis=1).tolist() == [0, 0, 2, 4, 6, 8, 6, 4, 2, 0, 0]


def test_a_turned_ellipse_covers_what_the_other_one_does() -> None:
    lying = Region(ellipse=Ellipse(cx=20, cy=15, rx=9, ry=4, angle_deg=90))
    standing = Region(ellipse=Ellipse(cx=20, cy=15, rx=4, ry=9))
    assert np.array_equal(covered(lying, (30, 40)), covered(standing, (30, 40)))


def test_an_ellipse_turns_from_x_towards_y() -> None:
    mask = covered(Region(ellipse=Ellipse(cx=20, cy=20, rx=15, ry=2, angle_deg=45)), (40, 40))
    assert (bool(mask[29, 29]), bool(mask[10, 29])) == (True, False)


@given(st.floats(3, 12), st.floats(3, 12), st.floats(-180, 180))
def test_an_ellipse_has_its_area_and_lies_in_its_bounds(rx: float, ry: float, angle_deg: float) -> None:
    region = Region(ellipse=Ellipse(cx=20, cy=20, rx=rx, ry=ry, angle_deg=angle_deg))
    mask = covered(region, (40, 40))
    # A pixel counts whole or not at all: the border is wrong by a pixel at the most.
    assert abs(int(mask.sum()) - np.pi * rx * ry) < 2 * (rx + ry)


@given(st.lists(st.tuples(st.floats(0, 40), st.floats(0, 30)), min_size=3, max_size=8))
def test_a_polygon_covers_where_a_ray_crosses_it_an_odd_number_of_times(corners: list[tuple[float, float]]) -> None:
    try:
        region = Region(polygon=tuple(corners))
    except ValueError:
        return
    x, y = 17, 13
    crossings = 0
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (y0 <= y + 0.5) != (y1 <= y + 0.5):
            crossings += x0 + (y + 0.5 - y0) * (x1 - x0) / (y1 - y0) <= x + 0.5
    assert bool(covered(region, (30, 40))[y, x]) is (crossings % 2 == 1)


def test_strong_edges_are_where_the_golden_steps_and_a_width_around() -> None:
    grey = make_image(20, 20, 50)
    grey[:, 10:] = 100
    edges = near_edges(grey, EdgeTolerance(factor=2.0, width_px=2, step_levels=40))
    assert np.flatnonzero(edges[10]).tolist() == [7, 8, 9, 10, 11, 12]


def test_a_faint_edge_is_none() -> None:
    grey = make_image(20, 20, 50)
    grey[:, 10:] = 80
    assert not near_edges(grey, EdgeTolerance(factor=2.0, width_px=2, step_levels=40)).any()


OTHER = RequiredComparator(model_sha256="d" * 64)


@pytest.mark.parametrize(
    ("required", "says"),
    [
        (OTHER, "the comparator is cccccccccccc, its recipe demands dddddddddddd"),
        (RequiredComparator(device="GPU"), "the comparator runs on CPU, its recipe demands GPU"),
    ],
    ids=["model", "device"],
)
def test_a_recipe_made_for_another_comparator_is_refused(required: RequiredComparator, says: str) -> None:
    with pytest.raises(RecipeError, match=says):
        check_comparator(Recipe(comparator=required), "c" * 64, "CPU", "PN-1042 r001")


def test_a_recipe_may_ask_for_a_warning_instead() -> None:
    recipe = Recipe(comparator=OTHER.model_copy(update={"otherwise": "warn"}))
    assert "demands dddddddddddd" in check_comparator(recipe, "c" * 64, "CPU", "PN-1042 r001")


def test_a_recipe_with_its_comparator_is_taken_without_a_word() -> None:
    recipe = Recipe(comparator=RequiredComparator(model_sha256="c" * 64, device="CPU"))
    assert check_comparator(recipe, "c" * 64, "CPU", "PN-1042 r001") == ""


def test_no_gauge_is_made_of_a_recipe_with_another_comparator() -> None:
    golden = make_golden(make_image(64, 64), Recipe(comparator=OTHER))
    with pytest.raises(RecipeError, match="its recipe demands"):
        learn_gauge(golden, load_comparator("onnx", ("CPU",), SHIPPED_MODELS / "classical"))
