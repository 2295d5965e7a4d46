"""One part of the archive judged again, by the revision of then and by the candidate; and the journal of such parts.

Pure.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, ValidationError

from inspector.replay.judgement import Judgement


class Again(StrEnum):
    """What became of a recorded verdict when the part was judged again by what judged it then."""

    SAME = "same"
    CHANGED = "changed"
    DIFFERS = "differs"


class Rejudged(BaseModel):
    """One part, as the journal has it.

    Parameters
    ----------
    key
        Hash over everything that decides what comes out: another candidate or library gives another key.
    seq, part_id
        Of the record.
    again
        ``same`` to the bit; ``changed`` where an input of the verdict is another now, or gone; ``differs`` where
        nothing that is known changed.
    why
        What differs and which inputs changed, one line each; empty for ``same``.
    candidate
        What the candidate says.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    seq: int
    part_id: str
    again: Again
    why: tuple[str, ...]
    candidate: Judgement

    def line(self) -> bytes:
        """Return its line of the journal, with the line end."""
        return self.model_dump_json().encode() + b"\n"


def compared(
    recorded: Judgement, again: Judgement | None, changed: tuple[str, ...], score_map: str = ""
) -> tuple[Again, tuple[str, ...]]:
    """Return what became of a verdict and why.

    Parameters
    ----------
    recorded, again
        The verdict then and now; None where what judged it is not there any more.
    changed
        One line for each input that is not the recorded one.
    score_map
        How the archived score map does not come again; empty where it does, or none is kept.
    """
    if again is None:
        return Again.CHANGED, changed
    differences = (*recorded.differences(again), *((score_map,) if score_map else ()))
    if not differences:
        return Again.SAME, ()
    return (Again.CHANGED if changed else Again.DIFFERS), (*differences, *changed)


def parse_journal(data: bytes) -> tuple[dict[str, Rejudged], int]:
    """Return the parts of a journal by key, and how many of its bytes are whole lines of it.

    What follows the first line that is none is left of a process that was killed while it wrote.
    """
    found: dict[str, Rejudged] = {}
    whole_bytes = 0
    for line in data.split(b"\n")[:-1]:
        try:
            part = Rejudged.model_validate_json(line)
        except ValidationError:
            break
        found[part.key] = part
        whole_bytes += len(line) + 1
    return found, whole_bytes
