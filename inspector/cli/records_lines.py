"""What `inspector records` prints for people: one line for each part, entry or export.

Whatever people and programs wrote is shown with its control characters spelt out: a terminal obeys none of them.
"""

from pathlib import Path

from inspector.record.dispositions import Entry, State, Subject
from inspector.record.labelled_pairs import FINETUNE, PairsWritten
from inspector.record.pictures import PicturesWritten
from inspector.record.store import PartRow


def part_line(row: PartRow, subject: Subject, state: State) -> str:
    """Return a part and how it stands."""
    score = "not compared" if row.score is None else f"score {row.score:.3f}"
    sampled = ", audit sample" if subject.audit else ""
    stands = entry_line(state.standing) if state.standing else "undecided"
    when = f"{row.inspected_at:%Y-%m-%d %H:%M:%S} UTC"
    return f"{row.seq:>8}  {when}  {row.part_id!r} {subject.outcome.name} {score}{sampled}: {stands}"


def entry_line(entry: Entry) -> str:
    """Return who said what, when and why."""
    said = str(entry.disposition) if entry.disposition else f"undo of entry {entry.undoes}"
    why = f" for {entry.reason!r}" if entry.reason else ""
    note = f": {entry.note!r}" if entry.note else ""
    head = f"entry {entry.number}, {entry.at:%Y-%m-%d %H:%M} UTC"
    return f"{head}: {entry.subject.part_id!r} {said}{why} by {entry.who!r}{note}"


def pairs_lines(out: Path, written: PairsWritten) -> list[str]:
    """Return what was written, what still needs a hand, and what was left out and why."""
    lines = [f"{written.good + written.defective} pairs in {out}: {written.good} good, {written.defective} defective"]
    if written.unmarked:
        lines.append(f"{written.unmarked} defective ones have no mask and are not in {FINETUNE}: draw them, as in CVAT")
    return lines + [f"{count} left out: {why}" for why, count in sorted(written.left_out.items())]


def pictures_line(out: Path, written: PicturesWritten) -> str:
    """Return what was written, and what was left out and why."""
    left_out = "".join(f"; {count} left out: {why}" for why, count in sorted(written.left_out.items()))
    return f"{written.count} pictures in {out}{left_out}"
