"""The contract of comparators, over both real runtimes and the model that ships."""

import resource
from pathlib import Path

import numpy as np
import openvino as ov
import pytest
from comparators import (
    MODELS,
    breaking_graph,
    full_size_graph,
    make_models,
    nan_graph,
    other_limit,
    plain_golden_graph,
)
from makers import make_golden
from numpy.typing import NDArray

from inspector.compare.card import load_model
from inspector.compare.onnx import OnnxComparator
from inspector.compare.openvino import OpenVinoComparator
from inspector.compare.parity import check_parity, measure_parity, read_vectors
from inspector.errors import ComparisonError, RecipeError, RuntimeLostError
from inspector.golden.recipe import Ignore, Recipe
from inspector.part import Alignment, AlignmentFigures, AlignmentMethod

Door = type[OpenVinoComparator] | type[OnnxComparator]
DOORS = pytest.mark.parametrize("door", [OpenVinoComparator, OnnxComparator], ids=["openvino", "onnx"])
FIGURES = AlignmentFigures(0.99, 0.1, 1.0, 1.0, 1.0, 0.0, 0.0)


@pytest.fixture(scope="module", params=[OpenVinoComparator, OnnxComparator], ids=["openvino", "onnx"])
def comparator(request: pytest.FixtureRequest) -> OpenVinoComparator | OnnxComparator:
    door: Door = request.param
    return door.load(MODELS, threads=1)


def board(height: int = 120, width: int = 161, seed: int = 5) -> NDArray[np.uint8]:
    """Return a made grey part: blocks of many levels with edges as optics give them."""
    rng = np.random.default_rng(seed)
    image = np.full((height, width), 90.0)
    for _ in range(30):
        y, x, h, w = (int(rng.integers(*span)) for span in ((0, height), (0, width), (6, 20), (6, 30)))
        image[y : y + h, x : x + w] = rng.integers(30, 220)
    around = np.pad(image, 1, mode="edge")
    mean = sum(around[r : r + height, c : c + width] for r in range(3) for c in range(3)) / 9.0
    return np.asarray(mean).astype(np.uint8)


