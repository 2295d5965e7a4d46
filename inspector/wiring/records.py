"""The record of a station with what people said of its parts, put together: read, disposed of, exported."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from inspector.errors import InputError
from inspector.part import Outcome
from inspector.record.audit import AuditSample
from inspector.record.connection import IMAGES_FOLDER
from inspector.record.dispositions import Entry, State, Subject, Word, check_production, subject_of
from inspector.record.estimates import EscapeEstimate, OverkillEstimate, escape_estimate, overkill_estimate
from inspector.record.export_rows import ExportRow, Filter, export_row, parts_asked_for
from inspector.record.labelled_pairs import PairSources, PairsWritten, write_pairs
from inspector.record.pictures import PicturesWritten, write_pictures
from inspector.record.reasons import Reasons
from inspector.record.rows import microseconds
from inspector.record.spreadsheet import write_csv
from inspector.record.sqlite import SqliteReader
from inspector.record.sqlite_dispositions import SqliteDispositions
from inspector.record.store import PartRow
from inspector.record.warps import first_since
from inspector.settings import ReviewSettings
from inspector.synced_file import whole_file

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Records:
    """An open record: its rows, its ledger of dispositions, and what the site asks of them."""

    data: Path
    reader: SqliteReader
    ledger: SqliteDispositions
    review: ReviewSettings

    def part(self, part_id: str) -> tuple[PartRow, State]:
        """Return a part and how it stands.

        Raises
        ------
        InputError
            There is no such part.
        """
        row = self.reader.part(part_id)
        if row is None:
            raise InputError(f"find part {part_id}", f"{self.data} has no such part", "check the id and --data-dir")
        return row, self.ledger.states((part_id,))[part_id]

    def subject(self, row: PartRow) -> Subject:
        """Return the part as the ledger names it."""
        return subject_of(row, sample_of(self.review))

    def dispose(self, row: PartRow, word: Word, answers: int) -> Entry:
        """Enter what is said of a part.

        Raises
        ------
        InputError
            The reason is not one of the site's, no part of that outcome can be such a thing, it is a challenge part, or
            somebody was faster.
        StoreError
            It could not be written.
        """
        check_production(row)
        reasons_of(self.review).check(word.disposition, word.reason)
        return self.ledger.dispose(self.subject(row), word, answers)

    def undecided(self, asked: Filter) -> Iterator[PartRow]:
        """Yield the parts that people should look at, oldest first: rejects, rechecks, and passes of the sample."""
        undecided = Filter(asked.since, asked.until, asked.outcomes, asked.product, (None,))
        for row, _ in self.asked_for(undecided):
            subject = self.subject(row)
            is_asked_for = subject.audit or subject.outcome in {Outcome.REJECT, Outcome.RECHECK}
            if is_asked_for and row.challenge is None:
                yield row

    def asked_for(self, asked: Filter) -> Iterator[tuple[PartRow, State]]:
        """Yield the parts that are asked for and how each stands, oldest first."""
        after = first_since(self.data, microseconds(asked.since)) - 1 if asked.since else 0
        return parts_asked_for(self.reader, self.ledger, asked, after) if after >= 0 else iter(())

    def escapes(self, since: datetime | None = None, until: datetime | None = None) -> EscapeEstimate:
        """Return how large a share of the parts passed in that span is defective, by its audited passes."""
        return escape_estimate(self.ledger.seen(since, until))

    def overkill(self, since: datetime | None = None, until: datetime | None = None) -> OverkillEstimate:
        """Return how many rejects of that span were good parts, as far as people looked."""
        from_then = self.reader.counts(since or _LONG_AGO)
        passed, rejected = from_then.passed, from_then.rejected + from_then.rechecked
        if until:
            later = self.reader.counts(until)
            passed, rejected = passed - later.passed, rejected - later.rejected - later.rechecked
        return overkill_estimate(self.ledger.seen(since, until), passed, rejected)

    def export_csv(self, out: Path, asked: Filter) -> int:
        """Write the parts that are asked for as a CSV file and return how many; see `write_csv`."""
        with whole_file(out) as path, path.open("w", newline="", encoding="utf-8-sig") as file:
            return write_csv(file, ExportRow, self._rows(asked))

    def export_parquet(self, out: Path, asked: Filter) -> int:
        """Write the parts that are asked for as a Parquet file and return how many.

        Raises
        ------
        InputError
            The extra [parquet] is not installed, or `out` cannot be written.
        """
        try:
            from inspector.record.parquet import write_parquet  # noqa: PLC0415 -- the extra is not on a line PC
        except ModuleNotFoundError as error:
            found = f"the package {error.name} is not installed"
            raise InputError(f"export {out}", found, 'pip install "inspector[parquet]"') from error
        with whole_file(out) as path:
            return write_parquet(path, ExportRow, self._rows(asked))

    def export_pairs(self, out: Path, golden_refs: Path, asked: Filter) -> PairsWritten:
        """Write the parts that people found good or defective as pairs; see `write_pairs`."""
        sources = PairSources(self.data, self.data / IMAGES_FOLDER, golden_refs)
        decided = ((row, state) for row, state in self.asked_for(asked) if state.standing)
        return write_pairs(out, sources, decided)

    def export_pictures(self, out: Path, asked: Filter) -> PicturesWritten:
        """Write the frames of the parts that are asked for into a folder; see `write_pictures`."""
        return write_pictures(out, self.data / IMAGES_FOLDER, (row for row, _ in self.asked_for(asked)))

    def _rows(self, asked: Filter) -> Iterator[ExportRow]:
        return (export_row(row, state) for row, state in self.asked_for(asked))


@contextmanager
def records_of(data: Path, review: ReviewSettings | None = None) -> Iterator[Records]:
    """Open the record in the folder `data`; without `review` the settings' defaults hold."""
    with ExitStack() as closing:
        reader, ledger = SqliteReader(data), SqliteDispositions(data)
        closing.callback(reader.close)
        closing.callback(ledger.close)
        yield Records(data, reader, ledger, review or ReviewSettings())


def reasons_of(review: ReviewSettings) -> Reasons:
    """Return the reasons that a site offers."""
    return Reasons(review.defect_reasons, review.overkill_reasons, overkill_needs_one=review.overkill_needs_reason)


def sample_of(review: ReviewSettings) -> AuditSample:
    """Return which passed parts a site looks at."""
    return AuditSample(review.audit_share, review.audit_key)


def now() -> datetime:
    """Return this PC's time, UTC."""
    return datetime.now(UTC)
