"""What is known of the parts of a record, as a replay wants to know it."""

from pathlib import Path
from types import MappingProxyType

from inspector.part import Outcome
from inspector.record.dispositions import Disposition
from inspector.record.sqlite_dispositions import SqliteDispositions
from inspector.record.store import PartRow
from inspector.replay.truths import Truth, Truths

_TRUTHS = MappingProxyType(
    {
        Disposition.TRUE_DEFECT: Truth.TRUE_DEFECT,
        Disposition.OVERKILL: Truth.OVERKILL,
        Disposition.ESCAPE: Truth.ESCAPE,
        Disposition.GOOD: Truth.GOOD,
        Disposition.UNCERTAIN: Truth.UNCERTAIN,
    }
)


class LedgerTruths:
    """The ledger of dispositions of a record: what stands for a part when it is asked for."""

    def __init__(self, data: Path) -> None:
        self._ledger = SqliteDispositions(data)

    def truth(self, part_id: str) -> Truth | None:
        """Return the word that stands for a part, None where nobody looked.

        Raises
        ------
        StoreError
            The ledger cannot be read.
        """
        standing = self._ledger.states((part_id,))[part_id].standing
        return _TRUTHS[standing.disposition] if standing and standing.disposition else None


def truth_of(row: PartRow, truths: Truths) -> Truth | None:
    """Return what is known of a part: what people said of it; of a challenge part, what its master is.

    Of a challenge part nobody may say anything, for it is known. One that was not judged as it must be may have been
    another part in the nest: of that nothing is known.
    """
    shown = row.challenge
    if shown is None:
        return truths.truth(row.part_id)
    if shown.trouble:
        return None
    return Truth.GOOD if shown.expected is Outcome.PASS else Truth.TRUE_DEFECT
