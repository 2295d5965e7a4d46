"""Answers questions about quality: spans, one reading of the record, figures."""

from dataclasses import dataclass
from datetime import UTC, datetime

from inspector.quality.quality import Quality, Question, quality_of
from inspector.quality.spans import Shift, spans_of
from inspector.quality.yields import Opportunities
from inspector.record.quality_rows import QualityAsked, QualityReader


def on_this_clock(naive: datetime) -> datetime:
    """Return the moment, UTC, at which this PC's clock shows `naive`."""
    return naive.astimezone().astimezone(UTC)


@dataclass(frozen=True, slots=True)
class QualityDesk:
    """What answers need: the door to the record, the site's shifts, and how many zones a recipe has."""

    reader: QualityReader
    shifts: tuple[Shift, ...]
    opportunities: Opportunities

    def answer(self, question: Question) -> Quality:
        """Return every figure that is asked for.

        Raises
        ------
        InputError
            There are no such days or no such shift.
        StoreError
            Record or ledger cannot be read.
        """
        spans = spans_of(question.days, question.per, self.shifts, on_this_clock)
        rows = self.reader.read(QualityAsked(spans, question.product, question.revision))
        return quality_of(question, spans, rows, self.opportunities)
