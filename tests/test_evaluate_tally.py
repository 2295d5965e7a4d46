"""The tally: pairs and verdicts in, every figure out, worked out by hand; the labels never touch a verdict."""

import json
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from evaluations import PLACE, fault, labelled, passed, refused, rejected, scored, write_mask
from makers import make_capture

from inspector.errors import InputError
from inspector.evaluate.document import EvaluationDocument, GroupDocument, RateDocument
from inspector.evaluate.labels import LabelledPair
from inspector.evaluate.lines import lines_of
from inspector.evaluate.prediction import Prediction
from inspector.evaluate.tally import Tally
from inspector.golden.used_pictures import Hand
from inspector.part import Box, Inspection

SMALL, WIDE = Box(10, 10, 15, 16), Box(30, 30, 55, 40)


def counted(pairs: Iterable[tuple[LabelledPair, Inspection]], pad_px: float = 0.0) -> EvaluationDocument:
    tally = Tally("parts.csv", pad_px)
    for pair, inspection in pairs:
        tally.add(pair, inspection)
    return tally.document()


def counts(rate: RateDocument) -> tuple[int, int]:
    return rate.count, rate.total


def mixed(folder: Path) -> list[tuple[LabelledPair, Inspection]]:
    """Return four good and five defective parts, judged in every way there is."""
    return [
        (labelled(folder, "good 1"), passed(0.2)),
        (labelled(folder, "good 2"), rejected(score=1.5)),
        (labelled(folder, "good 3"), refused()),
        (labelled(folder, "good 4"), fault()),
        (labelled(folder, "bad 1", SMALL, defect_class="pore"), passed(0.6)),
        (labelled(folder, "bad 2", SMALL, defect_class="pore"), rejected(SMALL)),
        (labelled(folder, "bad 3", WIDE, defect_class="scratch"), rejected(Box(30, 30, 55, 35))),
        (labelled(folder, "bad 4", SMALL, WIDE, defect_class="scratch"), refused()),
        (labelled(folder, "bad 5", WIDE, defect_class="scratch"), fault()),
    ]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> EvaluationDocument:
    return counted(mixed(tmp_path_factory.mktemp("mixed")))


def test_escapes_are_what_passed_and_overkill_what_did_not_however_it_came_about(document: EvaluationDocument) -> None:
    assert (counts(document.parts.escapes), counts(document.parts.overkill)) == ((1, 5), (3, 4))
    assert document.counts.outcomes == {"PASS": 2, "REJECT": 5, "RECHECK": 0, "FAULT": 2}
    assert (document.counts.not_aligned_good, document.counts.fault_defective) == (1, 1)
    assert [case.pair_id for case in document.escapes] == ["bad 1"]
    assert [case.pair_id for case in document.overkill] == ["good 2", "good 3", "good 4"]
    assert [case.pair_id for case in document.not_judged] == ["good 3", "good 4", "bad 4", "bad 5"]


def group(groups: list[GroupDocument], name: str) -> GroupDocument:
    return next(each for each in groups if each.name == name)


def test_each_class_has_its_own_parts_and_boxes(document: EvaluationDocument) -> None:
    pore, scratch = group(document.classes, "pore"), group(document.classes, "scratch")
    assert (counts(pore.escapes), counts(scratch.escapes)) == ((1, 2), (0, 3))
    assert (counts(pore.boxes_found), counts(scratch.boxes_found)) == ((1, 2), (1, 4))
    # Good 0.2, 1.5, inf, inf; pores 0.6 and 2.0: (1 + 0 + 0 + 0 + 1 + 1 + 0 + 0) / 8.
    assert pore.auroc.value == pytest.approx(3 / 8)
    # Scratches 2.0, inf, inf: (2 + 3 + 3) / 12, each of the 2 x 2 ties half.
    assert scratch.auroc.value == pytest.approx(8 / 12)


def test_a_part_is_of_the_size_of_its_largest_defect_and_each_box_of_its_own(document: EvaluationDocument) -> None:
    assert [each.name for each in document.sizes] == ["< 8 px", "16-32 px"]
    small, wide = document.sizes
    assert (counts(small.escapes), counts(wide.escapes)) == ((1, 2), (0, 3))
    assert (counts(small.boxes_found), counts(wide.boxes_found)) == ((1, 3), (1, 3))


