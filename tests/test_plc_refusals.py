"""What the wire turns away is counted, logged now and then, and said to people for a minute."""

import pytest
from structlog.testing import capture_logs

from inspector.plc.refusals import Refusals, Refused


def test_every_refusal_is_counted_by_its_kind() -> None:
    refusals = Refusals(lambda: 0.0)
    for peer in ("10.0.0.3", "10.0.0.4"):
        refusals.note(Refused.WRITER, peer)
    assert (refusals.count(Refused.WRITER), refusals.count(Refused.FULL)) == (2, 0)


def test_a_flood_is_a_line_of_the_log_every_ten_seconds() -> None:
    now_s = [0.0]
    refusals = Refusals(lambda: now_s[0])
    with capture_logs() as lines:
        for tenth in range(251):
            now_s[0] = tenth / 10
            refusals.note(Refused.FULL, "10.0.0.3")
    assert [line["so_far"] for line in lines] == [1, 101, 201]
    assert {(line["why"], line["peer"]) for line in lines} == {(str(Refused.FULL), "10.0.0.3")}


def test_people_are_told_of_the_last_one_for_a_minute() -> None:
    now_s = [0.0]
    refusals = Refusals(lambda: now_s[0])
    assert refusals.warning() == ""
    refusals.note(Refused.FULL, "10.0.0.3")
    now_s[0] = 30.0
    refusals.note(Refused.WRITER, "10.0.0.4")
    assert refusals.warning() == (
        "PLC link: write by another than the PLC (plc.writer): 1 so far, the last from 10.0.0.4"
    )
    now_s[0] = 90.1
    assert refusals.warning() == ""


@pytest.mark.parametrize("kind", [Refused.UNIT, Refused.ADDRESS, Refused.FUNCTION, Refused.FRAME, Refused.GARBAGE])
def test_what_nobody_on_the_line_can_mend_is_only_counted(kind: Refused) -> None:
    refusals = Refusals(lambda: 0.0)
    refusals.note(kind, "10.0.0.3")
    assert (refusals.count(kind), refusals.warning()) == (1, "")
