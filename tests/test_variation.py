"""What good parts vary by: measured in a known way, kept without loss, refused when damaged, never without end."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import sets
from click.testing import CliRunner, Result
from comparators import MODELS, SHIPPED_MODELS
from hypothesis import given
from hypothesis import strategies as st
from makers import (
    FIGURES,
    make_alignment,
    make_capture,
    make_deviation,
    make_golden,
    make_image,
    make_inspection,
    make_rejected,
)
from numpy.typing import NDArray
from variation import escapes, judged

from inspector.calibrate import tolerance as limits
from inspector.calibrate.goods import take_in
from inspector.calibrate.growth import check_growth, growth, growth_of
from inspector.calibrate.tolerance import Good, leave_out, tolerance
from inspector.calibrate.variation import Bounds, Gathering, middle_for, outside
from inspector.cli.vary import vary
from inspector.decide.rules import learn
from inspector.errors import InputError, RecipeError
from inspector.golden.golden import Golden
from inspector.golden.library import load_active, load_revision
from inspector.golden.recipe import Ignore, Limits, Recipe, Zone
from inspector.golden.used_pictures import UsedPictures, write_used
from inspector.golden.variation import (
    TOLERANCE_CAP,
    Middle,
    Variation,
    in_half_precision,
    read_variation,
    write_variation,
)
from inspector.image_file import encode_png, picture_sha256, read_image
from inspector.part import Alignment, AlignmentMethod, Deviation, Inspection, Outcome, RefusedAlignment


def make_variation(**fields: Any) -> Variation:
    rng = np.random.default_rng(1)
    made = Variation(
        middle=in_half_precision(rng.uniform(0.0, 255.0, (6, 8, 3))),
        spread=in_half_precision(rng.uniform(0.0, 9.0, (6, 8, 3))),
        tolerance=in_half_precision(rng.uniform(1.0, 3.0, (6, 8))),
        kind=Middle.MEDIAN,
        absolute_levels=12.0,
        factor=4.0,
        goods=7,
    )
    return replace(made, **fields)


def goods_of(*levels: int) -> list[Alignment]:
    return [make_alignment(make_image(grey=level)) for level in levels]


def measured(goods: list[Alignment], kind: Middle) -> Variation:
    gathering = Gathering(make_image(), kind)
    for good in goods:
        gathering.add(good)
    return gathering.variation(np.ones((48, 64), np.float32), Bounds())


def scores(*places: tuple[int, int, float], background: float = 0.1) -> Deviation:
    """Return scores (24, 32) at half the size of the golden, `background` but at the places (y, x, score)."""
    field = np.full((24, 32), background, np.float32)
    for y, x, score in places:
        field[y, x] = score
    return make_deviation(field, 0.5)


# --- the value and its bytes


def test_what_is_written_is_read_again_to_the_bit() -> None:
    variation = make_variation()
    again = read_variation(write_variation(variation))
    for name in ("middle", "spread", "tolerance"):
        np.testing.assert_array_equal(getattr(again, name), getattr(variation, name))
    assert (again.kind, again.absolute_levels, again.factor, again.goods) == (Middle.MEDIAN, 12.0, 4.0, 7)


def test_the_same_variation_gives_the_same_bytes() -> None:
    assert write_variation(make_variation()) == write_variation(make_variation())


def test_what_was_read_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        read_variation(write_variation(make_variation())).tolerance[0, 0] = 3.0


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"tolerance": np.full((6, 8), 0.9, np.float32)}, r"tolerance goes from 0.9 to 0.9, expected 1 to 3"),
        ({"tolerance": np.full((6, 8), 3.5, np.float32)}, r"tolerance goes from 3.5"),
        ({"tolerance": np.full((6, 8), np.nan, np.float32)}, r"tolerance goes from nan"),
        ({"tolerance": np.ones((6, 7), np.float32)}, r"tolerance is float32 \(6, 7\), expected float32 \(6, 8\)"),
        ({"tolerance": np.ones((6, 8), np.float64)}, r"tolerance is float64"),
        ({"spread": np.full((6, 8, 3), -1.0, np.float32)}, r"spread goes from -1"),
        ({"spread": np.full((6, 8, 3), np.inf, np.float32)}, r"spread goes from inf"),
        ({"middle": np.full((6, 8, 3), 256.0, np.float32)}, r"middle goes from 256"),
        ({"middle": np.zeros((6, 8, 2), np.float32)}, r"middle is \(6, 8, 2\)"),
        ({"goods": 1}, r"goods = 1"),
        ({"factor": 0.0}, r"factor = 0.0"),
        ({"absolute_levels": float("nan")}, r"absolute_levels = nan"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_a_variation_that_cannot_be_is_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(RecipeError, match=says):
        make_variation(**fields)


def packed(**arrays: Any) -> bytes:
    """Return the bytes of a whole `variation.npz`, but for the arrays given."""
    with np.load(io.BytesIO(write_variation(make_variation())), allow_pickle=False) as held:
        whole = {name: held[name] for name in held.files}
    sink = io.BytesIO()
    np.savez(sink, allow_pickle=True, **{name: each for name, each in (whole | arrays).items() if each is not None})
    return sink.getvalue()


def facts(**fields: Any) -> NDArray[np.uint8]:
    whole = {"schema": 1, "kind": "mean", "absolute_levels": 12.0, "factor": 4.0, "goods": 5} | fields
    return np.frombuffer(json.dumps(whole).encode(), np.uint8)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no npz"),
        (b"not a zip at all", "no npz"),
        (write_variation(make_variation())[:-40], "no npz"),
        (packed(spread=None), r"it holds \['facts', 'middle', 'tolerance'\]"),
        (packed(more=np.ones(1)), "it holds"),
        (packed(facts=facts(schema=2)), "schema = 2"),
        (packed(facts=facts(kind="mode")), "kind = 'mode'"),
        (packed(facts=facts(what=1)), "what: unknown key"),
        (packed(facts=np.ones(3)), "facts is float64"),
        (packed(middle=np.zeros((6, 8, 3), np.float32)), "middle is float32, expected float16"),
        (packed(tolerance=np.full((6, 8), np.nan, np.float16)), "tolerance goes from nan"),
        (packed(spread=np.array([{"a": 1}], dtype=object)), "no npz"),
    ],
    ids=["empty", "text", "cut", "less", "more", "schema", "kind", "key", "facts", "precision", "nan", "pickle"],
)
def test_damaged_bytes_are_refused(data: bytes, says: str) -> None:
    with pytest.raises(RecipeError, match=says):
        read_variation(data)


def test_a_variation_with_a_changed_byte_is_read_or_refused_and_nothing_else() -> None:
    whole, refused = write_variation(make_variation()), 0
    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :]
        try:
            read_variation(changed)
        except RecipeError:
            refused += 1
    assert refused > 0.8 * len(whole)


def test_a_file_that_unpacks_without_end_is_refused_unread() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("middle.npy", bytes(2**20))
        bomb.filelist[0].file_size = 2**30
    with pytest.raises(RecipeError, match="1073741824 bytes unpacked, at most 536870912"):
        read_variation(sink.getvalue())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    with pytest.raises(RecipeError):
        read_variation(data)


@pytest.mark.parametrize(
    "field",
    [np.full((48, 64), 0.99, np.float32), np.full((48, 64), 3.01, np.float32), np.ones((48, 63), np.float32)],
    ids=["narrower", "above the cap", "another size"],
)
def test_a_golden_refuses_a_tolerance_that_is_none(field: NDArray[np.float32]) -> None:
    with pytest.raises(RecipeError, match="use golden PN-1042 r001: tolerance"):
        replace(make_golden(), tolerance=field)


# --- pixel by pixel


@pytest.mark.parametrize(
    ("goods", "kind"),
    [(3, Middle.MEAN), (4, Middle.MEAN), (5, Middle.MEDIAN), (32, Middle.MEDIAN), (33, Middle.MEAN)],
)
def test_few_goods_have_a_mean_some_a_median_and_many_a_mean(goods: int, kind: Middle) -> None:
    assert middle_for(goods) is kind


def test_two_goods_say_nothing_of_variation() -> None:
    with pytest.raises(InputError, match="2 good parts can be used, at least 3 are wanted"):
        middle_for(2)


def test_mean_and_standard_deviation_are_those_of_the_pictures() -> None:
    rng = np.random.default_rng(3)
    pictures = rng.integers(0, 256, (40, 48, 64), np.uint8)
    variation = measured([make_alignment(picture) for picture in pictures], Middle.MEAN)
    # 1/8 grey level is what half precision keeps near 255.
    np.testing.assert_allclose(variation.middle, pictures.mean(axis=0), atol=0.13)
    np.testing.assert_allclose(variation.spread, pictures.std(axis=0, ddof=1), atol=0.13)


def test_one_bad_picture_moves_the_mean_but_not_the_median() -> None:
    goods = goods_of(100, 101, 102, 103, 250)
    assert float(measured(goods, Middle.MEDIAN).middle[0, 0]) == 102.0
    assert float(measured(goods, Middle.MEAN).middle[0, 0]) > 130.0


def test_the_median_deviation_is_that_of_a_normal_spread() -> None:
    rng = np.random.default_rng(4)
    pictures = np.rint(rng.normal(120.0, 10.0, (32, 48, 64))).astype(np.uint8)
    spread = measured([make_alignment(picture) for picture in pictures], Middle.MEDIAN).spread
    # 32 draws scatter the figure of one pixel; over 3072 pixels its mean is known to a few percent.
    assert float(spread.mean()) == pytest.approx(10.0, rel=0.07)


@pytest.mark.parametrize("kind", list(Middle))
def test_where_a_good_was_not_seen_it_does_not_count(kind: Middle) -> None:
    goods = goods_of(100, 102, 104, 103, 101, 255)
    unseen = np.ones((48, 64), np.bool_)
    unseen[0, 0] = False
    goods[-1] = replace(goods[-1], valid=unseen)
    assert float(measured(goods, kind).middle[0, 0]) == 102.0
    assert float(measured(goods, kind).middle[1, 1]) > 102.0


@pytest.mark.parametrize("kind", list(Middle))
def test_where_fewer_than_two_goods_were_seen_the_golden_stands(kind: Middle) -> None:
    nowhere = np.zeros((48, 64), np.bool_)
    goods = [*goods_of(50), *(replace(good, valid=nowhere) for good in goods_of(60, 70, 80, 90))]
    variation = measured(goods, kind)
    assert float(variation.middle[5, 5]) == 120.0
    assert float(variation.spread[5, 5]) == 0.0


def test_outside_is_told_in_units_of_the_larger_of_both_limits() -> None:
    spread = np.zeros((6, 8, 3), np.float32)
    spread[0, 0] = 10.0
    variation = make_variation(middle=np.full((6, 8, 3), 100.0, np.float32), spread=spread)
    image = np.full((6, 8, 3), 124, np.uint8)
    field = outside(variation, image)
    assert field.dtype == np.float32
    assert field.shape == (6, 8)
    assert float(field[3, 3]) == pytest.approx(24.0 / 12.0)
    assert float(field[0, 0]) == pytest.approx(24.0 / 40.0)


def test_the_colour_that_lies_furthest_out_speaks() -> None:
    variation = make_variation(middle=np.full((6, 8, 3), 100.0, np.float32), spread=np.zeros((6, 8, 3), np.float32))
    image = np.full((6, 8, 3), 100, np.uint8)
    image[2, 2] = (100, 64, 112)
    assert float(outside(variation, image)[2, 2]) == pytest.approx(3.0)
    assert float(outside(variation, image)[0, 0]) == 0.0


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(InputError, match=r"the image is \(48, 64\), it \(6, 8, 3\)"):
        outside(make_variation(), make_image())


# --- the tolerance


def test_parts_that_stay_far_below_the_limit_widen_nothing() -> None:
    rules = learn(make_golden())
    assert float(tolerance([scores()] * 3, rules).max()) == 1.0


def test_the_limit_widens_where_goods_are_restless_and_near_it_and_nowhere_else() -> None:
    rules = learn(make_golden())
    wide = tolerance([scores((5, 6, 1.6)), scores(), scores()], rules)
    assert wide.shape == (48, 64)
    assert float(wide[10, 12]) == pytest.approx(1.6 * limits.MARGIN)
    assert float(wide[10, 12 + limits.REACH_PX]) == pytest.approx(1.6 * limits.MARGIN)
    assert float(wide[10, 12 + 2 * limits.REACH_PX]) == 1.0
    assert float(wide[40, 50]) == 1.0


def test_the_tolerance_ends_at_its_cap() -> None:
    rules = learn(make_golden())
    assert float(tolerance([scores((5, 6, 90.0))] * 3, rules).max()) == TOLERANCE_CAP
    assert float(tolerance([scores((5, 6, 90.0))] * 3, rules, cap=2.0).max()) == 2.0


def test_no_caller_gets_past_the_cap() -> None:
    rules = learn(make_golden())
    assert float(tolerance([scores((5, 6, 90.0))] * 3, rules, cap=9.0).max()) == TOLERANCE_CAP


def test_restlessness_is_measured_in_the_limit_of_its_zone() -> None:
    zone = Zone(name="pins", box=(0, 0, 32, 48), limits=Limits(deviation=0.5))
    rules = learn(make_golden(recipe=Recipe(zones=(zone,))))
    wide = tolerance([scores((10, 3, 0.6), (10, 28, 0.6))] * 3, rules)
    assert float(wide[20, 6]) == pytest.approx(1.2 * limits.MARGIN, abs=1e-3)
    assert float(wide[20, 56]) == 1.0


def test_what_is_ignored_or_unseen_widens_nothing() -> None:
    rules = learn(make_golden(recipe=Recipe(ignore=(Ignore(box=(0, 0, 32, 48), why="label"),))))
    unseen = scores((10, 28, 5.0))
    nowhere = replace(unseen, valid=np.zeros((24, 32), np.bool_))
    assert float(tolerance([scores((10, 3, 5.0)), nowhere, nowhere], rules).max()) == 1.0


def test_from_twenty_goods_on_one_bad_part_among_them_opens_no_hole() -> None:
    rules = learn(make_golden())
    bad = scores((5, 6, 2.0))
    assert float(tolerance([bad] + [scores()] * 18, rules).max()) == pytest.approx(2.5)
    assert float(tolerance([bad] + [scores()] * 19, rules).max()) == 1.0
    assert float(tolerance([bad, bad] + [scores()] * 18, rules).max()) == pytest.approx(2.5)


def test_a_golden_of_odd_size_is_covered_to_its_edge() -> None:
    rules = learn(make_golden(make_image(47, 63)))
    field = make_deviation(np.full((24, 32), 1.2, np.float32), 0.5)
    assert tolerance([field] * 3, rules).shape == (47, 63)
    smaller = make_deviation(np.full((23, 31), 1.2, np.float32), 0.5)
    assert float(tolerance([smaller] * 3, rules)[46, 62]) == pytest.approx(1.5)


@given(st.lists(st.floats(0.0, 50.0, width=32), min_size=3, max_size=25))
def test_a_tolerance_never_narrows_and_never_leaves_its_cap(levels: list[float]) -> None:
    rules = learn(make_golden())
    wide = tolerance([scores((5, 6, level)) for level in levels], rules)
    assert 1.0 <= float(wide.min()) <= float(wide.max()) <= TOLERANCE_CAP


def test_a_tolerance_that_grows_too_far_needs_a_person() -> None:
    new = np.ones((48, 64), np.float32)
    new[7, 9] = 1.6
    with pytest.raises(InputError, match=r"PN-1042: at x 9, y 7 the limit would grow 1.60-fold.*0.03%.*--allow"):
        check_growth(growth(new, None), "PN-1042")


def test_growth_counts_from_the_tolerance_that_is_active() -> None:
    active = np.full((48, 64), 1.5, np.float32)
    check_growth(growth(np.full((48, 64), 2.25, np.float32), active), "PN-1042")
    with pytest.raises(InputError, match=r"grow 1.51-fold"):
        check_growth(growth(np.full((48, 64), 2.26, np.float32), active), "PN-1042")


def test_without_an_active_tolerance_growth_counts_from_none() -> None:
    check_growth(growth(np.full((48, 64), 1.5, np.float32), None), "PN-1042")


def widened(tolerance: float, deviation: float, height: int = 48) -> Golden:
    """Return a golden with one limit, and one tolerance, all over."""
    golden = make_golden(make_image(height), Recipe(limits=Limits(deviation=deviation)))
    return replace(golden, tolerance=np.full((height, 64), tolerance, np.float32))


def test_a_limit_that_grows_through_deviation_and_tolerance_together_counts_as_one() -> None:
    active = widened(1.2, 0.5)
    assert growth_of(widened(1.5, 0.5), active).most == pytest.approx(1.25)
    assert growth_of(widened(1.2, 0.7), active).most == pytest.approx(1.4)
    with pytest.raises(InputError, match=r"grow 1.75-fold"):
        check_growth(growth_of(widened(1.5, 0.7), active), "PN-1042")


def test_a_tolerance_that_grows_is_seen_under_a_closer_limit_too() -> None:
    with pytest.raises(InputError, match=r"grow 2.50-fold"):
        check_growth(growth_of(widened(2.5, 0.1), widened(1.0, 0.5)), "PN-1042")


def test_a_golden_of_another_size_cannot_be_compared_place_by_place_and_its_tolerance_counts_from_none() -> None:
    active = widened(2.5, 0.5)
    assert growth_of(widened(1.4, 5.0, height=40), active).most == pytest.approx(1.4)
    with pytest.raises(InputError, match=r"grow 1.60-fold"):
        check_growth(growth_of(widened(1.6, 0.5, height=40), active), "PN-1042")


def test_what_is_ignored_before_or_after_does_not_grow() -> None:
    ignored = Recipe(limits=Limits(deviation=0.5), ignore=(Ignore(box=(0, 0, 9, 9), why="label"),))
    open_golden = make_golden(recipe=Recipe(limits=Limits(deviation=0.5)))
    for new, active in ((make_golden(recipe=ignored), open_golden), (open_golden, make_golden(recipe=ignored))):
        assert growth_of(new, active).most == 1.0


# --- good parts, taken in


def good(name: str, deviation: Deviation) -> Good:
    return Good(name, make_alignment(), deviation)


def patch_of(score: float) -> Deviation:
    """Return scores with 5 x 5 map px of one score: a defect's size."""
    field = np.full((24, 32), 0.1, np.float32)
    field[8:13, 8:13] = score
    return make_deviation(field, 0.5)


