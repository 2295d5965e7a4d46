"""A PLC on the bench, seen from the device: what it read, what it writes, what must hold in every write. Pure."""

from collections import deque
from dataclasses import dataclass, field, replace

from inspector.plc.link import ErrorCode
from inspector.plc.plain_modbus import Asked
from inspector.plc.registers import Contract, DeviceWords, PlcWords

READY_FIRST = "trigger only while ready"
NEW_ID = "trigger_id is new"
ID_STANDS = "trigger_id stands with trigger"
TRIGGER_HELD = "trigger is held until trigger_ack"
TRIGGER_FALLS = "trigger falls after trigger_ack"
VALID_FIRST = "result_ack only with a result"
ACK_HELD = "result_ack is held until result_valid is 0"
ACK_FALLS = "result_ack falls after result_valid"
ACKNOWLEDGED = "every result is acknowledged"
BEATS = "heartbeat_in goes on"
SERVED = "nothing is asked that is not served"
VERSION = "map_version is read before the first part"
SELECT_FREE = "a product is asked for between two parts"
SELECT_HELD = "product_select_request is held until answered"
SELECT_FALLS = "product_select_request falls when answered"


@dataclass(frozen=True, slots=True)
class PlcPatience:
    """How long the tester waits for the PLC, and what the PLC was told of the device.

    `deadline_s` is the deadline of the recipe, behind which the PLC gives a part up. `wait_s` is how long a call, and
    then each next part, may take. A bit that has to follow another does so within `step_s`, `result_ack` comes within
    `ack_s`. `heartbeat_in` changes within `beat_s`: the 500 ms of the contract, and a quarter of a second for the wire.
    A `heartbeat_out` that stands for `beat_limit_s` is a silent device; its own counts every `own_beat_s`.
    """

    deadline_s: float = 2.0
    wait_s: float = 30.0
    step_s: float = 1.0
    ack_s: float = 2.0
    beat_s: float = 0.75
    beat_limit_s: float = 2.0
    own_beat_s: float = 0.5


@dataclass(slots=True)
class Broken:
    """What was seen where a clause was broken first, and the last requests and replies."""

    seen: str
    wire: tuple[Asked, ...] = ()


@dataclass(slots=True)
class _Step:
    """A trigger or a request for a product: since when it is up, and whether the PLC has read its answer."""

    since_s: float = float("-inf")
    is_answered: bool = False


