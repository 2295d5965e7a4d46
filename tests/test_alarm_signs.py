"""What is an alarm and what is none, and that chatter makes one entry and a cause hides its effects."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alarms import WELL, Line, line_in, make_row, make_rows
from makers import MOMENT
from recording import DEFECT

from inspector.alarms.alarm import Figure, Key, Sign
from inspector.alarms.catalogue import Kind
from inspector.alarms.clock import ClockWatch
from inspector.alarms.part_signs import PartLimits, part_signs, unconfirmed
from inspector.alarms.signs import Limits, Seen, signs_of
from inspector.part import ChallengeShown, Outcome, Reason, Round
from inspector.record.store import ChallengeStatus, PartRow, StationStatus

DUE = ChallengeStatus(
    "shift", held=True, held_in_s=0.0, seen=2, total=5, following="M3", expected="REJECT", zone="", trouble=""
)
SHOWN = ChallengeShown("M1 hole", Outcome.REJECT, "", "", "shift", 0, Round.KEPT)
ACTIVE = "active-unacknowledged"
RETURNED = "returned-unacknowledged"


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return line_in(tmp_path)


def kinds_of(status: StationStatus | None, parts: tuple[PartRow, ...] = (), limits: Limits | None = None) -> list[Kind]:
    return [sign.key.kind for sign in signs_of(Seen(MOMENT, status, parts), limits or Limits())]


def part_kinds(outcomes: str, limits: PartLimits | None = None) -> list[Kind]:
    return [sign.key.kind for sign in part_signs(make_rows(outcomes), limits or PartLimits())]


@pytest.mark.parametrize("outcomes", ["N", "P", "NPNPNPNPNP", "NNNNP", "R", "F", "A", "L", "NNNNRN", ""])
def test_a_single_reject_is_no_alarm(outcomes: str) -> None:
    assert part_kinds(outcomes) == []


@pytest.mark.parametrize(
    ("outcomes", "kind"),
    [
        ("NNNNN", Kind.REJECTS),
        ("NNFNNNP", Kind.REJECTS),
        ("APPAPPPPA", Kind.ALIGNMENT),
        ("LPPPLPPPL", Kind.LATE),
        ("FFPPPPPPPPPPPPPPPPPF", Kind.UNINSPECTED),
    ],
)
def test_several_of_the_last_parts_are_one(outcomes: str, kind: Kind) -> None:
    assert part_kinds(outcomes) == [kind]


def test_what_is_older_than_the_parts_that_are_looked_at_does_not_count() -> None:
    assert part_kinds("FF" + 18 * "P" + "F") == []


def test_parts_of_the_product_before_do_not_count() -> None:
    other = replace(make_row(1).provenance, product="PN-2000")
    rows = make_rows("NNNNN")
    mixed = (*rows[:4], replace(rows[4], provenance=other))
    assert [sign.key.kind for sign in part_signs(mixed, PartLimits())] == []


@pytest.mark.parametrize("outcomes", ["NNNNN", "AAA"])
def test_masters_of_a_challenge_are_rejected_as_they_must_be(outcomes: str) -> None:
    masters = tuple(replace(row, challenge=SHOWN) for row in make_rows(outcomes))
    assert list(part_signs(masters, PartLimits())) == []


def test_a_challenge_in_between_neither_adds_to_a_row_of_rejects_nor_ends_it() -> None:
    rows = make_rows("NNPNNN")
    found = part_signs((*rows[:2], replace(rows[2], challenge=SHOWN), *rows[3:]), PartLimits())
    assert [(sign.key.kind, sign.figures[0].value) for sign in found] == [(Kind.REJECTS, 5)]


def test_nought_turns_an_alarm_off() -> None:
    assert part_kinds("NNNNNAAALLLFFF", PartLimits(0, 0, 0, 0, confirm_s=0)) == []


def test_rejects_in_a_row_name_the_zone_that_most_have_in_common() -> None:
    rows = tuple(replace(row, defects=(DEFECT,)) for row in make_rows("NNNNNN"))
    (sign,) = part_signs(rows, PartLimits())
    assert sign.figures == (Figure("count", 6), Figure("zone", "connector"))


@pytest.mark.parametrize(("seconds", "count"), [(9.9, 0), (10.0, 1), (309.0, 1), (311.0, 0)])
def test_a_reject_that_the_plc_did_not_read_is_an_alarm(seconds: float, count: int) -> None:
    rows = (make_row(2), make_row(1, Outcome.REJECT, Reason.DEFECT, acknowledged_at=None))
    found = list(unconfirmed(rows, 10.0, MOMENT + timedelta(seconds=seconds)))
    assert [sign.key.kind for sign in found] == count * [Kind.UNCONFIRMED]


def test_a_pass_that_the_plc_did_not_read_is_none() -> None:
    rows = (make_row(1, acknowledged_at=None),)
    assert list(unconfirmed(rows, 10.0, MOMENT + timedelta(minutes=1))) == []


@pytest.mark.parametrize(("confirm_s", "kinds"), [(10.0, [Kind.UNCONFIRMED]), (0.0, [])])
def test_a_reject_that_was_not_read_is_an_alarm_however_many_parts_came_after_it(
    confirm_s: float, kinds: list[Kind]
) -> None:
    unread = (make_row(1, Outcome.REJECT, Reason.DEFECT, acknowledged_at=None),)
    now = MOMENT + timedelta(seconds=30)
    seen = Seen(now, replace(WELL, at=now), make_rows(24 * "P"), unread=unread)
    limits = Limits(PartLimits(confirm_s=confirm_s))
    assert [sign.key.kind for sign in signs_of(seen, limits)] == kinds


def test_a_line_that_runs_needs_nobody() -> None:
    assert kinds_of(WELL) == []


def test_where_no_station_ever_ran_nothing_is_wrong() -> None:
    assert kinds_of(None) == []


def test_parts_without_a_status_are_of_a_silent_station() -> None:
    assert kinds_of(None, make_rows("P")) == [Kind.SILENT]


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        (replace(WELL, camera_up=False), [Kind.CAMERA]),
        (replace(WELL, plc_connected=False), [Kind.PLC]),
        (replace(WELL, recording=False), [Kind.RECORDING]),
        (replace(WELL, ready=False), []),
        (replace(WELL, ready=False, not_ready_because="the recipe is changed"), [Kind.NOT_READY]),
        (replace(WELL, ready=False, not_ready_because="challenge", challenge=DUE), [Kind.CHALLENGE, Kind.NOT_READY]),
        (replace(WELL, challenge=replace(DUE, held=False)), []),
        (replace(WELL, disk_free_bytes=4 * 10**9), [Kind.DISK_LOW]),
        (replace(WELL, disk_days_left=3.0), [Kind.DISK_SOON]),
        (replace(WELL, disk_days_left=0.0), []),
        (replace(WELL, archive_waiting=8), []),
        (replace(WELL, archive_waiting=9), [Kind.ARCHIVE]),
        (replace(WELL, at=MOMENT - timedelta(seconds=2)), [Kind.SILENT]),
        (replace(WELL, at=MOMENT + timedelta(hours=1)), [Kind.SILENT]),
    ],
)
def test_what_a_status_tells(status: StationStatus, kinds: list[Kind]) -> None:
    assert kinds_of(status) == kinds


def test_warnings_that_differ_in_their_figures_are_one_alarm() -> None:
    first, second = (
        signs_of(Seen(MOMENT, replace(WELL, warnings=(f"{count} requests refused",)), ()), Limits()) for count in (3, 4)
    )
    assert [sign.key for sign in first] == [sign.key for sign in second]
    assert [sign.words for sign in second] == ["4 requests refused"]


def test_a_line_that_stands_still_is_an_alarm_only_where_that_is_set() -> None:
    rows = (make_row(1, inspected_at=MOMENT - timedelta(minutes=31)),)
    assert kinds_of(WELL, rows) == []
    assert kinds_of(WELL, rows, Limits(no_parts_min=30.0)) == [Kind.NO_PARTS]


# ------------------------------------------------------------ delays


def test_a_lost_camera_is_told_at_the_next_look(line: Line) -> None:
    line.status = replace(WELL, camera_up=False)
    line.go_on(0.5)
    assert line.kinds() == [(Kind.CAMERA, ACTIVE)]


def test_a_camera_that_comes_and_goes_makes_one_entry(line: Line) -> None:
    for _ in range(20):
        line.status = replace(WELL, camera_up=False)
        line.go_on(1)
        line.status = WELL
        line.go_on(2)
    assert [event.act for event in line.annunciator.history(100)] == ["raised"]
    line.go_on(10)
    assert line.kinds() == [(Kind.CAMERA, RETURNED)]


def test_a_plc_that_is_away_for_a_moment_is_no_alarm(line: Line) -> None:
    for _ in range(10):
        line.status = replace(WELL, plc_connected=False)
        line.go_on(0.5)
        line.status = WELL
        line.go_on(0.5)
    assert line.kinds() == []


def test_a_lost_camera_hides_that_the_station_is_not_ready_and_that_no_parts_come(tmp_path: Path) -> None:
    line = line_in(tmp_path, Limits(no_parts_min=1.0))
    line.parts = make_rows("P")
    line.status = replace(WELL, camera_up=False, ready=False, not_ready_because="the camera is gone")
    line.go_on(120)
    assert line.kinds() == [(Kind.CAMERA, ACTIVE)]


def test_a_silent_station_is_the_only_alarm_of_a_silent_station(line: Line) -> None:
    line.status = replace(WELL, camera_up=False, plc_connected=False)
    line.is_silent, line.spoke_at = True, MOMENT - timedelta(minutes=1)
    line.go_on(10)
    assert line.kinds() == [(Kind.SILENT, ACTIVE)]


def test_what_was_wrong_before_the_station_fell_silent_is_neither_returned_nor_forgotten(line: Line) -> None:
    line.status = replace(WELL, camera_up=False)
    line.go_on(1)
    line.is_silent = True
    line.go_on(60)
    assert [(each.alarm.kind, each.follows_from) for each in line.annunciator.listed] == [
        (Kind.SILENT, None),
        (Kind.CAMERA, Kind.SILENT),
    ]
    assert line.annunciator.listed[1].alarm.is_active


def test_a_record_that_cannot_be_read_hides_everything_else(line: Line) -> None:
    line.trouble = "disk I/O error"
    line.is_silent = True
    line.go_on(10)
    assert line.kinds() == [(Kind.TROUBLE, ACTIVE)]


def test_the_figures_of_an_alarm_are_those_of_now(line: Line) -> None:
    line.status = replace(WELL, disk_free_bytes=4 * 10**9)
    line.go_on(15)
    line.status = replace(WELL, disk_free_bytes=10**9)
    line.go_on(0.5)
    assert line.annunciator.listed[0].alarm.sign.figures == (Figure("bytes", 10**9),)


# ------------------------------------------------------------ the clock of the line PC


def jumps(stamps: list[tuple[float, float]]) -> list[tuple[Sign, ...]]:
    watch = ClockWatch(5.0)
    return [watch.look(replace(WELL, at=MOMENT + timedelta(seconds=at)), seen) for at, seen in stamps]


def test_a_clock_that_was_set_back_is_told_for_a_minute() -> None:
    told = jumps([(0, 0), (0.5, 0.5), (-3599, 1.0), (-3540, 60.0), (-3539, 61.0)])
    sign = Sign(Key(Kind.CLOCK), (Figure("seconds", -3600),))
    assert told == [(), (), (sign,), (sign,), ()]


def test_a_station_that_was_silent_for_an_hour_did_not_set_its_clock() -> None:
    assert jumps([(0, 0), (3600, 3601), (3604, 3604)]) == [(), (), ()]


def test_a_dashboard_that_finds_the_status_of_yesterday_does_not_say_that_the_clock_was_set() -> None:
    """A line PC that is switched on: the pages are there first, then the station's first status."""
    assert jumps([(-36_000, 0), (-36_000, 3), (0, 4), (0.5, 4.5)]) == 4 * [()]
