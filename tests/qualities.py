"""Counts, and records of parts by the hour, for the tests of quality."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from dispositions import DEFECT as TRUE_DEFECT
from dispositions import ESCAPE, GOOD, OVERKILL
from makers import make_inspection
from recording import DEFECT, make_defective, make_fault, make_signal

from inspector.part import Inspection, Outcome
from inspector.record.dispositions import Disposition, Subject, Word
from inspector.record.quality_rows import Revision, SaidTally, Tally
from inspector.record.sqlite import SqliteRecorder
from inspector.record.sqlite_dispositions import SqliteDispositions

OF = Revision("PN-1042", "r001")
# Early on 2 November on the line's clock, whatever zone it is set to.
MORNING = datetime(2026, 11, 2, 6, 0).astimezone()


def make_tally(span: int, held_back: int, judged: int, of: Revision = OF, faulted: int = 0) -> Tally:
    return Tally(span, of, judged - held_back, held_back, 0, faulted)


def make_said(outcome: Outcome, word: Disposition, count: int, reason: str = "", *, audit: bool = False) -> SaidTally:
    return SaidTally(outcome, audit, word, reason, count)


def write_parts(
    data: Path, count: int = 400, product: str = "PN-1042", zones: tuple[str, ...] = ("U20", "U37")
) -> None:
    """Write a part a minute from 06:00 on: one in ten a reject, one in fifty a fault, the rest passes."""
    with closing(SqliteRecorder(data)) as recorder:
        recorder.open()
        for number in range(1, count + 1):
            part = _part(number, zones)
            at = (MORNING + timedelta(minutes=number - 1)).astimezone(part.inspected_at.tzinfo)
            provenance = replace(part.provenance, product=product, revision="r001" if number <= 240 else "r002")
            whole = replace(part, inspected_at=at, provenance=provenance)
            recorder.append(whole, make_signal(whole))


def _part(number: int, zones: tuple[str, ...]) -> Inspection:
    if number % 50 == 0:
        return make_fault(f"F{number}", number)
    if number % 10 == 0:
        zone = zones[number // 10 % len(zones)]
        defects = (replace(DEFECT, zone=zone), replace(DEFECT, zone=zone, score=1.2))
        return make_defective(f"R{number}", number, defects)
    return make_inspection(f"P{number}", number)


def say(data: Path, part_id: str, word: Disposition, reason: str = "", *, audit: bool = False) -> None:
    """Enter what somebody says of a part that `write_parts` wrote."""
    number = int(part_id[1:])
    at = (MORNING + timedelta(minutes=number - 1)).astimezone(datetime.now().astimezone().tzinfo)
    outcome = {"P": Outcome.PASS, "R": Outcome.REJECT, "F": Outcome.FAULT}[part_id[0]]
    subject = Subject(part_id, number, at, "PN-1042", outcome, audit)
    said_at = make_inspection().inspected_at
    with closing(SqliteDispositions(data)) as ledger:
        ledger.dispose(subject, Word(word, "Li", said_at, reason), 0)


def say_much(data: Path) -> None:
    """Let people look at some rejects and at a few passes of the audit."""
    say(data, "R10", TRUE_DEFECT, "bridge")
    say(data, "R20", TRUE_DEFECT, "bridge")
    say(data, "R30", TRUE_DEFECT, "scratch")
    say(data, "R40", OVERKILL, "dust")
    say(data, "P1", GOOD, audit=True)
    say(data, "P2", ESCAPE, "missing-part", audit=True)
