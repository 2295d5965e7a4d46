"""The record as one flat table: a row for each part, with what people said of it, read page by page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from inspector.part import Outcome
from inspector.record.dispositions import Disposition, DispositionReader, State
from inspector.record.store import PartRow, Reader

UNDECIDED = "undecided"

_PAGE = 500


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One part as a table has it: the fields are the columns, in their order.

    `outcome` and `reason` are the verdict's, `signalled_*` what the controller was shown. `zone` is that of the defect
    with the highest score. `disposition` is empty where nothing stands. `challenge` names the master of a
    challenge part, which is no production; it is empty in all other rows. Moments are in UTC.
    """

    seq: int
    part_id: str
    inspected_at: datetime
    product: str
    revision: str
    outcome: str
    reason: str
    message: str
    score: float | None
    defects: int
    zone: str
    signalled_outcome: str
    signalled_reason: str
    signalled_at: datetime
    late: bool
    acknowledged_at: datetime | None
    disposition: str
    disposition_reason: str
    disposition_note: str
    disposition_who: str
    disposition_at: datetime | None
    correlation: float | None
    residual_px: float | None
    source: str
    width_px: int
    height_px: int
    capture_ms: float
    align_ms: float
    compare_ms: float
    decide_ms: float
    total_ms: float
    comparator: str
    runtime: str
    device: str
    golden_sha256: str
    recipe_sha256: str
    model_sha256: str
    package_version: str
    image: str
    image_note: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Which parts are asked for; what is empty or None asks for nothing.

    Parameters
    ----------
    since, until
        Inspected from then on, and before then.
    outcomes
        What the controller was shown.
    product
        Of which product.
    dispositions
        What stands for them; None among these: nothing does.
    """

    since: datetime | None = None
    until: datetime | None = None
    outcomes: tuple[Outcome, ...] = ()
    product: str = ""
    dispositions: tuple[Disposition | None, ...] = ()

    def takes_part(self, row: PartRow) -> bool:
        """Return whether the part is asked for, whatever people said of it."""
        return (
            (self.since is None or row.inspected_at >= self.since)
            and (self.until is None or row.inspected_at < self.until)
            and (not self.outcomes or row.signal.outcome in self.outcomes)
            and (not self.product or row.provenance.product == self.product)
        )

    def takes_state(self, state: State) -> bool:
        """Return whether a part that stands so is asked for."""
        word = state.standing.disposition if state.standing else None
        return not self.dispositions or word in self.dispositions


def parts_asked_for(
    reader: Reader, ledger: DispositionReader, asked: Filter, after: int = 0
) -> Iterator[tuple[PartRow, State]]:
    """Yield the parts that are asked for, oldest first, and how each stands; never more than a page is held.

    Each page is read for itself: a long export keeps no station from tidying its log.

    Raises
    ------
    StoreError
        Record or ledger cannot be read.
    """
    page = reader.after(after, _PAGE)
    while page:
        taken = [row for row in page if asked.takes_part(row)]
        states = ledger.states(tuple(row.part_id for row in taken)) if taken else {}
        yield from ((row, states[row.part_id]) for row in taken if asked.takes_state(states[row.part_id]))
        page = reader.after(page[-1].seq, _PAGE)


def export_row(row: PartRow, state: State) -> ExportRow:
    """Return the part as a row of the table."""
    worst = max(row.defects, key=lambda defect: defect.score, default=None)
    said, times, by = state.standing, row.stage_times, row.provenance
    return ExportRow(
        seq=row.seq,
        part_id=row.part_id,
        inspected_at=row.inspected_at,
        product=by.product,
        revision=by.revision,
        outcome=row.outcome.name,
        reason=row.reason.name,
        message=row.message,
        score=row.score,
        defects=len(row.defects),
        zone=worst.zone if worst else "",
        signalled_outcome=row.signal.outcome.name,
        signalled_reason=row.signal.reason.name,
        signalled_at=row.signal.signalled_at,
        late=row.signal.late,
        acknowledged_at=row.acknowledged_at,
        disposition=str(said.disposition or "") if said else "",
        disposition_reason=said.reason if said else "",
        disposition_note=said.note if said else "",
        disposition_who=said.who if said else "",
        disposition_at=said.at if said else None,
        correlation=row.correlation,
        residual_px=row.residual_px,
        source=row.source,
        width_px=row.width_px,
        height_px=row.height_px,
        capture_ms=times.capture_ms,
        align_ms=times.align_ms,
        compare_ms=times.compare_ms,
        decide_ms=times.decide_ms,
        total_ms=times.total_ms,
        comparator=by.comparator,
        runtime=by.runtime,
        device=by.device,
        golden_sha256=by.golden_sha256,
        recipe_sha256=by.recipe_sha256,
        model_sha256=by.model_sha256,
        package_version=by.package_version,
        image=row.image,
        image_note=row.image_note,
        challenge=row.challenge.master if row.challenge else "",
    )