def coloured(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.stack([image // 2, image, 255 - image], axis=2).astype(np.uint8)


def seen(image: NDArray[np.uint8], valid: NDArray[np.bool_] | None = None) -> Alignment:
    mask = np.ones(image.shape[:2], np.bool_) if valid is None else valid
    return Alignment(np.eye(3), image, mask, FIGURES, AlignmentMethod.SPARSE_ECC)


def spotted(image: NDArray[np.uint8], y: int, x: int, side: int, levels: int) -> NDArray[np.uint8]:
    changed = image.astype(np.int64)
    changed[y : y + side, x : x + side] += levels
    return np.clip(changed, 0, 255).astype(np.uint8)


Loaded = OpenVinoComparator | OnnxComparator


@pytest.mark.parametrize("part", [board(), coloured(board())], ids=["grey", "colour"])
def test_a_golden_compared_with_itself_deviates_nowhere_not_even_at_the_border(
    comparator: Loaded, part: NDArray[np.uint8]
) -> None:
    deviation = comparator.learn(make_golden(part)).compare(seen(part))
    assert deviation.scores.shape == (60, 81)
    assert deviation.scale == 0.5
    assert deviation.scores.max() == 0.0
    assert deviation.valid.all()


@pytest.mark.parametrize("levels", [60, -60], ids=["brighter", "darker"])
def test_a_spot_is_beyond_the_limit_where_it_is_and_nowhere_else(comparator: Loaded, levels: int) -> None:
    part = np.full((96, 96), 120, np.uint8)
    scores = comparator.learn(make_golden(part)).compare(seen(spotted(part, 40, 60, 10, levels))).scores
    assert scores[21:24, 31:34].min() > 1.0
    rows, columns = np.nonzero(scores >= 1.0)
    assert (rows.min() >= 18, rows.max() <= 26, columns.min() >= 28, columns.max() <= 36) == (True,) * 4


def test_a_small_feature_that_is_missing_is_beyond_the_limit(comparator: Loaded) -> None:
    part = np.full((96, 96), 120, np.uint8)
    scores = comparator.learn(make_golden(spotted(part, 40, 60, 6, 90))).compare(seen(part)).scores
    assert scores.max() > 1.0


def test_a_change_of_hue_at_the_same_grey_is_beyond_the_limit(comparator: Loaded) -> None:
    part = np.full((96, 96, 3), 120, np.uint8)
    dyed = part.copy()
    dyed[40:50, 40:50] = (190, 120, 93)
    grey = (0.114, 0.587, 0.299)
    assert float(dyed[45, 45] @ grey) == pytest.approx(float(part[45, 45] @ grey), abs=1.0)
    assert comparator.learn(make_golden(part)).compare(seen(dyed)).scores.max() > 1.0


@pytest.mark.parametrize("shift", [(0, 2), (2, 0), (-2, 2), (1, 0), (1, -1)], ids=str)
def test_a_good_part_two_pixels_aside_stays_within_the_limit(comparator: Loaded, shift: tuple[int, int]) -> None:
    part = np.pad(board(), 8, constant_values=90)
    moved = np.roll(part, shift, axis=(0, 1))
    assert comparator.learn(make_golden(part)).compare(seen(moved)).scores.max() < 1.0


def test_a_good_part_six_pixels_aside_does_not(comparator: Loaded) -> None:
    part = np.pad(board(), 8, constant_values=90)
    moved = np.roll(part, 6, axis=1)
    assert comparator.learn(make_golden(part)).compare(seen(moved)).scores.max() > 1.0


@pytest.mark.parametrize("levels", [20, 120], ids=["light", "stain"])
def test_only_faint_slow_changes_are_taken_for_light(comparator: Loaded, levels: int) -> None:
    part = board(240, 320)
    slope = np.linspace(0, levels, 320)[None, :]
    darker = np.clip(part - slope, 0, 255).astype(np.uint8)
    scores = comparator.learn(make_golden(part)).compare(seen(darker)).scores
    assert (scores.max() > 1.0) == (levels > 25)


def test_light_and_noise_that_alignment_leaves_stay_within_the_limit(comparator: Loaded) -> None:
    part = board()
    noise = np.random.default_rng(3).normal(0.0, 3.0, part.shape)
    again = np.clip(part * 1.03 + 2.0 + noise, 0, 255).astype(np.uint8)
    assert comparator.learn(make_golden(part)).compare(seen(again)).scores.max() < 1.0


def test_an_unseen_strip_scores_nothing_and_does_not_colour_its_neighbours(comparator: Loaded) -> None:
    part = board()
    mask = np.ones(part.shape, np.bool_)
    mask[:, 100:] = False
    black = part.copy()
    black[~mask] = 0
    deviation = comparator.learn(make_golden(part)).compare(seen(black, mask))
    assert deviation.scores.max() == 0.0
    np.testing.assert_array_equal(deviation.valid[0], np.arange(81) < 50)


def test_a_change_inside_an_ignore_box_does_not_count_outside_it_either(comparator: Loaded) -> None:
    part = np.full((96, 96), 120, np.uint8)
    recipe = Recipe(ignore=(Ignore(box=(40, 40, 60, 60), why="serial number"),))
    changed = spotted(part, 40, 40, 20, 120)
    assert comparator.learn(make_golden(part, recipe)).compare(seen(changed)).scores.max() == 0.0
    assert comparator.learn(make_golden(part)).compare(seen(changed)).scores.max() > 1.0


def test_the_same_part_gets_the_same_bits_again_after_a_reload_and_on_more_threads() -> None:
    part, capture = coloured(board()), coloured(spotted(board(), 30, 30, 14, 50))
    for door in (OpenVinoComparator, OnnxComparator):
        first = door.load(MODELS, threads=1).learn(make_golden(part))
        again = door.load(MODELS, threads=2).learn(make_golden(part))
        maps = [learnt.compare(seen(capture)).scores.tobytes() for learnt in (first, first, again, first)]
        assert maps == [maps[0]] * 4


def test_a_map_does_not_change_when_the_next_part_is_compared(comparator: Loaded) -> None:
    part = board()
    learnt = comparator.learn(make_golden(part))
    first = learnt.compare(seen(spotted(part, 30, 30, 14, 80)))
    kept = first.scores.tobytes()
    learnt.compare(seen(part))
    assert first.scores.tobytes() == kept


def test_two_goldens_learnt_from_one_comparator_do_not_mix(comparator: Loaded) -> None:
    one, other = board(seed=5), board(96, 128, seed=6)
    learnt_one, learnt_other = comparator.learn(make_golden(one)), comparator.learn(make_golden(other))
    assert learnt_one.compare(seen(one)).scores.max() == 0.0
    assert learnt_other.compare(seen(other)).scores.max() == 0.0
    assert learnt_one.compare(seen(one)).scores.max() == 0.0


def test_both_runtimes_give_the_same_scores() -> None:
    part, capture = coloured(board()), coloured(spotted(np.roll(board(), 3, axis=0), 50, 90, 9, -70))
    one, other = (door.load(MODELS).learn(make_golden(part)) for door in (OpenVinoComparator, OnnxComparator))
    expected = one.compare(seen(capture)).scores
    assert expected.max() > 1.0
    np.testing.assert_allclose(other.compare(seen(capture)).scores, expected, atol=1e-4)


def test_comparing_a_thousand_parts_does_not_take_more_memory(comparator: Loaded) -> None:
    part = board(240, 320)
    learnt, alignment = comparator.learn(make_golden(part)), seen(spotted(part, 30, 30, 14, 80))
    for _ in range(200):
        learnt.compare(alignment)
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(1_000):
        learnt.compare(alignment)
    # One leaked map would be 75 KiB a part, one leaked tensor 300 KiB: 75 MiB and more.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 20_000


def test_an_aligned_image_of_another_size_is_a_fault_of_the_part(comparator: Loaded) -> None:
    learnt = comparator.learn(make_golden(board()))
    with pytest.raises(ComparisonError, match=r"\(96, 128\), the golden \(120, 161\)"):
        learnt.compare(seen(board(96, 128)))


def test_a_golden_that_is_too_small_is_refused(comparator: Loaded) -> None:
    with pytest.raises(RecipeError, match="at least"):
        comparator.learn(make_golden(np.zeros((12, 64), np.uint8)))


def test_the_engine_says_what_runs_where(comparator: Loaded) -> None:
    engine = comparator.learn(make_golden(board())).engine
    assert engine == comparator.engine
    assert engine.comparator == "classical"
    assert engine.model_sha256 == load_model(MODELS).sha256
    assert engine.device in {"CPU", "CPUExecutionProvider"}
    assert engine.warnings == ()


@DOORS
def test_a_device_that_is_not_there_is_said_and_the_next_one_taken(door: Door) -> None:
    engine = door.load(MODELS, ("XPU", "CPU")).engine
    assert engine.device in {"CPU", "CPUExecutionProvider"}
    assert len(engine.warnings) == 1
    assert engine.warnings[0].startswith("device XPU is not there, only ")


@DOORS
def test_no_device_that_is_there_is_a_refusal_not_a_fall_back(door: Door) -> None:
    with pytest.raises(RecipeError, match="device XPU is not there"):
        door.load(MODELS, ("XPU",))


@DOORS
def test_an_engine_whose_scores_are_off_by_a_percent_may_not_judge(door: Door, tmp_path: Path) -> None:
    golden, comparison = other_limit()
    folder = make_models(tmp_path, golden=golden, comparison=comparison)
    with pytest.raises(RecipeError, match=r"differ by 0.0.* from the f32 reference, at most 0.0001 by the model card"):
        door.load(folder)
    door(load_model(folder))  # Only the gate refuses it.


@DOORS
def test_the_gate_sees_goods_and_defects_and_says_how_far_an_engine_is_off(door: Door) -> None:
    model = load_model(MODELS)
    parity = check_parity(door(model), model)
    assert parity.holds
    assert 0 < parity.defective < parity.pairs
    assert parity.max_difference < 1e-5
    assert not measure_parity(door(model), read_vectors(model), 1e-12).holds


@DOORS
def test_an_answer_that_is_no_number_is_a_fault_of_the_part(door: Door, tmp_path: Path) -> None:
    model = load_model(make_models(tmp_path, golden=plain_golden_graph(), comparison=nan_graph(), channels=[1]))
    learnt = door(model).learn(make_golden(board()))
    with pytest.raises(ComparisonError, match="scores go from nan to nan"):
        learnt.compare(seen(board()))


@DOORS
def test_a_runtime_that_fails_while_it_runs_is_lost(door: Door, tmp_path: Path) -> None:
    model = load_model(make_models(tmp_path, golden=plain_golden_graph(), comparison=breaking_graph(), channels=[1]))
    learnt = door(model).learn(make_golden(np.zeros((32, 32), np.uint8)))
    learnt.compare(seen(np.full((32, 32), 100, np.uint8)))
    with pytest.raises(RuntimeLostError, match="restart the station"):
        learnt.compare(seen(np.full((32, 32), 255, np.uint8)))


@DOORS
def test_a_model_whose_map_has_another_shape_is_refused_when_it_is_loaded(door: Door, tmp_path: Path) -> None:
    model = load_model(make_models(tmp_path, golden=plain_golden_graph(), comparison=full_size_graph(), channels=[1]))
    with pytest.raises(RecipeError, match=r"comparator.onnx: its map of 32 x 32 px is .*32.*32.*, expected .*16, 16"):
        door(model)


@DOORS
def test_a_pair_of_graphs_that_do_not_belong_together_is_refused(door: Door, tmp_path: Path) -> None:
    model = load_model(make_models(tmp_path, golden=plain_golden_graph()))
    with pytest.raises(RecipeError, match=r"its inputs are capture, golden_.*, expected capture, features"):
        door(model)


@DOORS
@pytest.mark.parametrize("which", ["golden", "comparison"])
def test_a_file_that_is_no_graph_is_refused_by_name(door: Door, which: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).bytes(600)
    folder = make_models(tmp_path, **{which: noise})
    with pytest.raises(RecipeError, match=r"comparator.*onnx: .* reads no graph in its 600 bytes"):
        door(load_model(folder))


def test_a_precision_the_processor_does_not_have_is_said(tmp_path: Path) -> None:
    model = load_model(make_models(tmp_path, precision="bf16"))
    has_bf16 = "BF16" in ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    expected = () if has_bf16 else ("asked for precision bf16, runs in f32",)
    assert OpenVinoComparator(model).engine.warnings == expected