@dataclass(eq=False)
class Witness:
    """Looks over every read and write of one PLC; `broken` says which clauses it broke, with the first sight of each.

    A bit is judged by what the PLC had read: of two reads before a write the older counts too, because a PLC writes
    what it made of a read while the next may be under way. While `is_pardoned` (the device does not live, or says so),
    and while no PLC writes, nothing has to follow within a time.
    """

    contract: Contract
    patience: PlcPatience
    broken: dict[str, Broken] = field(default_factory=dict)
    is_pardoned: bool = False
    triggers: int = 0
    has_asked_for_product: bool = False

    def __post_init__(self) -> None:
        self.said = PlcWords()
        self._image = [0] * self.contract.device.count
        self._reads: deque[DeviceWords] = deque(maxlen=2)
        self._trigger = _Step()
        self._select = _Step()
        self._since_s: dict[str, float] = {}
        self._beat_s: float | None = None
        self._knows_version = False

    # ------------------------------------------------------------ what comes over the wire

    def read(self, address: int, registers: list[int]) -> None:
        """See what the PLC was given to read, from register `address` on."""
        block = self.contract.device
        first = max(address, block.start)
        given = registers[first - address : block.start + block.count - address]
        if not given:
            return
        self._image[first - block.start : first - block.start + len(given)] = given
        seen = block.decode(DeviceWords, self._image)
        self._reads.append(seen)
        version = next(register.address for register in block.registers if register.name == "map_version")
        self._knows_version |= first <= version < first + len(given)
        self._trigger.is_answered |= self.said.trigger and (seen.trigger_ack or seen.missed_trigger)
        is_selected = seen.product_select_ack or seen.product_select_failed
        self._select.is_answered |= self.said.product_select_request and is_selected

    def wrote(self, words: PlcWords, refusal: ErrorCode, now_s: float) -> None:
        """See what the PLC wrote, all its words as they are then; `refusal` is why its trigger was not taken."""
        before, self.said = self.said, words
        self._look_at_trigger(before, words, refusal, now_s)
        self._look_at_acknowledge(before, words)
        self._look_at_product(before, words, now_s)
        if self._beat_s is None or words.heartbeat_in != before.heartbeat_in:
            self._look_at_beat(now_s)
            self._beat_s = now_s

    def refused(self, what: str) -> None:
        """See that something was asked that is not served."""
        self._hold(SERVED, False, what)  # noqa: FBT003 -- there is nothing to decide

    def hung_up(self) -> None:
        """See that the connection on which the PLC writes is gone: with the next one it starts from nothing."""
        self.said = replace(PlcWords(), heartbeat_in=self.said.heartbeat_in)
        self._reads.clear()
        self._trigger, self._select = _Step(), _Step()
        self._since_s.clear()
        self._beat_s = None
        self._knows_version = False

    def tick(self, truth: DeviceWords, shown: DeviceWords, now_s: float) -> None:
        """See time pass; `truth` is what the device has to say, `shown` what it says."""
        said, last = self.said, self._reads[-1] if self._reads else DeviceWords()
        self._look_at_beat(now_s)
        if self.is_pardoned or self._beat_s is None:
            self._since_s.clear()
            return
        step_s, ack_s = self.patience.step_s, self.patience.ack_s
        is_its_own = shown.result_valid and shown.result_id == truth.result_id
        self._in_time(TRIGGER_FALLS, said.trigger and self._trigger.is_answered, "trigger is up", step_s, now_s)
        self._in_time(ACKNOWLEDGED, is_its_own and not said.result_ack, "a result is shown", ack_s, now_s)
        is_down = said.result_ack and not (last.result_valid or shown.result_valid)
        self._in_time(ACK_FALLS, is_down, "result_ack is up without a result", step_s, now_s)
        is_done = said.product_select_request and self._select.is_answered
        self._in_time(SELECT_FALLS, is_done, "product_select_request is up, though answered,", step_s, now_s)

    def attach(self, wire: tuple[Asked, ...]) -> None:
        """Keep what was on the wire last with what was broken by it."""
        for broken in self.broken.values():
            broken.wire = broken.wire or wire

    # ------------------------------------------------------------ what must hold

    def _look_at_trigger(self, before: PlcWords, words: PlcWords, refusal: ErrorCode, now_s: float) -> None:
        if words.trigger and not before.trigger:
            self._trigger, self.triggers = _Step(now_s), self.triggers + 1
            bit = "challenge_ready" if words.challenge else "ready"
            may_ask = any(getattr(seen, bit) for seen in self._reads)
            self._hold(READY_FIRST, may_ask, f"trigger {words.trigger_id} rose, {bit} was 0 in what was read before")
            self._hold(VERSION, self._knows_version, f"trigger {words.trigger_id} rose, register 45 was never read")
            is_new = refusal not in {ErrorCode.TRIGGER_ID_ZERO, ErrorCode.TRIGGER_ID_REPEATED}
            self._hold(NEW_ID, is_new, f"trigger_id {words.trigger_id} was refused with error {refusal}")
        elif words.trigger:
            was, now = ((each.trigger_id, each.part_serial) for each in (before, words))
            found = f"trigger_id and part_serial changed from {was} to {now} while trigger was up"
            self._hold(ID_STANDS, was == now, found)
        elif before.trigger:
            held_s = now_s - self._trigger.since_s
            may_fall = self._trigger.is_answered or self.is_pardoned or held_s > self.patience.deadline_s
            found = (
                f"trigger {before.trigger_id} fell after {held_s:.2f} s, neither trigger_ack nor missed_trigger read"
            )
            self._hold(TRIGGER_HELD, may_fall, found)

    def _look_at_acknowledge(self, before: PlcWords, words: PlcWords) -> None:
        if words.result_ack and not before.result_ack:
            may_rise = any(seen.result_valid for seen in self._reads)
            self._hold(VALID_FIRST, may_rise, "result_ack rose, result_valid was 0 in what was read before")
        elif before.result_ack and not words.result_ack:
            stands = bool(self._reads) and all(seen.result_valid for seen in self._reads)
            self._hold(ACK_HELD, self.is_pardoned or not stands, "result_ack fell, result_valid was still read as 1")

    def _look_at_product(self, before: PlcWords, words: PlcWords, now_s: float) -> None:
        if words.product_select_request and not before.product_select_request:
            self._select, self.has_asked_for_product = _Step(now_s), True
            is_busy = bool(self._reads) and all(seen.busy or seen.results_waiting for seen in self._reads)
            found = f"product {words.product_select} was asked for with a part in work or a result unread"
            self._hold(SELECT_FREE, not is_busy, found)
        elif before.product_select_request:
            stands = words.product_select_request and words.product_select == before.product_select
            may_fall = self._select.is_answered or self.is_pardoned
            found = f"the request for product {before.product_select} was changed or taken back unanswered"
            self._hold(SELECT_HELD, stands or may_fall, found)

    def _look_at_beat(self, now_s: float) -> None:
        if self._beat_s is not None:
            stood_s = now_s - self._beat_s
            self._hold(BEATS, stood_s <= self.patience.beat_s, f"heartbeat_in stood for {stood_s:.2f} s")

    def _in_time(self, clause: str, waits: bool, what: str, limit_s: float, now_s: float) -> None:  # noqa: FBT001
        """Say that `clause` is broken where `waits` lasts for longer than `limit_s`."""
        if not waits:
            self._since_s.pop(clause, None)
            return
        took_s = now_s - self._since_s.setdefault(clause, now_s)
        self._hold(clause, took_s <= limit_s, f"{what} for more than {limit_s:g} s")

    def _hold(self, clause: str, holds: bool, otherwise: str) -> None:  # noqa: FBT001 -- reads as a sentence
        if not holds:
            self.broken.setdefault(clause, Broken(otherwise))