def test_half_a_box_is_found_at_a_third_and_not_at_a_half(document: EvaluationDocument) -> None:
    third, half = document.boxes
    assert (third.least_iou, half.least_iou) == (0.33, 0.5)
    assert (counts(third.recall), counts(half.recall)) == ((2, 6), (1, 6))
    assert (counts(third.precision), counts(half.precision)) == ((2, 3), (1, 3))
    # By score: two at 2.0, which share a precision, then the good part's at 1.5.
    assert third.average_precision.value == pytest.approx((2 / 2 + 2 / 2) / 6)
    assert half.average_precision.value == pytest.approx((1 / 2) / 6)


def test_loosely_drawn_boxes_are_met_by_grown_ones(tmp_path: Path) -> None:
    pair = labelled(tmp_path, "loose", Box(10, 10, 30, 30))
    plain, grown = (counted([(pair, rejected(Box(15, 15, 25, 25)))], pad) for pad in (0.0, 5.0))
    assert (counts(plain.boxes[1].recall), counts(grown.boxes[1].recall)) == ((0, 1), (1, 1))


def test_changing_the_labels_changes_the_counts_and_no_verdict(tmp_path: Path) -> None:
    inspections = [passed(0.4), rejected(score=1.2), passed(0.9), rejected(score=3.0)]
    one = [labelled(tmp_path, f"P{number}", *(PLACE,) * (number % 2)) for number in range(4)]
    other = [labelled(tmp_path, f"P{number}", *(PLACE,) * (1 - number % 2)) for number in range(4)]
    first, second = (counted(zip(pairs, inspections, strict=True)) for pairs in (one, other))
    assert first.counts.outcomes == second.counts.outcomes
    assert counts(first.parts.escapes) == (0, 2)
    assert counts(second.parts.escapes) == (2, 2)
    assert [case.score for case in second.escapes] == [0.4, 0.9]


def test_a_golden_compared_with_itself_counts_nowhere(tmp_path: Path) -> None:
    pair, inspection = labelled(tmp_path, "golden.png"), passed()
    named = replace(inspection, provenance=replace(inspection.provenance, golden_sha256=sha_of(pair)))
    document = counted([(pair, named), (labelled(tmp_path, "other"), inspection)])
    assert (document.counts.pairs, document.counts.left_out) == (1, ["golden.png"])


def sha_of(pair: LabelledPair) -> str:
    return sha256(pair.pair.capture.read_bytes()).hexdigest()


def test_what_had_a_hand_in_what_judges_it_counts_nowhere_and_is_named(tmp_path: Path) -> None:
    tally = Tally("parts.csv", limits_on_record=True)
    tally.add(labelled(tmp_path, "new"), passed())
    for name, hand in (("a", Hand.LIMITS), ("b", Hand.TAUGHT), ("c", Hand.LIMITS)):
        assert tally.add(labelled(tmp_path, name), rejected(), hand) is None
    document = tally.document()
    assert (document.counts.pairs, counts(document.parts.overkill)) == (1, (0, 1))
    assert document.counts.left_out_by_hand() == [(Hand.TAUGHT, ["b"]), (Hand.LIMITS, ["a", "c"])]
    said = list(lines_of(document))
    assert "left out, the limits were set from it: a, c" in said
    assert "limits: those of the recipe that judged; none was chosen on these parts" in said


def test_a_document_of_before_is_read_and_its_left_out_are_goldens(document: EvaluationDocument) -> None:
    old = json.loads(document.model_dump_json())
    old["counts"] |= {"left_out": ["golden.png"]}
    del old["counts"]["left_out_hands"], old["method"]["limits_on_record"]
    read = EvaluationDocument.model_validate(old)
    assert read.counts.left_out_by_hand() == [(Hand.GOLDEN, ["golden.png"])]


def test_pixels_count_on_aligned_parts_whose_places_are_known(tmp_path: Path) -> None:
    mask = np.zeros((48, 64), np.bool_)
    mask[10:20, 10:20] = True
    scores = mask.astype(np.float32) * 2
    marked = labelled(tmp_path, "marked", PLACE, mask=write_mask(tmp_path / "mask.png", mask))
    document = counted(
        [
            (marked, scored(scores, rejected(PLACE))),
            (labelled(tmp_path, "good"), scored(np.zeros_like(scores), passed())),
            (labelled(tmp_path, "boxes alone", PLACE), scored(scores, rejected(PLACE))),
            (labelled(tmp_path, "not aligned"), refused()),
        ]
    )
    pixels = document.pixels
    assert (pixels.pictures, pixels.regions, pixels.defective_px, pixels.good_px) == (2, 1, 100, 2 * 48 * 64 - 100)
    assert (pixels.auroc.value, pixels.average_precision.value, pixels.pro.value) == pytest.approx((1.0, 1.0, 1.0))


