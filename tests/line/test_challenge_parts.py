"""Challenge parts on a whole station: the line stands until they were shown, and none of them is ever production."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from lines import board, board_with_hole, learnt, running
from makers import MOMENT
from numpy.typing import NDArray

from inspector.cli.app import inspector
from inspector.part import Outcome, Reason, Round
from inspector.plc.link import ErrorCode
from inspector.record.audit import AuditSample
from inspector.record.inbox import Inbox
from inspector.record.sqlite import SqliteReader
from inspector.record.sqlite_dispositions import SqliteDispositions
from inspector.station.challenge import ChallengeRules, Master
from inspector.station.judging import Gauge

BAD = Master("M1 hole", Outcome.REJECT, "part")
GOOD = Master("M2 good", Outcome.PASS)
AUDIT = AuditSample(share=0.0, key="audit")


@pytest.fixture(scope="module")
def gauge() -> Gauge:
    return learnt()


def rules(gauge: Gauge, **changes: float) -> ChallengeRules:
    return replace(ChallengeRules(masters={gauge.golden.product: (BAD, GOOD)}), **changes)  # type: ignore[arg-type]


def hole_first(number: int) -> NDArray[np.uint8]:
    return board_with_hole() if number == 1 else board()


def test_a_line_that_knows_no_challenge_parts_stands(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, hole_first, rules=rules(gauge)) as line:
        shown = line.shown()
        assert (shown.ready, shown.challenge_due, shown.challenge_ready) == (False, True, True)


def test_the_line_runs_once_all_masters_were_judged_as_they_must_be(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, hole_first, rules=rules(gauge)) as line:
        report = line.trigger(5, masters=True)
        shown = line.shown()
    assert [part.reason for part in report.parts[:2]] == [Reason.CHALLENGE] * 2
    assert (report.passed, report.rejected, report.went_on) == (3, 2, 3)
    assert (shown.inspected, shown.passed, shown.rejected, shown.challenge_due) == (3, 3, 0, False)


def test_what_came_of_each_master_is_on_record_and_what_was_really_found_beside_it(
    tmp_path: Path, gauge: Gauge
) -> None:
    with running(tmp_path, gauge, hole_first, rules=rules(gauge)) as line:
        line.trigger(3, masters=True)
    rows = line.rows()
    assert [(row.outcome, row.signal.outcome, row.signal.reason) for row in rows] == [
        (Outcome.REJECT, Outcome.REJECT, Reason.CHALLENGE),
        (Outcome.PASS, Outcome.REJECT, Reason.CHALLENGE),
        (Outcome.PASS, Outcome.PASS, Reason.WITHIN_LIMITS),
    ]
    told = [(row.challenge.master, row.challenge.round, row.challenge.trouble) for row in rows if row.challenge]
    assert told == [("M1 hole", Round.OPEN, ""), ("M2 good", Round.KEPT, "")]


def test_the_badge_of_who_showed_it_is_on_record(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, hole_first, rules=rules(gauge)) as line:
        line.trigger(2, masters=True)
    # The simulated PLC gives the number of the part on its belt as serial.
    assert [row.challenge.shown_by for row in line.rows() if row.challenge] == [1, 2]


def test_a_bad_master_that_passes_keeps_the_line_standing_and_the_record_says_why(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, lambda _: board(), rules=rules(gauge)) as line:
        report = line.trigger(3, masters=True)
        shown = line.shown()
    rows = line.rows()
    assert (report.went_on, shown.ready, shown.challenge_failed) == (0, False, True)
    assert {row.challenge.trouble for row in rows if row.challenge} == {"M1 hole: judged PASS, must be REJECT"}


def test_a_part_of_the_production_is_refused_while_they_are_due(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, hole_first, rules=rules(gauge)) as line:
        line.ask_at_any_time(7)
        shown = line.shown()
        assert (shown.missed, shown.error_code, line.rows()) == (1, ErrorCode.NOT_READY, ())


def test_the_last_part_before_they_fall_due_is_the_last_one(tmp_path: Path, gauge: Gauge) -> None:
    """READY does not come back after the part that makes it due: not one part slips through."""
    with running(tmp_path, gauge, hole_first, rules=rules(gauge, every_parts=2)) as line:
        report = line.trigger(4, masters=True)
        assert (report.passed, line.shown().ready) == (2, False)
        line.status_when(lambda status: status.challenge is not None and status.challenge.due == "parts")
        assert (line.shown().ready, line.shown().challenge_due) == (False, True)


def test_the_record_counts_no_challenge_part_and_nobody_is_asked_about_them(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, hole_first, rules=rules(gauge)) as line:
        line.trigger(3, masters=True)
    since = line.rows()[0].inspected_at
    with closing(SqliteReader(tmp_path)) as reader:
        for start in (since, since - timedelta(days=1), MOMENT):
            counts = reader.counts(start)
            assert counts.rejected == 0, start
        newest = reader.latest(1)[0].seq
        assert reader.counts(since, up_to=newest - 1).passed == 0
    with closing(SqliteDispositions(tmp_path)) as ledger, closing(Inbox(tmp_path, ledger, AUDIT)) as inbox:
        assert inbox.page(10).part_ids == ()


def test_people_are_told_how_many_are_left_and_which_comes_next(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, hole_first, rules=rules(gauge)) as line:
        line.trigger(1, masters=True)
        status = line.status_when(lambda status: status.challenge is not None and status.challenge.seen == 1)
    told = "challenge parts are due (start): 1 of 2 seen, next M2 good, must be PASS"
    assert (status.ready, status.not_ready_because) == (False, told)
    assert status.challenge
    assert (status.challenge.total, status.challenge.following, status.challenge.held) == (2, "M2 good", True)


def test_the_command_shows_masters_too(tmp_path: Path, gauge: Gauge) -> None:
    with running(tmp_path, gauge, hole_first, rules=rules(gauge)) as line:
        arguments = ["--port", str(line.link.port), "--parts", "3", "--takt-ms", "0", "--masters", "--json"]
        result = CliRunner().invoke(inspector, ["plc", "simulate", "127.0.0.1", *arguments])
    assert result.exit_code == 0, result.output
    assert "challenge part 2: REJECT CHALLENGE" in result.stderr
    # The station of this process writes its log there too.
    [report] = [line for line in result.stdout.splitlines() if line.startswith("{")]
    assert json.loads(report)["went_on"] == 1
