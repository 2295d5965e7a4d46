"""The tester's end of the wire where a PLC is tried: a device that acts, and what people have to look at meanwhile."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from inspector.plc.link import ErrorCode, StationState
from inspector.plc.probe import BrokenError
from inspector.plc.probe_plc import PlcPatience, Witness
from inspector.plc.registers import Contract
from inspector.plc.simulated_device import Lie, Plan, Played, Rise, SimulatedDevice, Stage, truthful

MOMENT_S = 0.1
_CYCLE_S = 0.005
_AWAY_S = 1.0
WELL = StationState(
    camera_up=True,
    recipe_loaded=True,
    recording=True,
    product_number=1,
    golden_revision=1,
    recipe_checksum=1,
    deadline_ms=2_000,
)


@dataclass(frozen=True, slots=True)
class Look:
    """A part whose way at the gate only people see: whether it must go on there, and why."""

    trigger_id: int
    part_serial: int
    goes_on: bool
    why: str


@dataclass(eq=False)
class Bench:
    """The device that the acts play with, and what the PLC did to it."""

    device: SimulatedDevice
    witness: Witness
    contract: Contract
    patience: PlcPatience
    parts: int
    told: Callable[[Look], None]
    gate: list[Look] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stage = Stage(self.contract, self.patience, WELL, self.witness)

    async def until(self, holds: Callable[[], object], what: str, within_s: float) -> None:
        """Let the device work until it is so; the clause is broken where that takes longer than `within_s`."""
        end_s = time.monotonic() + within_s
        while not holds():
            self.stage.work(time.monotonic())
            if time.monotonic() > end_s:
                raise BrokenError(f"{what}: not within {within_s:g} s")
            await asyncio.sleep(_CYCLE_S)

    async def wait(self, for_s: float) -> None:
        """Let the device work for so long."""
        end_s = time.monotonic() + for_s
        while time.monotonic() < end_s:
            self.stage.work(time.monotonic())
            await asyncio.sleep(_CYCLE_S)

    async def next_part(self, plan: Plan, why: str, *, goes_on: bool = False) -> Played:
        """Return the next part that the PLC asks for as soon as it has asked; people look where it goes."""
        self.stage.plan = plan
        await self.until(lambda: self.stage.plan is None, "a trigger", self.patience.wait_s)
        if self.stage.played is None:
            raise BrokenError("the part is gone")
        self.look(self.stage.played.rise, why, goes_on=goes_on)
        return self.stage.played

    async def part(self, plan: Plan, why: str, *, goes_on: bool = False) -> None:
        """Let the next part go by `plan` until its result was read."""
        played = await self.next_part(plan, why, goes_on=goes_on)
        patience = self.patience
        within_s = patience.deadline_s + patience.step_s + patience.ack_s
        await self.until(lambda: played.is_read, f"result_ack for part {played.rise.trigger_id}", within_s)

    async def left(self, part: Played) -> None:
        """Let the PLC come back and read the result that it has left, or its silence take that down."""
        trigger_id = part.rise.trigger_id
        await self.until(
            lambda: not self.stage.awaits(trigger_id), f"result_ack for part {trigger_id}", self.patience.wait_s
        )

    def calm(self) -> None:
        """Be again as every act begins, whatever the act before was in."""
        self.stage.plan, self.stage.lie, self.witness.is_pardoned = None, truthful, False
        self.stage.be(camera_up=True, error_code=ErrorCode.NONE, challenge_due=False, challenge_open=False)

    def look(self, rise: Rise, why: str, *, goes_on: bool = False) -> None:
        """Let people look where a part goes."""
        look = Look(rise.trigger_id, rise.part_serial, goes_on, why)
        self.gate.append(look)
        self.told(look)

    @contextmanager
    def pardoned(self) -> Iterator[None]:
        """Have a device that does not live while it lasts: nothing has to follow within a time."""
        self.witness.is_pardoned = True
        yield
        self.witness.is_pardoned = False

    async def go_on(self) -> None:
        """Let a part come and pass: the PLC has found back into the four phases."""
        await self.part(Plan(), "an ordinary PASS", goes_on=True)

    async def restart(self, lie: Lie = truthful) -> None:
        """Go offline, let nobody call for a moment, and be there again as after a start."""
        with self.pardoned():
            self.stage.go_offline()
            await self.wait(MOMENT_S)
            await self.device.close()
            await asyncio.sleep(_AWAY_S)
        self.stage = Stage(self.contract, self.patience, self.stage.station, self.witness)
        self.stage.lie = lie
        self.device.has_been_called = False
        await self.device.open(self.stage)
        await self.until(lambda: self.device.has_been_called, "a call after the restart", self.patience.wait_s)
