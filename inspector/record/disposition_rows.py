"""Entries of the ledger of dispositions to rows of its table and back. Pure."""

from inspector.part import Outcome
from inspector.record.dispositions import Act, Disposition, Entry, Subject
from inspector.record.rows import Cell, microseconds, moment_of

COLUMNS = (
    "number, part_id, seq, inspected_us, product, outcome, audit, act, answers, undoes, stands, disposition, reason, "
    "note, who, said_us, previous_sha256, sha256"
)


def cells_of(entry: Entry) -> tuple[Cell, ...]:
    """Return the cells of an entry's row, in the order of `COLUMNS`."""
    subject = entry.subject
    return (
        entry.number,
        subject.part_id,
        subject.seq,
        microseconds(subject.inspected_at),
        subject.product,
        int(subject.outcome),
        int(subject.audit),
        str(entry.act),
        entry.answers,
        entry.undoes,
        entry.stands,
        str(entry.disposition or ""),
        entry.reason,
        entry.note,
        entry.who,
        microseconds(entry.at),
        entry.previous_sha256,
        entry.sha256(),
    )


def entry_of(cells: tuple[Cell, ...]) -> Entry:
    """Return the entry of a row of `COLUMNS`; the hash that the row holds of itself is not looked at.

    Raises
    ------
    ValueError
        A cell holds what no entry can.
    """
    number, part_id, seq, inspected_us, product, outcome, audit, act, answers, undoes, stands = cells[:11]
    disposition, reason, note, who, said_us, previous_sha256, _ = cells[11:]
    return Entry(
        number=_int(number),
        subject=Subject(
            part_id=_text(part_id),
            seq=_int(seq),
            inspected_at=moment_of(_int(inspected_us)),
            product=_text(product),
            outcome=Outcome(_int(outcome)),
            audit=bool(_int(audit)),
        ),
        act=Act(_text(act)),
        answers=_int(answers),
        undoes=_int(undoes),
        stands=_int(stands),
        disposition=Disposition(_text(disposition)) if disposition else None,
        reason=_text(reason),
        note=_text(note),
        who=_text(who),
        at=moment_of(_int(said_us)),
        previous_sha256=_text(previous_sha256),
    )


def _int(cell: Cell) -> int:
    if not isinstance(cell, int):
        raise ValueError(f"a cell holds {cell!r}, expected a whole number")  # noqa: TRY004 -- the value is wrong
    return cell


def _text(cell: Cell) -> str:
    if not isinstance(cell, str):
        raise ValueError(f"a cell holds {cell!r}, expected text")  # noqa: TRY004 -- the value is wrong
    return cell
