"""What the PLC reads of an inspection: numbers with a known truth."""

import math
from dataclasses import replace

import numpy as np
import pytest
from makers import make_alignment, make_inspection, make_rejected

from inspector.part import Box, Defect, Outcome, Polarity, Reason, Verdict
from inspector.plc.registers import NOT_COMPARED
from inspector.plc.result import result_words


def _defect(area_px: int) -> Defect:
    return Defect(Box(0, 0, 9, 9), Box(0, 0, 9, 9), area_px, 2.5, "part", Polarity.DARKER)


def test_a_passed_part_shows_its_id_outcome_and_score() -> None:
    words = result_words(make_inspection(trigger_id=41))
    assert (words.result_id, words.outcome, words.reason) == (41, Outcome.PASS, Reason.WITHIN_LIMITS)
    assert (words.score_milli, words.defect_count, words.largest_area) == (400, 0, 0)


def test_defects_are_counted_and_the_largest_is_told() -> None:
    verdict = Verdict(Outcome.REJECT, Reason.DEFECT, 2.5, (_defect(30), _defect(900), _defect(40)))
    words = result_words(replace(make_inspection(), verdict=verdict))
    assert (words.score_milli, words.defect_count, words.largest_area) == (2500, 3, 900)


@pytest.mark.parametrize(("score", "milli"), [(0.0, 0), (0.99999, 999), (1.0, 1000), (65.6, 65_534), (1e9, 65_534)])
def test_a_score_is_rounded_down_so_that_1000_always_means_at_the_limit(score: float, milli: int) -> None:
    verdict = Verdict(Outcome.REJECT, Reason.DEFECT, score, (_defect(30),))
    assert result_words(replace(make_inspection(), verdict=verdict)).score_milli == milli


def test_a_part_that_was_not_compared_never_reads_as_a_good_score() -> None:
    assert result_words(make_rejected()).score_milli == NOT_COMPARED


def test_a_part_that_lies_right_below_and_turned_clockwise_reads_positive() -> None:
    # Golden (64 x 48) has its centre at (31.5, 23.5); the part is turned by 2 degrees about it, then moved (+12.3, +4).
    turn = math.radians(2.0)
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    to_capture = np.eye(3)
    to_capture[:2, :2] = rotation
    to_capture[:2, 2] = np.array([31.5 + 12.3, 23.5 + 4.0]) - rotation @ np.array([31.5, 23.5])
    aligned = make_alignment(warp=np.linalg.inv(to_capture).astype(np.float64))
    words = result_words(replace(make_inspection(), alignment=aligned))
    assert (words.offset_x, words.offset_y, words.angle) == (123, 40, 200)
