"""Finds parts in the record: the narrowest index leads, everything else that is asked is looked up, up to a bound."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from inspector.part import Outcome
from inspector.record.rows import Cell, microseconds
from inspector.record.search import LOOKED_THROUGH, Choices, Search

CHOICES_MAX = 200
# A page is mostly full after the first few; what is rare is looked for in larger steps.
_FIRST = 500
# What a browser, which asks for the next page, holds exactly.
_SEQ_MAX = 2**53 - 1
_FAR_US = 2**62

_ALL = "SELECT seq FROM parts NOT INDEXED WHERE seq < :before ORDER BY seq DESC LIMIT :count"
_NOT_PASSED = """
SELECT seq FROM parts INDEXED BY parts_not_passed WHERE signalled_outcome <> 1 AND seq < :before
ORDER BY seq DESC LIMIT :count
"""
_IN_ZONE = """
SELECT seq FROM defects INDEXED BY defects_by_zone WHERE zone = :zone AND seq < :before
GROUP BY seq ORDER BY seq DESC LIMIT :count
"""
_OF_ONE = """
SELECT seq FROM (SELECT seq FROM parts INDEXED BY parts_by_provenance WHERE provenance_id = {id} AND seq < :before
ORDER BY seq DESC LIMIT :count)
"""
_NONE = "SELECT seq FROM parts WHERE FALSE AND seq < :before LIMIT :count"
_BY_MOMENT = """
SELECT seq FROM parts INDEXED BY parts_by_moment WHERE inspected_us >= :since AND inspected_us <= :at
AND (inspected_us, signalled_outcome, seq) < (:at, :outcome, :before)
ORDER BY inspected_us DESC, signalled_outcome DESC, seq DESC LIMIT :count
"""
_PLACE = "SELECT inspected_us, signalled_outcome FROM parts WHERE seq = ?"
_TAKEN = "SELECT parts.seq FROM json_each(:looked) AS looked CROSS JOIN parts ON parts.seq = looked.value"
_ZONES = """
WITH RECURSIVE found (zone) AS (
    SELECT min(zone) FROM defects
    UNION ALL SELECT (SELECT min(zone) FROM defects WHERE zone > found.zone) FROM found WHERE found.zone IS NOT NULL
) SELECT zone FROM found WHERE zone IS NOT NULL LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows that are asked for, newest first; `next_before` goes on from there, None at the end of the record."""

    seqs: tuple[int, ...]
    next_before: int | None


def search(db: Database, asked: Search, limit: int, before: int | None) -> Taken:
    """Return up to `limit` rows, looking through `LOOKED_THROUGH` of the record at most."""
    leader = _Leader(db, asked)
    named = _named(db, asked, leader.provenances)
    taken = named if before is None else []
    cursor, looked = before, 0
    while looked < LOOKED_THROUGH:
        count = _FIRST if looked == 0 else LOOKED_THROUGH - looked
        seqs = leader.next(cursor, count)
        taken = taken + [seq for seq in _taken(db, asked, leader.provenances, seqs) if seq not in named]
        if len(taken) > limit:
            last = taken[limit - 1]
            # The part of that very name comes first, out of its turn: behind it come the newest.
            return Taken(tuple(taken[:limit]), _SEQ_MAX if last in named else last)
        if len(seqs) < count:
            return Taken(tuple(taken), None)
        cursor, looked = seqs[-1], looked + count
    return Taken(tuple(taken), cursor)


def choices(db: Database) -> Choices:
    """Return what the record can be searched for by name."""
    products = db.execute("SELECT DISTINCT product FROM provenances ORDER BY product LIMIT ?", (CHOICES_MAX,))
    zones = db.execute(_ZONES, (CHOICES_MAX,))
    return Choices(tuple(row[0] for row in products), tuple(row[0] for row in zones))


class _Leader:
    """Gives rows in order from the index that leaves the fewest to look at."""

    def __init__(self, db: Database, asked: Search) -> None:
        self._db = db
        self._asked = asked
        found = db.execute("SELECT id FROM provenances WHERE product = ?", (asked.product,)) if asked.product else ()
        self.provenances = [int(row[0]) for row in found]

    def next(self, before: int | None, count: int) -> list[int]:
        """Return up to `count` rows after row `before` in the order of this search."""
        values: dict[str, Cell] = {
            "before": _SEQ_MAX if before is None else before,
            "count": count,
            "zone": self._asked.zone,
        }
        if self._asked.is_by_moment:
            values |= self._place(before)
        return [int(row[0]) for row in self._db.execute(self._sql(), values)]

    def _sql(self) -> str:
        asked = self._asked
        if asked.is_by_moment:
            return _BY_MOMENT
        if asked.zone:
            return _IN_ZONE
        if asked.outcomes and Outcome.PASS not in asked.outcomes:
            return _NOT_PASSED
        return self._of_product() if asked.product else _ALL

    def _of_product(self) -> str:
        if not self.provenances:
            return _NONE
        each = " UNION ALL ".join(_OF_ONE.format(id=provenance) for provenance in self.provenances)
        return f"{each} ORDER BY seq DESC LIMIT :count"

    def _place(self, before: int | None) -> dict[str, Cell]:
        """Return where the moments begin: at the end that is asked for, or behind the row `before`."""
        since, until = _us(self._asked.since, 0), _us(self._asked.until, _FAR_US)
        place = None if before is None else self._db.execute(_PLACE, (before,)).fetchone()
        if place is None:
            # Nothing was inspected at `until` itself: outcome 0 is none, so the row value stays below it.
            return {"since": since, "at": until, "outcome": 0, "before": 0}
        return {"since": since, "at": place[0], "outcome": place[1]}


def _named(db: Database, asked: Search, provenances: list[int]) -> list[int]:
    """Return the row of the part that has the text as its whole name, which is found however old it is."""
    seqs = [int(row[0]) for row in db.execute("SELECT seq FROM parts WHERE part_id = ?", (asked.text,))]
    moments = (_us(asked.since, 0), _us(asked.until, _FAR_US))
    sql = "SELECT seq FROM parts WHERE seq = ? AND inspected_us >= ? AND inspected_us < ?"
    inside = [seq for seq in seqs if db.execute(sql, (seq, *moments)).fetchone()]
    return _taken(db, asked, provenances, inside)


def _taken(db: Database, asked: Search, provenances: list[int], seqs: list[int]) -> list[int]:
    """Return those of the rows that everything that is asked is true of, in their order."""
    values: dict[str, Cell] = {
        "looked": json.dumps(seqs),
        # Made small by SQLite, as the name is: it knows no letters but A to Z, and so a part is found by its very name.
        "text": asked.text,
        "zone": asked.zone,
        "outcomes": json.dumps([int(each) for each in asked.outcomes]),
        "provenances": json.dumps(provenances),
    }
    conditions = [
        ("instr(lower(part_id), lower(:text)) > 0", asked.text),
        ("EXISTS (SELECT 1 FROM defects WHERE defects.zone = :zone AND defects.seq = parts.seq)", asked.zone),
        ("signalled_outcome IN (SELECT value FROM json_each(:outcomes))", asked.outcomes),
        ("provenance_id IN (SELECT value FROM json_each(:provenances))", asked.product),
    ]
    wanted = [condition for condition, is_asked in conditions if is_asked]
    if not wanted or not seqs:
        return seqs
    where = " AND ".join(wanted)
    return [int(row[0]) for row in db.execute(f"{_TAKEN} WHERE {where} ORDER BY looked.key", values)]


def _us(moment: datetime | None, otherwise: int) -> int:
    return otherwise if moment is None else microseconds(moment)