def test_a_mask_of_another_size_than_its_capture_is_refused(tmp_path: Path) -> None:
    pair = labelled(tmp_path, "P1", PLACE, mask=write_mask(tmp_path / "mask.png", np.ones((48, 60), np.bool_)))
    with pytest.raises(InputError, match=r"it is 60 x 48 px, its capture 64 x 48; mark the capture itself"):
        counted([(pair, replace(rejected(), capture=make_capture()))])
    with pytest.raises(InputError, match=r"it is 60 x 48 px"):
        counted([(pair, replace(refused(), capture=make_capture()))])


def test_a_box_that_lies_outside_of_its_capture_is_refused(tmp_path: Path) -> None:
    pair = labelled(tmp_path, "P1", PLACE, Box(64, 10, 80, 20))
    with pytest.raises(InputError, match=r"P1: \(64, 10, 80, 20\) lies outside of its capture, 64 x 48 px; mark"):
        counted([(pair, replace(refused(), capture=make_capture()))])
    counted([(labelled(tmp_path, "P2", Box(-3, -3, 70, 50)), replace(rejected(), capture=make_capture()))])


def test_what_cannot_be_had_says_why_and_is_never_zero(tmp_path: Path) -> None:
    document = counted([(labelled(tmp_path, "good"), passed())])
    assert (document.parts.escapes.value, document.parts.escapes.undefined) == (None, "no defective part among them")
    assert (document.parts.precision.value, document.parts.precision.undefined) == (None, "no part was rejected")
    assert document.pixels.pro.undefined == "no aligned defective part with a mask among them"
    assert document.boxes[0].precision.undefined == "no box of a defect is known of them"


def test_lines_for_people_name_each_wrong_part_and_why(document: EvaluationDocument) -> None:
    said = "\n".join(lines_of(document))
    assert "parts.csv: 9 parts, 4 good, 5 defective" in said
    assert "  escapes              1 of 5  0.200 [0.005, 0.717]" in said
    assert "escape bad 1: PASS, score 0.600" in said
    assert "boxes above IoU 0.5, 9 captures" in said
    assert "overkill good 3: REJECT, not compared  correlation 0.21, at least 0.50" in said


def test_what_nobody_marked_is_one_line_instead_of_a_table(tmp_path: Path) -> None:
    said = list(lines_of(counted([(labelled(tmp_path, "good"), passed())])))
    assert "pixels: undefined: no aligned defective part with a mask among them" in said
    assert said.count("boxes: undefined: no box of a defect is known of them") == 1


def test_a_part_whose_name_is_no_utf_8_is_told_with_escapes(tmp_path: Path) -> None:
    """As pictures are called that were packed under Windows in China: half of a Chinese letter is no letter here."""
    name = "\udcb2\udcbb.png"
    tally = Tally(name)
    for pair_id, inspection in ((f"bad/{name}", passed()), ("P2", refused())):
        verdict = replace(inspection.verdict, message=name)
        tally.add(labelled(tmp_path, pair_id, PLACE), replace(inspection, verdict=verdict))
    tally.add(labelled(tmp_path, f"good/{name}"), passed(), Hand.TAUGHT)
    document = tally.document()
    said = document.model_dump_json() + "\n".join(lines_of(document))
    assert "escape bad/\\udcb2\\udcbb.png: PASS" in said
    assert said.encode("utf-8")
    assert Prediction.of(replace(fault(), part_id=name)).pair_id == "\\udcb2\\udcbb.png"


def test_a_first_part_that_cannot_be_read_hides_nothing_of_what_judged(tmp_path: Path) -> None:
    by = replace(fault().provenance, product="-", revision="-", golden_sha256="", recipe_sha256="")
    torn = (labelled(tmp_path, "torn"), replace(fault(), provenance=by))
    document = counted([torn, (labelled(tmp_path, "good"), passed()), torn])
    assert document.judged_by
    assert (document.judged_by.product, document.judged_by.golden_sha256) == ("PN-1042", "a" * 64)