def test_a_good_is_judged_by_the_others_only() -> None:
    alone = [good("a", patch_of(1.2)), *(good(name, scores()) for name in "bcd")]
    assert leave_out(alone, make_golden())[0].after.outcome is Outcome.REJECT


def test_a_good_that_others_are_like_passes_under_their_tolerance() -> None:
    alike = [*(good(name, patch_of(1.2)) for name in "ab"), *(good(name, scores()) for name in "cd")]
    said = leave_out(alike, make_golden())
    assert [each.before.outcome for each in said] == [Outcome.REJECT] * 2 + [Outcome.PASS] * 2
    assert [each.after.outcome for each in said] == [Outcome.PASS] * 4


def inspected(name: str, grey: int, deviation: Deviation | None = None) -> Inspection:
    picture = make_image(grey=grey)
    seen = replace(make_inspection(name), capture=make_capture(picture, name), alignment=make_alignment(picture))
    return replace(seen, deviation=deviation or scores())


def test_what_was_not_aligned_or_is_the_golden_itself_is_not_used_and_named() -> None:
    golden = make_golden()
    parts = [inspected(f"P{grey}", grey) for grey in (117, 119, 121)]
    taken = take_in([*parts, inspected("P120", 120), refused()], golden, Bounds())
    assert [each.name for each in taken.used] == ["P117", "P119", "P121"]
    assert {each.name: each.why for each in taken.unused} == {
        "P120": "it is the golden itself",
        "P8": "correlation 0.21, at least 0.50",
    }
    assert (taken.variation.goods, taken.variation.kind) == (3, Middle.MEAN)


