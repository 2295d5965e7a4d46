"""What holds whatever PLC, station and clock do, in any order: no part passes that was not judged good in time."""

from dataclasses import dataclass, fields, replace
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from inspector.part import Outcome, Reason
from inspector.plc import changeover, handshake
from inspector.plc.link import ErrorCode, StationState, Trigger
from inspector.plc.registers import DeviceWords, PlcWords, ResultWords
from inspector.plc.state import HandshakeSettings, Move, State, results_pending

WELL = StationState(
    camera_up=True,
    recipe_loaded=True,
    recording=True,
    product_number=3,
    golden_revision=2,
    recipe_checksum=1,
    deadline_ms=3_000,
    products=(3, 4),
)
# Small, so that it is full now and then.
PATIENCE = HandshakeSettings(results_max=2)
VERDICTS = {
    Outcome.PASS: Reason.WITHIN_LIMITS,
    Outcome.REJECT: Reason.DEFECT,
    Outcome.RECHECK: Reason.CLOSE_TO_LIMIT,
    Outcome.FAULT: Reason.CAMERA,
}
RESULT_NAMES = [field.name for field in fields(ResultWords)]
# Few ids, so that they collide; deadline, heartbeat and station limits lie between the waits.
IDS = st.sampled_from([0, 1, 2, 3])
WAITS_S = st.sampled_from([0.0, 0.001, 0.1, 0.9, 2.1, 3.0, 7.0])
RARELY = st.sampled_from([True, False, False, False, False])
OUTCOMES = st.sampled_from([Outcome.PASS, *Outcome])


@dataclass
class Asked:
    """One accepted part as an observer knows it, who only sees what goes in and out."""

    trigger_id: int
    serial: int
    due_s: float
    good_in_time: bool = False
    spoilt: bool = False


def _result(words: DeviceWords) -> list[int]:
    return [getattr(words, name) for name in RESULT_NAMES]


def _bits(words: DeviceWords) -> list[bool]:
    return [words.pass_, words.reject, words.recheck, words.fault]


