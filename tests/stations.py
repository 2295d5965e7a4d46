"""A small station for tests of the PLC link: its own thread takes each trigger and answers what the test chose."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from makers import MOMENT, PROVENANCE, make_inspection, make_rejected

from inspector.part import Inspection, Outcome, Reason, Signal, StageTimes, Verdict
from inspector.plc.link import PlcLink, StationState, Trigger

WELL = StationState(
    camera_up=True,
    recipe_loaded=True,
    recording=True,
    product_number=3,
    golden_revision=2,
    recipe_checksum=0xBEEF,
    deadline_ms=1_000,
)


def passed(trigger: Trigger) -> Inspection:
    return make_inspection(trigger_id=trigger.trigger_id)


def rejected(trigger: Trigger) -> Inspection:
    return make_rejected(trigger_id=trigger.trigger_id)


def faulted(trigger: Trigger) -> Inspection:
    verdict = Verdict(Outcome.FAULT, Reason.CAMERA, None, (), "no camera")
    return Inspection("P9", trigger.trigger_id, MOMENT, verdict, PROVENANCE, StageTimes())


@dataclass
class SmallStation:
    """Opens `link`, answers every part with `verdict`, closes the link at the end. `delay_s` is its thinking time."""

    link: PlcLink
    verdict: Callable[[Trigger], Inspection] = passed
    delay_s: float = 0.0
    state: StationState = WELL
    signals: dict[int, Signal] = field(default_factory=dict)
    acknowledged: list[int] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._stopping = threading.Event()
        self.link.open(self.state)
        self._thread = threading.Thread(target=self._run, name="small-station")
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stopping.set()
        self._thread.join()
        self.link.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            trigger = self.link.next_trigger(0.02)
            if trigger:
                self.link.exposed(trigger)
                time.sleep(self.delay_s)
                self.signals[trigger.trigger_id] = self.link.answer(trigger, self.verdict(trigger))
            self.acknowledged += [trigger_id for trigger_id, _ in self.link.acknowledged()]