def refused() -> Inspection:
    why = RefusedAlignment("correlation 0.21, at least 0.50", FIGURES, AlignmentMethod.SPARSE_ECC)
    return replace(make_rejected(), alignment=why)


def test_too_few_goods_that_can_be_used_are_refused_with_what_became_of_the_rest() -> None:
    parts = [inspected("P1", 117), inspected("P2", 118), refused()]
    with pytest.raises(InputError, match=r"2 good parts can be used.*P8: correlation 0.21"):
        take_in(parts, make_golden(), Bounds())


def test_goods_that_were_judged_with_a_tolerance_are_refused() -> None:
    golden = replace(make_golden(), tolerance=np.full((48, 64), 2.0, np.float32))
    with pytest.raises(InputError, match="the golden has a tolerance"):
        take_in([], golden, Bounds())


# --- the command


def write_library(folder: Path) -> NDArray[np.uint8]:
    """Write a product of one plain revision, and five good parts that are restless in the same corner."""
    rng = np.random.default_rng(6)
    golden = np.kron(rng.integers(120, 220, (20, 20)), np.ones((12, 12))).astype(np.uint8)
    revision = folder / "refs" / "PN-1042" / "r001"
    revision.mkdir(parents=True)
    (revision / "golden.png").write_bytes(encode_png(golden))
    (revision / "recipe.toml").write_text("")
    (revision.parent / "ACTIVE").write_text("r001\n")
    (folder / "goods").mkdir()
    for number in range(5):
        good = golden.astype(np.int16) + rng.normal(0.0, 1.5, golden.shape).astype(np.int16)
        good[150:166, 150 + number : 166 + number] -= 100
        (folder / "goods" / f"{number}.png").write_bytes(encode_png(np.clip(good, 0, 255).astype(np.uint8)))
    return golden


