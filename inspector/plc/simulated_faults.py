"""What can be made to go wrong with the simulated PLC, to see what the device does about it. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum

from inspector.plc.conveyor import PlcPart
from inspector.plc.registers import DeviceWords, PlcWords

_EARLY_S = 0.3


class PlcFault(StrEnum):
    """One fault; each begins while a part is in work."""

    STOPS_POLLING = "stops-polling"
    """Nothing is read or written for a while, the connection stays open."""
    REBOOTS = "reboots"
    """The connection is gone, all memory too: what is on the belt is rejected, trigger ids begin at 1."""
    GARBAGE = "garbage"
    """Bytes that are no Modbus, then a new connection."""
    GARBAGE_WORDS = "garbage-words"
    """Valid requests whose words make no sense."""
    TRIGGERS_TOO_FAST = "triggers-too-fast"
    """Another trigger while the part is in work."""
    NEVER_ACKNOWLEDGES = "never-acknowledges"
    """`result_ack` stays down for a while, whatever is shown."""
    ACKNOWLEDGES_EARLY = "acknowledges-early"
    """`result_ack` is up before there is a result."""
    REPEATS_TRIGGER_ID = "repeats-trigger-id"
    """A second trigger with the id of the part in work."""
    CHANGES_PRODUCT = "changes-product-in-mid-part"
    """Another product is asked for while the part is in work."""
    HEARTBEAT_STOPS = "heartbeat-stops"
    """`heartbeat_in` stands still for a while, everything else goes on."""
    CHALLENGE_STICKS = "challenge-sticks"
    """`challenge` stays up for a while: the parts after this one are triggered as challenge parts."""


ON_THE_WIRE = frozenset({PlcFault.STOPS_POLLING, PlcFault.REBOOTS, PlcFault.GARBAGE})
"""Faults of the connection; the others are in the words."""
_LASTING = frozenset({PlcFault.NEVER_ACKNOWLEDGES, PlcFault.HEARTBEAT_STOPS, PlcFault.CHALLENGE_STICKS})
_STUCK_BITS: dict[PlcFault, dict[str, bool]] = {
    PlcFault.NEVER_ACKNOWLEDGES: {"result_ack": False},
    PlcFault.ACKNOWLEDGES_EARLY: {"result_ack": True},
    PlcFault.CHALLENGE_STICKS: {"challenge": True},
}
_NONSENSE = (
    PlcWords(trigger=True, result_ack=True, product_select_request=True, trigger_id=0xFFFF, product_select=0xFFFF),
    PlcWords(trigger=True, trigger_id=0, part_serial=0xFFFF_FFFF),
    PlcWords(result_ack=True, clear_error=True, trigger_id=0x5A5A, product_select=0xA5A5),
)


@dataclass(frozen=True, slots=True)
class FaultSettings:
    """Which fault comes with every `every`-th part, None for none; one that lasts goes on for `lasts_s`.

    With 0 for `every` it comes when it is asked for.
    """

    fault: PlcFault | None = None
    every: int = 5
    lasts_s: float = 3.0


class Faults:
    """Makes the words of a sound program faulty while a fault lasts.

    Parameters
    ----------
    settings
        Which fault, how often, how long.
    """

    def __init__(self, settings: FaultSettings) -> None:
        self._settings = settings
        self._last_serial = 0
        self._began_s: float | None = None
        self._scans = 0
        self._is_asked_for = False
        self.begun = 0

    def ask(self) -> None:
        """Let the fault come with the next part."""
        self._is_asked_for = True

    def end(self) -> None:
        """Let the fault that lasts be over."""
        self._began_s = None

    def begins(self, in_work: PlcPart | None, now_s: float) -> PlcFault | None:
        """Return the fault that begins now, with `in_work` being the part that the device works on."""
        settings = self._settings
        if settings.fault is None or in_work is None or in_work.serial == self._last_serial:
            return None
        self._last_serial = in_work.serial
        if not (self._is_asked_for or (settings.every and in_work.serial % settings.every == 0)):
            return None
        self._is_asked_for = False
        self.begun, self._began_s, self._scans = self.begun + 1, now_s, 0
        return settings.fault

    def beats(self, now_s: float) -> bool:
        """Return whether the heartbeat goes on."""
        return not (self._settings.fault is PlcFault.HEARTBEAT_STOPS and self._lasts(now_s))

    def spoilt(self, words: PlcWords, seen: DeviceWords, now_s: float) -> PlcWords:
        """Return what a faulty PLC writes in the place of `words`, after having read `seen`."""
        if not self._lasts(now_s):
            return words
        self._scans += 1
        stuck = _STUCK_BITS.get(self._settings.fault) if self._settings.fault else None
        if stuck:
            return replace(words, **stuck)
        faulty = words
        match self._settings.fault:
            case PlcFault.GARBAGE_WORDS:
                faulty = _NONSENSE[self._scans % len(_NONSENSE)]
            case PlcFault.TRIGGERS_TOO_FAST:
                faulty = self._once_more(words, (words.trigger_id + 1_000) % 0xFFFF + 1)
            case PlcFault.REPEATS_TRIGGER_ID:
                faulty = self._once_more(words, words.trigger_id)
            case PlcFault.CHANGES_PRODUCT:
                # There and back where a station has both; 0 would be no product at all.
                other = seen.active_product ^ 1 or 2
                faulty = replace(words, product_select=other, product_select_request=True)
            case _:
                pass
        return faulty

    def _once_more(self, words: PlcWords, trigger_id: int) -> PlcWords:
        """Return `words` with a second trigger: down for a scan, so that it rises, then up."""
        return replace(words, trigger=self._scans % 2 == 0, trigger_id=trigger_id)

    def _lasts(self, now_s: float) -> bool:
        if self._began_s is None:
            return False
        if self._settings.fault in _LASTING:
            return now_s - self._began_s < self._settings.lasts_s
        is_early = self._settings.fault is PlcFault.ACKNOWLEDGES_EARLY
        return now_s - self._began_s < _EARLY_S if is_early else self._scans < len(_NONSENSE) + 1
