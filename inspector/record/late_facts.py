"""What a row learns after it was written: acknowledgement, image, copies, pin; told without reading the whole row.

Whoever follows the record looks after each write, and a part that no controller acknowledges stays open for ever: its
whole row, with its defects, is read only where something is new.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from inspector.record.rows import KEPT, image_note_of, moment_of
from inspector.record.store import PartRow

_LATE = """
SELECT seq, acknowledged_us, images.state, images.note, images.pinned,
    (SELECT count(*) FROM copies WHERE copies.part_id = parts.part_id)
FROM parts LEFT JOIN images USING (part_id) WHERE seq IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, slots=True)
class _Late:
    acknowledged_at: datetime | None
    is_kept: bool
    image_note: str
    pinned: str
    copies: int


def learnt_more(db: Database, known: Sequence[PartRow]) -> tuple[int, ...]:
    """Return the `seq` of those rows of which the record knows something else by now."""
    before = {row.seq: _late_of(row) for row in known}
    now = db.execute(_LATE, (json.dumps(list(before)),)).fetchall()
    return tuple(seq for seq, *cells in now if _late(*cells) != before[seq])


def _late_of(row: PartRow) -> _Late:
    copies = sum(map(bool, (row.review, row.thumbnail, row.score_map)))
    return _Late(row.acknowledged_at, bool(row.image), row.image_note, row.pinned, copies)


def _late(acknowledged_us: int | None, state: str | None, note: str | None, pinned: str | None, copies: int) -> _Late:
    acknowledged_at = None if acknowledged_us is None else moment_of(acknowledged_us)
    return _Late(acknowledged_at, state == KEPT, image_note_of(state, note), pinned or "", copies)