def run_vary(folder: Path, *words: str) -> Result:
    places = ["--good", str(folder / "goods"), "--golden-refs", str(folder / "refs"), "--models", str(MODELS)]
    return CliRunner().invoke(vary, ["PN-1042", *places, *words])


def test_a_draft_has_wider_limits_where_the_goods_were_restless_and_the_active_revision_stays(tmp_path: Path) -> None:
    write_library(tmp_path)
    ended = run_vary(tmp_path, "--allow", "--json", "--map", str(tmp_path / "map.png"))
    assert ended.exit_code == 0, ended.output
    said = json.loads(ended.stdout)
    assert said["draft"] == "r002"
    assert {each["before"] for each in said["left_out"].values()} == {"REJECT"}
    assert {each["after"] for each in said["left_out"].values()} == {"PASS"}
    drafted = load_revision(tmp_path / "refs", "PN-1042", "r002").tolerance
    assert drafted is not None
    assert float(drafted[158, 158]) > 1.5
    assert float(drafted[40, 40]) == 1.0
    assert load_active(tmp_path / "refs", "PN-1042").tolerance is None
    assert read_image(tmp_path / "map.png").shape == (240 + 56, 240, 3)


def test_limits_that_grow_too_far_are_not_drafted_unless_allowed(tmp_path: Path) -> None:
    write_library(tmp_path)
    ended = run_vary(tmp_path)
    assert isinstance(ended.exception, InputError)
    assert "cannot widen the limits of PN-1042" in str(ended.exception)
    assert not (tmp_path / "refs" / "PN-1042" / "r002").exists()


