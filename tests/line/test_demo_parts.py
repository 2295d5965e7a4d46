"""The demo product through the whole chain, with the shipped golden, recipe and model."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector.demo.defects import DefectKind
from inspector.demo.line import DemoLine
from inspector.golden.library import load_active
from inspector.part import CameraFacts, Capture, Inspection, Outcome
from inspector.station.judging import Gauge, judge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.pairs import learn_gauge, system_clock

ROOT = Path(__file__).parents[2]
LINE = DemoLine(51)


@pytest.fixture(scope="module")
def gauge() -> Gauge:
    return learn_gauge(
        load_active(ROOT / "golden_refs", "demo-board"), load_comparator("onnx", ("CPU",), ROOT / "models")
    )


def inspect(number: int, gauge: Gauge) -> Inspection:
    capture = Capture(LINE.image(number), f"P{number}", 1, datetime.now(UTC), "test", CameraFacts())
    return judge(capture, gauge, system_clock())


def first_with(kind: DefectKind) -> int:
    """Return the first part with a defect of this kind that must be caught."""
    truths = ((number, LINE.truth(number)) for number in range(1, 2000))
    return next(number for number, truth in truths if truth and truth[0].kind is kind and truth[0].must_be_caught)


@pytest.mark.parametrize("kind", DefectKind, ids=lambda kind: kind.name.lower())
def test_every_kind_of_defect_is_rejected_and_found_where_it_is(kind: DefectKind, gauge: Gauge) -> None:
    number = first_with(kind)
    verdict, true = inspect(number, gauge).verdict, LINE.truth(number)[0].box
    assert verdict.outcome is Outcome.REJECT
    found = [defect.box_golden for defect in verdict.defects]
    assert [b for b in found if b.x0 < true.x1 and true.x0 < b.x1 and b.y0 < true.y1 and true.y0 < b.y1]


def test_good_parts_of_every_light_pass_with_room_to_spare(gauge: Gauge) -> None:
    good = [number for number in range(1, 200, 13) if not LINE.truth(number)]
    scores = [inspect(number, gauge).verdict.score for number in good]
    assert len(scores) > 8
    assert max(score if score is not None else 99.0 for score in scores) < 0.9
