"""Parts to speak of and words of people, for the tests of the ledger of dispositions."""

from datetime import UTC, datetime, timedelta

from makers import MOMENT

from inspector.part import Outcome
from inspector.record.dispositions import Disposition, Subject, Word

SAID = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)
DEFECT, OVERKILL, GOOD = Disposition.TRUE_DEFECT, Disposition.OVERKILL, Disposition.GOOD
ESCAPE, UNCERTAIN = Disposition.ESCAPE, Disposition.UNCERTAIN
HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    'two\nlines, and a "quote"; more',
    "<script>alert(1)</script>",
    "\u202egnp.exe \u05e2\u05d1\u05e8\u05d9\u05ea",
    "\U0001f9ff 漏件",
    "'; DROP TABLE dispositions; --",
)


def make_subject(
    part_id: str = "P8", outcome: Outcome = Outcome.REJECT, seq: int = 8, *, audit: bool = False
) -> Subject:
    return Subject(part_id, seq, MOMENT + timedelta(seconds=seq), "PN-1042", outcome, audit)


def make_word(disposition: Disposition = DEFECT, who: str = "Li", reason: str = "bridge", note: str = "") -> Word:
    return Word(disposition, who, SAID, reason, note)
