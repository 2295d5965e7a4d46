"""The network in 8 bits runs as such on both runtimes, and is refused where it decides otherwise than in f32."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import openvino as ov
import pytest
from extras import require_extra
from makers import make_alignment, make_golden
from onnx import numpy_helper

require_extra("torch", "nncf")

import torch  # noqa: E402

from inspector.compare.card import Model, load_model  # noqa: E402
from inspector.compare.onnx import OnnxComparator  # noqa: E402
from inspector.compare.openvino import OpenVinoComparator, eight_bit_convolutions  # noqa: E402
from inspector.compare.prepare import to_tensor  # noqa: E402
from inspector.errors import ComparisonError, InputError, RecipeError  # noqa: E402
from inspector.train.agreement import Agreement, agreement, check_agreement  # noqa: E402
from inspector.train.catalogue import trained  # noqa: E402
from inspector.train.export import Scale  # noqa: E402
from inspector.train.half_weights import widened  # noqa: E402
from inspector.train.learnt_graphs import LearntGraphs  # noqa: E402
from inspector.train.model import Comparer, Learnt  # noqa: E402
from inspector.train.pairs import TrainingPair  # noqa: E402
from inspector.train.quantise import Extent, quantise  # noqa: E402
from inspector.train.ship import Made, ship  # noqa: E402
from inspector.train.ship_int8 import INT8_CARD, SIZE_PX, Attempt, made_pairs, ship_int8, write_int8  # noqa: E402
from inspector.train.ship_network import LAYOUT, made_network  # noqa: E402

Door = type[OpenVinoComparator] | type[OnnxComparator]
DOORS = pytest.mark.parametrize("door", [OpenVinoComparator, OnnxComparator], ids=["openvino", "onnx"])
SAME = Agreement(1000, 1.0, (0.996, 1.0), 1.0, 0.0, 0.5, 0.5)
HEAD = "/encoder/heads.1/conv/Conv_output_0"


@pytest.fixture(scope="module")
def pairs() -> tuple[TrainingPair, ...]:
    return made_pairs(trained(), 6, 1)


@pytest.fixture(scope="module")
def network() -> Comparer:
    """Return a network of random weights whose logits are far apart, as a trained one's are."""
    torch.manual_seed(3)
    random: Comparer = Comparer().eval()
    with torch.no_grad():
        random.decoder.last.weight.mul_(8.0)
    return random


