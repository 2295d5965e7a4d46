"""Visits every state the handshake can reach with a small alphabet of events, beside an observer who knows better.

The observer knows what goes in and what came out: which part was asked for, what the station found and when, what the
PLC has read. After every single step the words on the wire must be exactly what the observer expects.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from itertools import pairwise

from inspector.part import Outcome
from inspector.plc import handshake
from inspector.plc.link import StationState, Trigger
from inspector.plc.registers import DeviceWords, ResultWords
from inspector.plc.state import Counters, HandshakeSettings, Move, State
from inspector.plc.words import words_of

TICK_S = 1.0
NEVER_S = 1e9
STATION = StationState(
    camera_up=True,
    recipe_loaded=True,
    recording=True,
    product_number=3,
    golden_revision=1,
    recipe_checksum=1,
    deadline_ms=2_000,
)
PATIENT = HandshakeSettings(heartbeat_limit_s=2.0, station_limit_s=NEVER_S, beat_s=NEVER_S, results_max=2)
_RESULT = [field.name for field in fields(ResultWords)]
_OLDEST_S = 8.0


@dataclass(frozen=True, slots=True)
class World:
    """What can happen, by name of its event, and how patient the device is."""

    name: str
    events: Mapping[str, "Callable[[Walk], bool]"]
    settings: HandshakeSettings = PATIENT
    station: StationState = STATION


@dataclass(frozen=True, slots=True)
class Asked:
    """The part in work as the observer knows it."""

    trigger_id: int
    due_s: float
    spoilt: bool = False
    challenge: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """One state of device and observer, at second 0.

    `pending` are ids and outcomes that the PLC has still to read, `trigger` is what the station works on, `slipped` are
    ticks that nobody has noticed yet; it `owes` the verdict of a part that the deadline has answered;
    `late` is one that it gave up before and may yet answer.
    """

    state: State
    part: Asked | None = None
    pending: tuple[tuple[int, Outcome], ...] = ()
    trigger: Trigger | None = None
    slipped: int = 0
    owes: bool = False
    late: Trigger | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """How much was visited; `complete` where nothing was left out. `waiting` is how many results waited at most."""

    states: int
    steps: int
    complete: bool
    waiting: int


class BrokenError(AssertionError):
    """An invariant does not hold."""


def explore(world: World, states_max: int = 1_000_000) -> Found:
    """Visit, breadth first, every state that `world` can reach, at most `states_max` of them.

    Raises
    ------
    BrokenError
        A step shows what must not be; the message says what, and the events that lead there from boot.
    """
    first = boot(world)
    came: dict[Node, tuple[Node, str] | None] = {first: None}
    waiting, steps = deque([first]), 0
    while waiting and len(came) < states_max:
        node = waiting.popleft()
        for event, happens in world.events.items():
            walk = Walk(world, node)
            try:
                happened = happens(walk)
            except (BrokenError, ValueError) as broken:
                path = " > ".join((*_path_to(node, came), event))
                raise BrokenError(f"{world.name}: {broken}\n  after {path}") from broken
            steps += happened
            after = walk.node() if happened else node
            if after not in came:
                came[after] = (node, event)
                waiting.append(after)
    return Found(len(came), steps, not waiting, max(len(node.pending) for node in came))


def _path_to(node: Node, came: dict[Node, tuple[Node, str] | None]) -> tuple[str, ...]:
    path: list[str] = []
    while (before := came[node]) is not None:
        node = before[0]
        path.insert(0, before[1])
    return tuple(path)


def boot(world: World) -> Node:
    """Return where everything begins."""
    move = handshake.boot(world.settings, 1, world.station, 0.0)
    hold(not any(_result(move.frames[-1])), "a result stands there after boot")
    walk = Walk(world, Node(move.state))
    return walk.node()


class Walk:
    """One event from one node: what the machine makes of it, and what the observer expects."""

    def __init__(self, world: World, node: Node) -> None:
        self.world = world
        self.state = node.state
        self.part = node.part
        self.pending = list(node.pending)
        self.trigger = node.trigger
        self.now_s = node.slipped * TICK_S
        self.owes = node.owes
        self.late = node.late
        self.slipped = self.answered = 0

    def node(self) -> Node:
        """Return where the walk has led, without what makes no difference to anything that can follow."""
        at = 0.0 if self.slipped else self.now_s
        state = self.state
        tickets: dict[int, int] = {}
        for ticket in sorted({part.ticket for part in (state.part, self.trigger, self.late) if part}):
            tickets[ticket] = len(tickets) + 1
        part = state.part and replace(
            state.part, ticket=tickets[state.part.ticket], serial=0, came=0, accepted_s=0.0, due_s=state.part.due_s - at
        )
        heartbeat_s = None if state.heartbeat_s is None else max(state.heartbeat_s - at, -_OLDEST_S)
        watched = state.settings.station_limit_s < NEVER_S
        known = tuple(replace(s, ticket=tickets[s.ticket], at_s=0.0) for s in state.settled if s.ticket in tickets)
        state = replace(
            state,
            station_s=max(state.station_s - at, -_OLDEST_S) if watched else 0.0,
            beat_s=NEVER_S,
            plc=replace(state.plc, trigger_id=0, product_select=0, heartbeat_in=0, challenge=False),
            part=part,
            result=state.result and replace(state.result, time_ms=0),
            waiting=tuple(replace(result, time_ms=0) for result in state.waiting),
            toggle=False,
            accepted=len(tickets),
            settled=known,
            counters=Counters(),
            heartbeat_s=heartbeat_s,
        )
        trigger, late = (
            given and Trigger(given.trigger_id, 0, 0.0, tickets[given.ticket]) for given in (self.trigger, self.late)
        )
        asked = self.part and replace(self.part, due_s=self.part.due_s - at)
        return Node(state, asked, tuple(self.pending), trigger, self.slipped, self.owes, late)

    # ------------------------------------------------------------ what the observer expects

    def let_time_pass(self) -> None:
        """Expect what follows from time alone."""
        state, part = self.state, self.part
        if part and self.now_s >= part.due_s:
            self.answer(Outcome.FAULT)
            self.owes = state.part is not None and state.part.taken
        if self._is_silent(state.heartbeat_s, state.settings.heartbeat_limit_s) and not state.plc_lost:
            self.void(spoils=True)
        works = self.owes or (state.part is not None and state.part.taken)
        if self._is_silent(state.station_s, state.settings.station_limit_s + 2 * works) and not state.station_silent:
            self.void(spoils=False)

    def _is_silent(self, since_s: float | None, limit_s: float) -> bool:
        return since_s is not None and self.now_s - since_s > limit_s

    def answer(self, outcome: Outcome) -> None:
        """Expect the part in work to have its result, unless nobody is there to read it."""
        if self.part is None:
            raise BrokenError("an answer without a part")
        if not self.state.plc_lost:
            self.pending.append((self.part.trigger_id, expected(self.part, outcome)))
        self.answered += not self.part.challenge
        self.part = None

    def void(self, *, spoils: bool) -> None:
        """Expect every result to go down, and the part in work to be FAULT if need be."""
        self.pending.clear()
        if spoils and self.part:
            self.part = replace(self.part, spoilt=True)

    # ------------------------------------------------------------ what the machine did

    def go(self, move: Move, allowed: list[tuple[int, Outcome]]) -> None:
        """Take over what the machine made of an event; a PASS on the way must be one of `allowed` or expected now."""
        before = words_of(self.state)
        fell, holds = self.state.plc.result_ack, move.state.plc.result_ack
        may_pass = {trigger_id for trigger_id, outcome in (*allowed, *self.pending) if outcome is Outcome.PASS}
        for one, other in pairwise((before, *move.frames)):
            _check_step(one, other)
            hold(not other.pass_ or other.result_id in may_pass, f"PASS for part {other.result_id}")
            fell = fell or (one.result_valid and not other.result_valid)
            rose = other.result_valid and not one.result_valid
            hold(not (rose and fell and holds), "a result came up while result_ack still holds for the one before")
        self.state, shown = move.state, words_of(move.state)
        answered = shown.inspected - before.inspected
        hold(answered == self.answered or not shown.online, f"{answered} parts were answered, not {self.answered}")
        self.answered = 0
        self._check_state(shown)

    def _check_state(self, shown: DeviceWords) -> None:
        hold(shown.busy == (self.part is not None), f"busy is {shown.busy} with {self.part} in work")
        if not shown.online:
            hold(not any(_result(shown)), "a result while offline")
            return
        hold(not shown.trigger_ack or self.state.plc.trigger, "trigger_ack is up without a trigger")
        waiting = f"{shown.results_waiting} results wait, expected {self.pending}"
        hold(shown.results_waiting == len(self.pending), waiting)
        hold(shown.results_waiting <= self.world.settings.results_max, "more results than room")
        is_shown = bool(self.pending) and (shown.result_valid or not self.state.plc.result_ack)
        hold(shown.result_valid == is_shown, f"result_valid is {shown.result_valid}, expected {is_shown}")
        if shown.result_valid:
            wire = (shown.result_id, Outcome(shown.outcome))
            hold(wire == self.pending[0], f"{wire} is shown, expected {self.pending[0]}")
        else:
            hold(not any(_result(shown)), "words of a result without result_valid")
        takes, due = self._takes_a_part(shown), self.state.station.challenge_due
        hold(shown.ready == (takes and not due), f"ready is {shown.ready}, expected {takes and not due}")
        opened = takes and self.state.station.challenge_open
        hold(shown.challenge_ready == opened, f"challenge_ready is {shown.challenge_ready}, expected {opened}")

    def _takes_a_part(self, shown: DeviceWords) -> bool:
        """Return whether nothing but due challenge parts stands in the way of a trigger, seen from outside."""
        state, station = self.state, self.state.station
        well = station.camera_up and station.recipe_loaded and station.recording
        there = not (state.plc_lost or state.station_silent or shown.product_select_failed)
        means = state.selected == station.product_number or (state.selected == 0 and len(station.products) < 2)
        busy = self.part or self.owes or shown.trigger_ack or state.plc.trigger
        return well and there and means and not busy and len(self.pending) < self.world.settings.results_max


def expected(part: Asked, outcome: Outcome) -> Outcome:
    """Return what a part must be answered of which the station found `outcome`."""
    if part.spoilt or outcome is Outcome.FAULT:
        return Outcome.FAULT
    return Outcome.REJECT if part.challenge else outcome


def _check_step(before: DeviceWords, after: DeviceWords) -> None:
    rose, fell = after.result_valid and not before.result_valid, before.result_valid and not after.result_valid
    if before.result_valid and after.result_valid:
        hold(_result(before) == _result(after), "a shown result changed")
    if rose or fell:
        hold(_result(before) == _result(after), "result words and result_valid changed in one step")
    bits = (after.pass_, after.reject, after.recheck, after.fault)
    hold(sum(bits) == after.result_valid, f"result bits {bits} with result_valid {after.result_valid}")
    flipped = before.result_toggle is not after.result_toggle
    hold(flipped == rose or not after.online, "the toggle flips with every result, and only then")
    hold(not (after.ready and after.result_valid and after.busy), "ready with a part in work")
    hold(not (after.ready and after.challenge_due), "ready while challenge parts are due")


def _result(words: DeviceWords) -> list[int]:
    return [getattr(words, name) for name in _RESULT]


def hold(claim: bool, what: str) -> None:  # noqa: FBT001
    """Raise BrokenError with `what` is wrong unless the claim holds."""
    if not claim:
        raise BrokenError(what)