def test_a_dry_run_says_all_and_writes_nothing(tmp_path: Path) -> None:
    golden = write_library(tmp_path)
    (tmp_path / "goods" / "golden.png").write_bytes(encode_png(golden))
    ended = run_vary(tmp_path, "--dry-run")
    assert "overkill 5 of 5" in ended.stdout
    assert "0 of 5 (0% to 43%) after" in ended.stdout
    assert "not used: golden.png: it is the golden itself" in ended.stdout
    assert "not known from good parts" in ended.stdout
    assert not (tmp_path / "refs" / "PN-1042" / "r002").exists()


def test_a_good_part_that_was_written_twice_says_nothing_twice(tmp_path: Path) -> None:
    write_library(tmp_path)
    assert cv2.imwrite(str(tmp_path / "goods" / "again.bmp"), read_image(tmp_path / "goods" / "0.png"))
    said = json.loads(run_vary(tmp_path, "--dry-run", "--json").stdout)
    assert (said["goods"], said["unused"]) == (5, {"again.bmp": "the same picture as 0.png"})


def test_a_part_that_was_taught_says_nothing_of_what_good_parts_vary_by(tmp_path: Path) -> None:
    write_library(tmp_path)
    taught = picture_sha256(read_image(tmp_path / "goods" / "0.png"))
    pictures = tmp_path / "refs" / "PN-1042" / "r001" / "pictures.json"
    pictures.write_bytes(write_used(UsedPictures(taught=(taught,))))
    said = json.loads(run_vary(tmp_path, "--dry-run", "--json").stdout)
    assert (said["goods"], said["unused"]) == (4, {"0.png": "it was taught"})


@pytest.mark.data
@pytest.mark.skipif(not sets.is_there("aliens"), reason="the set aliens is not beside the checkout")
def test_at_the_shipped_limit_the_tolerance_takes_a_third_of_overkill_on_figures_that_bend_for_no_escape() -> None:
    golden, good, bad = judged(SHIPPED_MODELS)
    plain = replace(golden, recipe=Recipe(limits=Limits(deviation=1.0)))
    said = leave_out(good, plain)
    before, after = (
        sum(outcome is not Outcome.PASS for outcome in outcomes)
        for outcomes in ([each.before.outcome for each in said], [each.after.outcome for each in said])
    )
    assert after <= before * 2 / 3
    wide = tolerance([each.deviation for each in good], learn(plain))
    assert escapes(bad, replace(plain, tolerance=wide)) == escapes(bad, plain) == 0
