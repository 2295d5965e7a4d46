"""The door to the line controller: triggers come in, verdicts go out, whatever the wire is."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from inspector.part import Inspection, Signal


class ErrorCode(IntEnum):
    """What is wrong with the station, in a word the controller can read; part of the contract (register_map.toml)."""

    NONE = 0
    CAMERA = 1
    RECORD = 2
    TRIGGER_ID_ZERO = 10
    UNKNOWN_PRODUCT = 11
    NOT_READY = 12
    TRIGGER_ID_REPEATED = 13
    ACK_WITHOUT_RESULT = 14
    PLC_SILENT = 15
    STATION_SILENT = 16
    RESULTS_FULL = 17
    PRODUCT_NOT_SELECTED = 18
    PRODUCT_FAILED = 19


@dataclass(frozen=True, slots=True)
class Trigger:
    """The controller asks for one part.

    `due_in_s` is what is left of the part's deadline when the trigger is handed over; `serial` is the controller's
    own number of the part, 0 where it gives none. With `challenge` it is a challenge part, and `serial` the badge of
    who shows it. A controller may use a `trigger_id` again for another part: `ticket` numbers the accepted triggers,
    so that a verdict can only ever answer the trigger it was made for. `came` counts the refused ones with them.
    """

    trigger_id: int
    serial: int
    due_in_s: float
    ticket: int
    challenge: bool = False
    came: int = 0


@dataclass(frozen=True, slots=True)
class Untaken:
    """A part that was answered before the station took its trigger: the deadline passed while the station was busy."""

    trigger: Trigger
    signal: Signal


@dataclass(frozen=True, slots=True)
class StationState:
    """What the controller is told of the station. `ready` rises only while all of it is well.

    `product_number` and `recipe_checksum` are u16; `error_code` is the station's own trouble. `products` are the
    numbers the controller may change to; with more than one of them `ready` waits until it has named one.
    `challenge_due` holds the station not ready until the challenge parts were shown; with `challenge_open` it takes
    them, due or not. `challenge_failed` says that one of them was not judged as it must be.
    """

    camera_up: bool
    recipe_loaded: bool
    recording: bool
    product_number: int
    golden_revision: int
    recipe_checksum: int
    deadline_ms: int
    warning: bool = False
    error_code: ErrorCode = ErrorCode.NONE
    products: tuple[int, ...] = ()
    challenge_due: bool = False
    challenge_open: bool = False
    challenge_failed: bool = False


class PlcLink(Protocol):
    """The handshake of one station with one controller. All methods may be called from the station's thread.

    One thread takes triggers and answers them, one part after the other: asking for the next shows the controller that
    the station lives and is free. The link answers FAULT by itself for a part whose verdict is not there by its
    deadline, and is not ready while the station still works on that part.
    """

    @property
    def name(self) -> str:
        """How people call this link, as in ``"Modbus TCP 0.0.0.0:5020"``."""

    def open(self, state: StationState) -> None:
        """Start to serve; every result bit is 0 and stays 0 until the first verdict.

        Raises
        ------
        LinkError
            The port or device is taken or missing. The station refuses to start.
        """

    def report(self, state: StationState) -> None:
        """Tell the controller how the station is."""

    def next_trigger(self, timeout_s: float) -> Trigger | None:
        """Return the next part to inspect, or None when none came within `timeout_s`."""

    def wanted_product(self) -> int:
        """Return the number of the product that the controller wants and the station does not inspect, 0 for none.

        `report` of a state with that `product_number` ends it, or `refuse_product`.
        """

    def refuse_product(self, number: int) -> None:
        """Tell the controller that the station cannot go over to product `number`; `ready` stays down."""

    def exposed(self, trigger: Trigger) -> None:
        """Tell the controller that the part may move: its photograph is taken."""

    def answer(self, trigger: Trigger, inspection: Inspection) -> Signal:
        """Show the verdict on what `trigger` asked for, result words first, and return what was really shown.

        That is FAULT, DEADLINE where the verdict came late; FAULT, PLC or FAULT, RECIPE where the controller was
        silent, repeated the part's id, or the recipe changed in between, whatever the verdict. A challenge part that
        was judged is REJECT, CHALLENGE, whatever the verdict.

        Raises
        ------
        ValueError
            The inspection is of another part than the trigger asked for, or nobody gave this trigger: a fault in the
            program, nothing is shown.
        """

    def untaken(self) -> list[Untaken]:
        """Return and forget the parts since the last call that were answered before the station took them."""

    def is_connected(self) -> bool:
        """Return whether a controller was heard within the heartbeat limit."""

    def is_ready(self) -> bool:
        """Return whether the controller is shown READY or a part is in work."""

    def selection_trouble(self) -> str:
        """Return why the controller means no product of this station, in words for people; empty where it means one."""

    def warning(self) -> str:
        """Return what a person should look at on this link, in one line; empty where all is well."""

    def acknowledged(self) -> list[tuple[int, datetime]]:
        """Return and forget the acknowledgements since the last call: trigger id and moment."""

    def close(self) -> None:
        """Go offline: every bit drops, then the wire is let go. Closing twice is fine."""
