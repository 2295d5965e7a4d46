"""Near the limit the exact form of a network decides, far from it the quick one; both from one card."""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from archives import LINE
from archives import judged as judged_by
from comparators import SHIPPED_MODELS, make_models, other_limit
from lines import board, board_with_hole, learnt
from makers import make_capture, make_golden
from typing_extensions import override

from inspector.compare.card_file import CARD_FILE
from inspector.compare.comparator import Comparison, Engine, SecondLook
from inspector.compare.second_look import NearLimitComparison
from inspector.decide.decide import is_near
from inspector.errors import RecipeError
from inspector.part import Alignment, Deviation, Inspection, Outcome, Reason
from inspector.station.judging import judge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.material import find_model, read_model
from inspector.wiring.pairs import learn_gauge, system_clock

QUICK_CARD = "comparator.quick.json"


@dataclass
class Told(Comparison):
    """A comparison that finds the same score everywhere, and counts how often it is asked."""

    name: str
    score: float
    asked: int = 0
    warnings: tuple[str, ...] = ()

    @property
    @override
    def engine(self) -> Engine:
        return Engine(self.name, self.name * 64, "told 1.0", "CPU", self.warnings)

    @property
    @override
    def second_look(self) -> None:
        return

    @override
    def compare(self, alignment: Alignment) -> Deviation:
        self.asked += 1
        height, width = alignment.image.shape[:2]
        scores = np.full((height // 2, width // 2), self.score, np.float32)
        return Deviation(scores, np.ones(scores.shape, np.bool_), 0.5, self.name, self.name * 64)


def judged(quick: Comparison, exact: Comparison) -> Inspection:
    gauge = learnt(NearLimitComparison(quick, SecondLook(exact, 0.8, 1.25)))
    return judge(make_capture(board()), gauge, system_clock())


@pytest.mark.parametrize(
    ("quick", "exact", "outcome"),
    [(0.9, 1.1, Outcome.REJECT), (1.2, 0.9, Outcome.PASS), (0.8, 0.7, Outcome.PASS), (0.81, 3.0, Outcome.REJECT)],
)
def test_near_the_limit_the_exact_form_decides(quick: float, exact: float, outcome: Outcome) -> None:
    forms = Told("q", quick), Told("e", exact)
    found = judged(*forms)
    assert (found.verdict.outcome, found.deviation and found.deviation.comparator) == (outcome, "e")
    assert (forms[0].asked, forms[1].asked) == (1, 1)


@pytest.mark.parametrize(("quick", "outcome"), [(0.79, Outcome.PASS), (1.25, Outcome.REJECT)])
def test_far_from_the_limit_the_quick_form_decides_alone(quick: float, outcome: Outcome) -> None:
    forms = Told("q", quick), Told("e", 1.0)
    found = judged(*forms)
    assert (found.verdict.outcome, found.deviation and found.deviation.comparator) == (outcome, "q")
    assert forms[1].asked == 0


def test_both_looks_are_in_the_times_of_the_part() -> None:
    found = judged(Told("q", 0.9), Told("e", 0.9)).stage_times
    assert found.total_ms >= found.align_ms + found.compare_ms + found.decide_ms > 0.0


class Scratched(Told):
    """A comparison that finds its score in a scratch one map pixel wide, and nothing elsewhere."""

    @override
    def compare(self, alignment: Alignment) -> Deviation:
        found = super().compare(alignment)
        scores = np.zeros_like(found.scores)
        scores[scores.shape[0] // 2, 4:24] = self.score
        return replace(found, scores=scores)


@pytest.mark.parametrize(("quick", "asked"), [(0.79, 0), (0.81, 1), (0.99, 1)])
def test_a_scratch_near_the_limit_is_looked_at_again_though_its_mean_over_a_square_is_far_below(
    quick: float, asked: int
) -> None:
    forms = Scratched("q", quick), Scratched("e", 1.01)
    found = judged(*forms).verdict
    assert (forms[1].asked, found.outcome) == (asked, Outcome.REJECT if asked else Outcome.PASS)


def test_a_part_without_a_score_is_not_looked_at_again() -> None:
    alone = judged(Told("q", 0.9), Told("e", 0.9))
    assert isinstance(alone.alignment, Alignment)
    assert alone.deviation is not None
    refused = replace(alone.verdict, outcome=Outcome.FAULT, reason=Reason.BAD_IMAGE, score=None)
    rules = learnt(Told("q", 0.9)).rules
    assert not is_near(refused, alone.alignment, alone.deviation, rules, (0.0, 2.0))


def test_what_either_form_warns_of_is_shown() -> None:
    quick, exact = Told("q", 0.1, warnings=("both",)), Told("e", 0.1, warnings=("both", "slow"))
    assert NearLimitComparison(quick, SecondLook(exact, 0.8, 1.25)).engine.warnings == ("both", "slow")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Return a models folder with two cards: the quick one, of a limit one percent higher, names the exact one."""
    folder = make_models(tmp_path / "models")
    golden, comparison = other_limit()
    card = json.loads((folder / CARD_FILE).read_text())
    for key, name, data in (
        ("golden_graph", "quick.golden.onnx", golden),
        ("comparison_graph", "quick.onnx", comparison),
    ):
        (folder / name).write_bytes(data)
        card[key] = {"file": name, "sha256": hashlib.sha256(data).hexdigest()}
    exact = {"file": CARD_FILE, "sha256": hashlib.sha256((folder / CARD_FILE).read_bytes()).hexdigest()}
    card |= {"name": "quick", "parity_tolerance": 0.9, "near_limit": {"card": exact, "low": 0.5, "high": 2.0}}
    (folder / QUICK_CARD).write_text(json.dumps(card))
    return folder


def test_one_card_loads_both_and_each_part_says_who_decided(models: Path) -> None:
    comparator = load_comparator("onnx", ("CPU",), models, 1, QUICK_CARD)
    gauge = learn_gauge(make_golden(board()), comparator)
    exact = load_comparator("onnx", ("CPU",), models, 1).engine
    found = judge(make_capture(board_with_hole()), gauge, system_clock())
    score = found.verdict.score or 0.0
    assert found.deviation
    assert found.deviation.comparator == (exact.comparator if 0.5 <= score < 2.0 else "quick")
    assert found.provenance.comparator == "quick"
    second = gauge.comparison.second_look
    assert second is not None
    assert second.comparison.engine == exact


def test_an_exact_form_that_was_changed_is_refused(models: Path) -> None:
    path = models / CARD_FILE
    path.write_text(path.read_text().replace('"version"', ' "version"'))
    with pytest.raises(RecipeError, match=rf"its \d+ bytes have sha256 \w+, expected \w+ by {QUICK_CARD}"):
        load_comparator("onnx", ("CPU",), models, 1, QUICK_CARD)


def test_what_is_packed_to_judge_elsewhere_holds_both(models: Path) -> None:
    sha256 = load_comparator("onnx", ("CPU",), models, 1, QUICK_CARD).engine.model_sha256
    packed = find_model(sha256, models)
    assert packed == read_model(models, QUICK_CARD)
    assert packed is not None
    assert packed.files.keys() >= {QUICK_CARD, CARD_FILE, "quick.onnx", "comparator.onnx"}


def test_the_hash_of_the_quick_form_changes_with_the_exact_one(models: Path) -> None:
    before = load_comparator("onnx", ("CPU",), models, 1, QUICK_CARD).engine
    card = json.loads((models / CARD_FILE).read_text())
    (models / CARD_FILE).write_text(json.dumps(card | {"about": "another one"}))
    quick = json.loads((models / QUICK_CARD).read_text())
    quick["near_limit"]["card"]["sha256"] = hashlib.sha256((models / CARD_FILE).read_bytes()).hexdigest()
    (models / QUICK_CARD).write_text(json.dumps(quick))
    after = load_comparator("onnx", ("CPU",), models, 1, QUICK_CARD).engine
    assert after == replace(before, model_sha256=after.model_sha256)
    assert after.model_sha256 != before.model_sha256


@pytest.mark.parametrize("folder", ["", "fast"], ids=["accurate", "fast"])
def test_the_shipped_8_bit_form_decides_as_the_f32_form_it_names(folder: str) -> None:
    golden = make_golden(LINE.golden()[240:720, 320:960])
    verdicts = []
    for card in (CARD_FILE, "comparator.int8.json"):
        gauge = learn_gauge(golden, load_comparator("openvino", ("CPU",), SHIPPED_MODELS / folder, 1, card))
        verdicts.append([judged_by(number, gauge).verdict.outcome for number in (1, 2, 14, 22, 75)])
    assert verdicts[0] == verdicts[1]
    assert {Outcome.PASS, Outcome.REJECT} <= set(verdicts[0])
