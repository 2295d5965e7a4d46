"""Values are checked when they are made, and nothing can change or mislabel them afterwards."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from makers import FIGURES, MOMENT, make_alignment, make_capture, make_deviation, make_image, make_inspection
from numpy.typing import NDArray

from inspector.errors import PartError
from inspector.part import AlignmentMethod, Box, Outcome, Reason, RefusedAlignment, Verdict


def test_a_pass_cannot_be_made_at_its_limit() -> None:
    with pytest.raises(ValueError, match=r"below 1\.0"):
        Verdict(Outcome.PASS, Reason.WITHIN_LIMITS, 1.0, ())


def test_a_pass_cannot_be_made_without_a_score() -> None:
    with pytest.raises(ValueError, match=r"below 1\.0"):
        Verdict(Outcome.PASS, Reason.WITHIN_LIMITS, None, ())


def test_a_pass_cannot_be_made_of_a_score_that_is_no_number() -> None:
    with pytest.raises(ValueError, match=r"below 1\.0"):
        Verdict(Outcome.PASS, Reason.WITHIN_LIMITS, float("nan"), ())


def test_a_part_that_was_not_captured_cannot_be_pass() -> None:
    with pytest.raises(ValueError, match="cannot be PASS"):
        replace(make_inspection(), capture=None)


def test_a_part_that_was_not_aligned_cannot_be_pass() -> None:
    refused = RefusedAlignment("correlation 0.2", FIGURES, AlignmentMethod.DENSE_ECC)
    with pytest.raises(ValueError, match="cannot be PASS"):
        replace(make_inspection(), alignment=refused)


def test_a_part_that_was_not_compared_cannot_be_pass() -> None:
    with pytest.raises(ValueError, match="cannot be PASS"):
        replace(make_inspection(), deviation=None)


def test_an_inspection_never_takes_the_capture_of_another_part() -> None:
    with pytest.raises(ValueError, match="was given the capture of part P9"):
        replace(make_inspection(), capture=make_capture(part_id="P9"))


@pytest.mark.parametrize("trigger_id", [0, -1, 65_536])
def test_a_trigger_id_outside_the_words_range_is_refused(trigger_id: int) -> None:
    with pytest.raises(ValueError, match=r"outside 1\.\.65535"):
        make_capture(trigger_id=trigger_id)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((4, 4), np.uint16),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4), np.uint8),
        np.zeros((4,), np.uint8),
    ],
    ids=["16 bit", "alpha", "empty", "one row"],
)
def test_what_is_no_8_bit_picture_is_no_capture(image: NDArray[np.uint8]) -> None:
    with pytest.raises(PartError, match="expected 8-bit"):
        make_capture(image)


def test_a_captured_image_cannot_be_written_to() -> None:
    capture = make_capture(make_image())
    with pytest.raises(ValueError, match="read-only"):
        capture.image[0, 0] = 1


def test_a_moment_without_utc_is_refused() -> None:
    with pytest.raises(ValueError, match="not in UTC"):
        replace(make_capture(), captured_at=datetime(2026, 11, 2))  # noqa: DTZ001 -- that is the fault


@pytest.mark.parametrize("bad", [np.nan, np.inf, -0.5])
def test_a_score_map_that_is_no_number_faults_the_part(bad: float) -> None:
    scores = np.zeros((48, 64), np.float32)
    scores[3, 4] = bad
    with pytest.raises(PartError, match="not finite"):
        make_deviation(scores)


def test_a_warp_that_cannot_be_undone_is_no_alignment() -> None:
    with pytest.raises(ValueError, match="no invertible"):
        make_alignment(warp=np.zeros((3, 3)))


def test_a_box_without_area_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Box(3.0, 0.0, 3.0, 5.0)


def test_a_moment_in_utc_is_kept() -> None:
    assert make_capture().captured_at == MOMENT
