"""A conveyor for the fault matrix: it knows the truth of each part, and counts what wrongly goes on behind its gate.

The judge is independent of the device: what a part is was decided before it came under the camera, and a part goes on
only where the simulated PLC's gate let it.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from inspector.plc.contract import shipped_contract
from inspector.plc.conveyor import PlcPart
from inspector.plc.link import ErrorCode
from inspector.plc.registers import DeviceWords, PlcWords
from inspector.plc.simulated import SimulatedPlc
from inspector.plc.simulated_faults import FaultSettings
from inspector.plc.simulated_program import Watchers
from inspector.plc.simulated_settings import SimulatedPlcSettings


class Truth(StrEnum):
    """What is true of a part, whatever anybody says of it."""

    GOOD = "good"
    DEFECTIVE = "defective"
    UNSEEN = "unseen"
    """No usable picture of it was ever taken: nobody can know."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One part as it lies on the belt, and what the camera would see of it, uint8 (H, W) or (H, W, 3) BGR."""

    truth: Truth
    image: NDArray[np.uint8]


class Eye:
    """What a belt tells of a camera: a part lies under it, the device has taken its trigger."""

    def under(self, piece: Piece) -> None:
        """Lay a part under the camera."""

    def triggered(self, piece: Piece) -> None:
        """Photograph it."""


PLC = SimulatedPlcSettings(takt_s=0.0, poll_s=0.005, result_timeout_s=4.0, reply_timeout_s=0.5, heartbeat_s=0.2)
SETTLED_WITHIN_S = 300.0


@dataclass(eq=False)
class Belt:
    """A simulated PLC with its conveyor in a thread of its own; `send` puts one part on the belt.

    `wrong` counts the parts that the gate let go on though they were not good or not seen; `longest_shown_s` is how
    long one result was up without a break. The PLC gives a part up after `patience_s`.
    """

    port: int
    eye: Eye
    faults: FaultSettings = field(default_factory=FaultSettings)
    wrong: int = 0
    went_on: int = 0
    codes: set[str] = field(default_factory=set)
    scanned: Callable[[DeviceWords, PlcWords], None] = lambda _seen, _said: None
    shows_masters: bool = False
    seen: DeviceWords | None = None
    gate_pitches: int = 1
    patience_s: float = PLC.result_timeout_s
    longest_shown_s: float = 0.0

    def __post_init__(self) -> None:
        self._waiting: deque[Piece] = deque()
        self._pieces: dict[int, Piece] = {}
        self._settled: SimpleQueue[PlcPart] = SimpleQueue()
        settings = replace(PLC, port=self.port, faults=self.faults, shows_masters=self.shows_masters)
        settings = replace(settings, gate_pitches=self.gate_pitches, result_timeout_s=self.patience_s)
        self._shown: tuple[int, float] = (0, 0.0)
        watchers = Watchers(
            at_sensor=self._under,
            taken=lambda part: self.eye.triggered(self._pieces[part.serial]),
            settled=self._settled.put,
            at_gate=self._judge,
            scanned=self._look,
            is_part_there=lambda: bool(self._waiting),
        )
        self._plc = SimulatedPlc(settings, shipped_contract(), watchers)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._plc.run()), name="belt")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._plc.stop()
        self._thread.join()

    def send(self, piece: Piece) -> PlcPart:
        """Return what the PLC knows of `piece` when nothing more is awaited for it."""
        self._waiting.append(piece)
        try:
            part = self._settled.get(timeout=SETTLED_WITHIN_S)
        except Empty:
            raise AssertionError(f"the part was not asked for within {SETTLED_WITHIN_S} s: {self.codes}") from None
        if self._pieces[part.serial] is not piece:
            raise AssertionError(f"another part than the one that was sent was settled: {part}, of {len(self._pieces)}")
        return part

    def lay(self, piece: Piece) -> None:
        """Put one more part on the belt; `next_settled` tells of it."""
        self._waiting.append(piece)

    def next_settled(self) -> PlcPart:
        """Return the next part of which nothing more is awaited."""
        return self._settled.get(timeout=SETTLED_WITHIN_S)

    @property
    def faults_begun(self) -> int:
        """How often the PLC's fault has come."""
        return self._plc.faults_begun

    def break_next(self) -> None:
        """Let the fault of the settings come with the next part."""
        self._plc.break_next()

    def mend(self) -> None:
        """Let the fault that lasts be over."""
        self._plc.mend()

    def _under(self, part: PlcPart) -> None:
        piece = self._waiting.popleft()
        self._pieces[part.serial] = piece
        self.eye.under(piece)

    def _judge(self, part: PlcPart) -> None:
        self.went_on += part.goes_on
        self.wrong += part.goes_on and self._pieces[part.serial].truth is not Truth.GOOD

    def _look(self, seen: DeviceWords, said: PlcWords) -> None:
        self.seen = seen
        if seen.error_code:
            self.codes.add(ErrorCode(seen.error_code).name)
        now_s = time.monotonic()
        if not seen.result_valid or seen.result_id != self._shown[0]:
            self._shown = (seen.result_id, now_s)
        self.longest_shown_s = max(self.longest_shown_s, now_s - self._shown[1] if seen.result_valid else 0.0)
        self.scanned(seen, said)