@pytest.fixture(scope="module")
def folder(network: Comparer, pairs: tuple[TrainingPair, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a models folder with that network in f32 and in 8 bits."""
    models = tmp_path_factory.mktemp("models")
    ship(models, made_network(network, Scale(1.0, _middle(network, pairs)), "random", "nothing", ()))
    model = load_model(models)
    graphs = quantise(model.golden_graph, model.comparison_graph, pairs)
    write_int8(model, Attempt(*graphs, Extent.ENCODER_AND_DECODER, SAME))
    return models


def _middle(network: Comparer, pairs: tuple[TrainingPair, ...]) -> float:
    """Return a limit that some of the pictures exceed and others do not."""
    with torch.inference_mode():
        worst = [
            float(network(_tensor(pair.goldens[:1])[None], _tensor(picture[None]))[0].max())
            for pair in pairs
            for picture in (pair.good, pair.capture)
        ]
    return float(np.median(worst))


def _tensor(images: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> torch.Tensor:
    return torch.from_numpy(images.copy()).movedim(-1, -3).float() / 255.0


@pytest.fixture
def f32(folder: Path) -> Model:
    return load_model(folder)


@pytest.fixture
def int8(folder: Path) -> Model:
    return load_model(folder, INT8_CARD)


@DOORS
def test_it_gives_its_own_stored_scores_and_nothing_runs_otherwise_than_asked(door: Door, folder: Path) -> None:
    engine = door.load(folder, threads=1, card_file=INT8_CARD).engine
    assert engine.comparator == "siamese int8"
    assert engine.warnings == ()


def test_openvino_executes_its_convolutions_in_8_bits(f32: Model, int8: Model) -> None:
    found = [eight_bit_convolutions(_compiled(model.comparison_graph)) for model in (f32, int8)]
    assert found[0] == 0
    # Two in each of four stages, and one that smooths at each of four scales.
    assert found[1] == 12


def _compiled(graph: bytes) -> ov.CompiledModel:
    return ov.Core().compile_model(ov.Core().read_model(graph), "CPU", {"INFERENCE_PRECISION_HINT": ov.Type.f32})


def test_a_card_that_says_int8_over_an_f32_graph_is_told(f32: Model) -> None:
    pretending = replace(f32, card=f32.card.model_copy(update={"precision": "int8"}))
    assert OpenVinoComparator(pretending, threads=1).engine.warnings == (
        "asked for precision int8, no convolution runs in it",
    )


def test_golden_and_part_are_rounded_alike(int8: Model, pairs: tuple[TrainingPair, ...]) -> None:
    image = to_tensor(pairs[0].goldens[0], LAYOUT)
    session = ort.InferenceSession(int8.golden_graph, providers=["CPUExecutionProvider"])
    features = dict(
        zip((each.name for each in session.get_outputs()), session.run(None, {"golden": image}), strict=True)
    )
    comparison = onnx.load_from_string(int8.comparison_graph)
    comparison.graph.output.append(onnx.helper.make_empty_tensor_value_info(HEAD))
    other = ort.InferenceSession(comparison.SerializeToString(), providers=["CPUExecutionProvider"])
    (part,) = other.run([HEAD], features | {"capture": image})
    np.testing.assert_allclose(part, features["high_8"], atol=1e-5)


def test_it_takes_a_third_of_the_room_of_32_bits(folder: Path, f32: Model, int8: Model) -> None:
    assert folder.joinpath("comparator.onnx").stat().st_size == len(f32.comparison_graph)
    assert len(int8.comparison_graph) < 0.4 * len(widened(f32.comparison_graph))
    assert len(int8.comparison_graph) < len(f32.comparison_graph)


def test_fewer_convolutions_in_8_bits_lie_nearer_to_f32(
    f32: Model, int8: Model, pairs: tuple[TrainingPair, ...]
) -> None:
    fewer = quantise(f32.golden_graph, f32.comparison_graph, pairs, Extent.COARSE_ENCODER)
    graphs = ((f32.golden_graph, f32.comparison_graph), fewer, (int8.golden_graph, int8.comparison_graph))
    exact, near, far = (_graphs(*each).maps(pairs[0])[1] for each in graphs)
    assert 0.0 < np.abs(near - exact).mean() < np.abs(far - exact).mean()


def _graphs(golden: bytes, comparison: bytes) -> LearntGraphs:
    return LearntGraphs(golden, comparison, LAYOUT, SIZE_PX)


def test_the_guard_passes_what_decides_the_same(f32: Model, pairs: tuple[TrainingPair, ...]) -> None:
    graphs = _graphs(f32.golden_graph, f32.comparison_graph)
    found = agreement(graphs, graphs, pairs)
    assert (found.decisions, found.share_agreeing, found.ap_int8) == (2 * len(pairs), 1.0, found.ap_f32)
    check_agreement(replace(found, decisions=1000))


def test_near_the_limit_the_8_bit_form_need_not_agree(f32: Model, pairs: tuple[TrainingPair, ...]) -> None:
    exact = _graphs(f32.golden_graph, f32.comparison_graph)
    worst = [float(found.max()) for pair in pairs for found in exact.maps(pair)]
    # A little more everywhere: who was just below the limit is beyond it now.
    nudged = _changed(f32.comparison_graph, "decoder.last.bias", 1.02)
    found = agreement(exact, _graphs(f32.golden_graph, nudged), pairs)
    assert found.share_near >= sum(0.9 <= each < 1.1 for each in worst) / len(worst)
    assert found.share_alone <= found.share_agreeing == 1.0


def test_the_guard_refuses_a_broken_quantisation_with_its_figures(
    f32: Model, int8: Model, pairs: tuple[TrainingPair, ...]
) -> None:
    broken = _changed(int8.comparison_graph, "decoder.last.weight", 0.0)
    found = agreement(_graphs(f32.golden_graph, f32.comparison_graph), _graphs(int8.golden_graph, broken), pairs)
    with pytest.raises(
        InputError, match=r"ship the network in 8 bits: \d+\.\d\d % of 1000 decisions agree .* at least 99.9%"
    ):
        check_agreement(replace(found, decisions=1000))


def _changed(graph: bytes, weights: str, factor: float) -> bytes:
    model = onnx.load_from_string(graph)
    (found,) = (each for each in model.graph.initializer if weights in each.name)
    found.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(found) * np.float32(factor), found.name))
    return bytes(model.SerializeToString())


@pytest.mark.parametrize(
    "found",
    [replace(SAME, share_agreeing=0.9985), replace(SAME, ap_int8=0.4965), replace(SAME, decisions=999)],
    ids=["decisions", "precision", "too few to tell"],
)
def test_the_guard_refuses_each_figure_beyond_its_bound(found: Agreement) -> None:
    check_agreement(SAME)
    with pytest.raises(InputError, match="cannot ship the network in 8 bits"):
        check_agreement(found)


@DOORS
def test_a_score_that_is_no_number_is_a_fault_of_the_part(door: Door, int8: Model) -> None:
    broken = replace(int8, comparison_graph=_changed(int8.comparison_graph, "decoder.last.bias", np.nan))
    image = np.full((48, 64), 120, np.uint8)
    with pytest.raises(ComparisonError, match="siamese int8: its scores go from nan to nan"):
        door(broken, threads=1).learn(make_golden(image)).compare(make_alignment(image))


@DOORS
def test_a_golden_that_is_too_small_is_refused_and_grey_is_taken(door: Door, int8: Model) -> None:
    comparator = door(int8, threads=1)
    with pytest.raises(RecipeError, match="it is 64 x 24 px, at least 32 x 32 by the comparator"):
        comparator.learn(make_golden(np.zeros((24, 64), np.uint8)))
    grey = np.full((50, 70), 120, np.uint8)
    assert comparator.learn(make_golden(grey)).compare(make_alignment(grey)).scores.shape == (25, 35)


@DOORS
def test_several_goods_are_learnt_as_in_training(
    door: Door, f32: Model, network: Comparer, pairs: tuple[TrainingPair, ...]
) -> None:
    golden, good, other = pairs[0].goldens[0], pairs[0].good, pairs[1].good
    learnt = door(f32, threads=1).learn(make_golden(golden), (good, other))
    found = learnt.compare(make_alignment(pairs[0].capture)).scores
    with torch.inference_mode():
        each = _logits(network, network.learn_each(_tensor(np.stack([golden, good, other]))), pairs[0])
    limit = f32.card.limit.value
    scores = np.logaddexp(0.0, np.median(each, axis=0)) / np.logaddexp(0.0, limit)
    np.testing.assert_allclose(found, scores, atol=1e-3)
    assert float(np.abs(each[0] - np.median(each, axis=0)).max()) > 0.1


def _logits(network: Comparer, learnt: Learnt, pair: TrainingPair) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    logits, _ = network.compare(learnt, _tensor(pair.capture[None]))
    return np.asarray(logits[:, 0].numpy(), np.float32)


def test_too_few_pairs_to_tell_are_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"20 decisions are compared, at least 1000 .*: --check 500 or more$"):
        ship_int8(tmp_path / "none", 300, 10)


def test_a_comparator_that_was_exchanged_meanwhile_does_not_decide_near_the_limit(folder: Path, tmp_path: Path) -> None:
    models = shutil.copytree(folder, tmp_path / "models")
    model, before = load_model(models), (models / INT8_CARD).read_bytes()
    ship(models, Made(model.card.model_copy(update={"about": "another"}), {}))
    with pytest.raises(InputError, match=r"comparator.json is not what it was when this began; quantise what is"):
        write_int8(model, Attempt(model.golden_graph, model.comparison_graph, Extent.ENCODER, SAME))
    assert (models / INT8_CARD).read_bytes() == before


def test_a_network_that_is_in_8_bits_already_is_refused(int8: Model, pairs: tuple[TrainingPair, ...]) -> None:
    with pytest.raises(InputError, match="it is in 8 bits already"):
        quantise(int8.golden_graph, int8.comparison_graph, pairs)


def test_a_comparator_that_was_not_trained_is_refused(pairs: tuple[TrainingPair, ...]) -> None:
    classical = load_model(Path(__file__).parents[2] / "models" / "classical")
    with pytest.raises(InputError, match="it has no trained encoder"):
        quantise(classical.golden_graph, classical.comparison_graph, pairs)