class AnyLine(RuleBasedStateMachine):
    """A PLC that does anything, a station that answers anything, at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 50.0
        self._boot()

    def _boot(self) -> None:
        self.state: State
        self.shown = DeviceWords()
        self.edges = 0
        self.asked: list[Asked] = []
        self.in_work: list[Trigger] = []
        first = handshake.boot(PATIENCE, 1, WELL, self.now_s)
        assert _bits(first.frames[-1]) == [False] * 4
        assert not first.frames[-1].result_valid
        self._apply(first)

    def _apply(self, move: Move) -> None:
        for before, after in pairwise((self.shown, *move.frames)):
            self._check_step(before, after)
        self.shown = (self.shown, *move.frames)[-1]
        self.state = move.state

    def _check_step(self, before: DeviceWords, after: DeviceWords) -> None:
        rose, fell = after.result_valid and not before.result_valid, before.result_valid and not after.result_valid
        if before.result_valid and after.result_valid:
            assert _result(before) + _bits(before) == _result(after) + _bits(after), "a shown result changed"
        if rose or fell:
            assert _result(before) == _result(after), "result words and result_valid changed in one step"
        flipped = before.result_toggle is not after.result_toggle
        assert flipped == rose or not after.online, "the toggle flips with every result, and only then"
        assert sum(_bits(after)) == (1 if after.result_valid else 0), "one result bit, and only with result_valid"
        alone = after.results_waiting == 1 and not after.busy
        assert after.exposure_done or not (after.result_valid and alone), "a result is shown and its part may not move"

    # ------------------------------------------------------------ what may happen

    @rule(
        trigger=st.booleans(),
        result_ack=st.booleans(),
        clear_error=st.booleans(),
        request=st.booleans(),
        trigger_id=IDS,
        beats=st.booleans(),
        product=st.sampled_from([3, 4, 9]),
    )
    def plc_writes(self, **drawn: int) -> None:
        beat = self.state.plc.heartbeat_in + drawn["beats"]
        self._write(
            PlcWords(
                trigger=bool(drawn["trigger"]),
                result_ack=bool(drawn["result_ack"]),
                clear_error=bool(drawn["clear_error"]),
                product_select_request=bool(drawn["request"]),
                product_select=drawn["product"],
                trigger_id=drawn["trigger_id"],
                heartbeat_in=beat,
                part_serial=self.edges + 1,
            )
        )

    @rule()
    def plc_takes_its_next_proper_step(self) -> None:
        words = self.state.plc
        if self.shown.result_valid:
            self._write(replace(words, result_ack=True))
        elif words.result_ack or words.trigger:
            self._write(replace(words, result_ack=False, trigger=False))
        elif self.shown.ready:
            self._trigger_next()
        elif self.shown.error_code == ErrorCode.PRODUCT_NOT_SELECTED or self.shown.product_select_failed:
            self._write(replace(words, product_select_request=not words.product_select_request, product_select=3))

    @precondition(lambda self: self.shown.ready)
    @rule()
    def plc_triggers_without_reading_what_waits(self) -> None:
        self._trigger_next()

    def _trigger_next(self) -> None:
        words = replace(self.state.plc, trigger=False)
        self._write(words)
        self._write(replace(words, trigger=True, trigger_id=words.trigger_id % 3 + 1, part_serial=self.edges + 1))

    @rule()
    def plc_asks_again_for_the_same_part(self) -> None:
        self._write(replace(self.state.plc, trigger=False))
        self._write(replace(self.state.plc, trigger=True, part_serial=self.edges + 1))

    @rule(really=RARELY)
    def plc_restarts_and_begins_with_its_first_part(self, really: bool) -> None:  # noqa: FBT001
        if not really:
            return
        self._write(PlcWords(clear_error=True, result_ack=self.shown.result_valid))
        self._write(PlcWords())
        self._write(PlcWords(trigger=True, trigger_id=1, part_serial=self.edges + 1))

    def _write(self, words: PlcWords) -> None:
        self.edges += words.trigger and not self.state.plc.trigger
        was_ready, old, before = self.shown.ready, self.state.part, self.state.plc
        move = handshake.plc_wrote(self.state, words, self.now_s)
        part = move.state.part
        if part and move.state.accepted > self.state.accepted:
            assert was_ready, "a trigger was accepted while ready was 0"
            self.asked.append(Asked(part.trigger_id, part.serial, self.now_s + WELL.deadline_ms / 1000))
        elif words.trigger and not before.trigger:
            self._spoil_repeated(words.trigger_id)
        asks = words.product_select_request and not before.product_select_request
        if asks and words.product_select != self.state.station.product_number and old:
            self.asked[-1].spoilt = True
        self._apply(move)

    def _spoil_repeated(self, trigger_id: int) -> None:
        """Note that nobody can tell any more which part an id means that was used again."""
        pending = {result.result_id for result in results_pending(self.state)}
        in_work = {self.state.part.trigger_id} if self.state.part else set()
        same = [part for part in self.asked if part.trigger_id == trigger_id]
        if same and trigger_id in pending | in_work | {self.asked[-1].trigger_id}:
            same[-1].spoilt = True
            self.asked[-1].spoilt = True

    @rule()
    def station_asks(self) -> None:
        move, trigger = handshake.take_trigger(self.state, self.now_s)
        self._apply(move)
        if trigger:
            assert trigger.due_in_s > 0.0, "a part was handed over past its deadline"
            self.in_work.append(trigger)

    @rule()
    def a_part_comes_into_work(self) -> None:
        for _ in range(4):
            self.plc_takes_its_next_proper_step()
            self.station_asks()
            if self.state.part:
                break

    @precondition(lambda self: self.in_work)
    @rule(which=st.integers(0, 3), outcome=OUTCOMES)
    def station_answers(self, which: int, outcome: Outcome) -> None:
        trigger = self.in_work.pop(which % len(self.in_work))
        asked = next(part for part in self.asked if part.serial == trigger.serial)
        asked.good_in_time = outcome is Outcome.PASS and self.now_s < asked.due_s
        words = ResultWords(outcome=outcome, reason=VERDICTS[outcome], result_id=trigger.trigger_id, score_milli=5)
        move, shown = handshake.part_judged(self.state, trigger, words, self.now_s)
        assert shown.outcome is not Outcome.PASS or asked.good_in_time or shown.at_s < self.now_s
        self._apply(move)

    @precondition(lambda self: self.in_work)
    @rule()
    def station_finds_its_last_part_good(self) -> None:
        self.station_answers(len(self.in_work) - 1, Outcome.PASS)

    @precondition(lambda self: self.in_work)
    @rule()
    def part_is_photographed(self) -> None:
        self._apply(handshake.part_exposed(self.state, self.in_work[-1], self.now_s))

    @rule(recipe=st.sampled_from([1, 2]), camera_up=st.sampled_from([True, True, True, False]))
    def station_reports(self, recipe: int, camera_up: bool) -> None:  # noqa: FBT001
        changes = recipe != self.state.station.recipe_checksum
        station = replace(self.state.station, recipe_checksum=recipe, camera_up=camera_up)
        self._apply(handshake.station_reported(self.state, station, self.now_s))
        if changes:
            assert not self.shown.result_valid, "a result of the recipe before is still shown"
            if self.asked and self.state.part:
                self.asked[-1].spoilt = True

    @precondition(lambda self: changeover.wanted(self.state) != 0)
    @rule(arrives=st.booleans())
    def station_goes_over(self, arrives: bool) -> None:  # noqa: FBT001
        number = changeover.wanted(self.state)
        if not arrives:
            self._apply(handshake.product_refused(self.state, number, self.now_s))
            assert self.shown.product_select_failed
            return
        station = replace(self.state.station, product_number=number)
        self._apply(handshake.station_reported(self.state, station, self.now_s))
        assert not self.shown.results_waiting, "a result of the product before still waits"
        if self.state.part:
            self.asked[-1].spoilt = True

    @rule(really=RARELY)
    def the_wire_breaks_and_is_back(self, really: bool) -> None:  # noqa: FBT001
        if not really:
            return
        self._apply(handshake.plc_gone(self.state, self.now_s))
        assert not self.shown.results_waiting
        if self.state.part:
            self.asked[-1].spoilt = True
        self._apply(handshake.plc_back(self.state, self.now_s))

    @rule(seconds=WAITS_S)
    def time_passes(self, seconds: float) -> None:
        self.now_s += seconds
        self._apply(handshake.time_passed(self.state, self.now_s))
        part = self.state.part
        assert part is None or self.now_s < part.due_s, "the deadline passed and the part has no answer"

    @rule(seconds=WAITS_S)
    def time_passes_unnoticed(self, seconds: float) -> None:
        self.now_s += seconds

    @rule(really=RARELY)
    def device_restarts(self, really: bool) -> None:  # noqa: FBT001
        if not really:
            return
        self._apply(handshake.went_offline(self.state))
        assert self.shown == DeviceWords(map_version=1)
        self._boot()

    # ------------------------------------------------------------ what holds always

    @invariant()
    def a_pass_is_a_timely_pass_of_exactly_the_part_whose_id_is_shown(self) -> None:
        if self.shown.pass_:
            own = [part for part in self.asked if part.trigger_id == self.shown.result_id][-1]
            assert own.good_in_time
            assert not own.spoilt

    @invariant()
    def no_trigger_is_unaccounted_for(self) -> None:
        pending = 1 if self.state.part else 0
        assert self.edges == self.shown.inspected + pending + self.shown.missed

    @invariant()
    def ready_means_that_everything_is_well_and_nothing_pending(self) -> None:
        if self.shown.ready:
            pending = self.shown.busy or self.shown.trigger_ack or self.state.plc.trigger
            assert (self.state.station.camera_up, pending) == (True, False)
            assert self.shown.results_waiting < PATIENCE.results_max, "ready without a free buffer"
            assert self.state.selected == self.shown.active_product, "ready for a product that nobody asked for"

    @invariant()
    def no_result_is_lost_for_want_of_room(self) -> None:
        assert self.shown.results_waiting <= PATIENCE.results_max
        assert self.shown.buffer_overrun <= (self.shown.missed_trigger), "an overrun that is no refused trigger"

    @invariant()
    def without_a_result_its_words_are_zero(self) -> None:
        assert self.shown.result_valid or not any(_result(self.shown))

    @invariant()
    def a_silent_plc_is_shown_no_result(self) -> None:
        assert not (self.state.plc_lost and self.shown.results_waiting)


AnyLine.TestCase.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
TestAnyLine = AnyLine.TestCase
