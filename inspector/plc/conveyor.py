"""The simulated conveyor: parts travel from the trigger sensor to the reject gate. Pure.

::

    sensor, camera                          reject gate
        |        |        |        |            |
      part 9   part 8   part 7   part 6       part 5      gate_pitches = 4
                                              PASS: goes on, anything else: out

The belt is the shift register of a PLC program: what is known of a part travels with it, and what is known when it
reaches the gate decides. A part of which nothing is known by then is rejected like a defective one.
"""

from collections import deque
from dataclasses import dataclass

from inspector.part import Outcome, Reason


@dataclass(frozen=True, slots=True)
class PlcPart:
    """What the PLC saw of one part; times are seconds from the moment `trigger` was written.

    `outcome` is None where no result with this part's id came in time: the part is rejected unseen, `why` says for
    what. `serial` counts the parts of the belt from 1, `trigger_id` is 0 for a part that was never asked for.
    `product` is the device's `active_product` when it was asked for. A challenge part `is_master` and never goes on.
    """

    trigger_id: int
    serial: int
    outcome: Outcome | None = None
    reason: Reason | None = None
    score_milli: int | None = None
    acknowledged_after_s: float | None = None
    result_after_s: float | None = None
    why: str = ""
    is_master: bool = False
    product: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is awaited for it."""
        return self.outcome is not None or bool(self.why)

    @property
    def goes_on(self) -> bool:
        """Whether the gate stays shut for it: only for PASS."""
        return self.outcome is Outcome.PASS and not self.is_master


class Conveyor:
    """A belt that moves by one pitch with every part.

    Parameters
    ----------
    gate_pitches
        How far behind the sensor the gate is, 1 or more.

    Examples
    --------
    >>> belt = Conveyor(gate_pitches=2)
    >>> [belt.enter(PlcPart(serial, serial)) for serial in (1, 2)]
    [None, None]
    >>> belt.note(PlcPart(1, 1, Outcome.PASS))
    >>> belt.enter(PlcPart(3, 3)).goes_on
    True
    """

    def __init__(self, gate_pitches: int) -> None:
        self._belt: deque[PlcPart | None] = deque([None] * gate_pitches)

    def enter(self, part: PlcPart) -> PlcPart | None:
        """Move by one pitch, `part` now under the sensor; return the part that has reached the gate."""
        self._belt.appendleft(part)
        return self._belt.pop()

    def note(self, part: PlcPart) -> None:
        """Remember what is known of a part now; one that has left the belt is past helping."""
        for place, there in enumerate(self._belt):
            if there and there.serial == part.serial:
                self._belt[place] = part

    @property
    def before_gate(self) -> PlcPart | None:
        """The part that reaches the gate with the next move."""
        return self._belt[-1]

    def open_parts(self) -> tuple[PlcPart, ...]:
        """Return the parts on the belt for which a result is awaited, oldest first."""
        return tuple(part for part in reversed(self._belt) if part and not part.is_settled)

    def run_out(self) -> tuple[PlcPart, ...]:
        """Empty the belt over the gate; return its parts, oldest first."""
        parts = tuple(part for part in reversed(self._belt) if part)
        self._belt = deque([None] * len(self._belt))
        return parts
