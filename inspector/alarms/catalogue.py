"""Every kind of alarm there is: how urgent, after which delay, and what it is the cause of.

A single reject is none of them. The texts, in three parts and two languages, belong to the pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Priority(StrEnum):
    """How soon a person must act."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Kind(StrEnum):
    """What is wrong. The journal holds these names for years: none is ever renamed or taken away."""

    TROUBLE = "trouble"
    SILENT = "silent"
    CAMERA = "camera"
    PLC = "plc"
    RECORDING = "recording"
    NOT_READY = "not-ready"
    CHALLENGE = "challenge"
    UNCONFIRMED = "unconfirmed"
    REJECTS = "rejects"
    ALIGNMENT = "alignment"
    UNINSPECTED = "uninspected"
    LATE = "late"
    DRIFT = "drift"
    P_CHART = "p-chart"
    DISK_LOW = "disk-low"
    JOURNAL = "journal"
    DISK_SOON = "disk-soon"
    ARCHIVE = "archive"
    CLOCK = "clock"
    NO_PARTS = "no-parts"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of alarm behaves.

    Raised when its sign has held for `on_s` without a gap, returned when it was gone for `off_s` without one. While
    it is there, the kinds in `hides` follow from it: they are neither raised nor returned.
    """

    priority: Priority
    on_s: float
    off_s: float
    hides: frozenset[Kind] = frozenset()


_NO_PARTS_COME = frozenset({Kind.NOT_READY, Kind.CHALLENGE, Kind.NO_PARTS, Kind.UNINSPECTED})
_STATION_UNKNOWN = frozenset(Kind) - {Kind.TROUBLE, Kind.SILENT, Kind.JOURNAL}

CATALOGUE: Mapping[Kind, Rule] = MappingProxyType(
    {
        Kind.TROUBLE: Rule(Priority.HIGH, 1.0, 5.0, _STATION_UNKNOWN | {Kind.SILENT}),
        # On top of the two seconds after which a status says nothing any more.
        Kind.SILENT: Rule(Priority.HIGH, 1.0, 5.0, _STATION_UNKNOWN),
        Kind.CAMERA: Rule(Priority.HIGH, 0.0, 10.0, _NO_PARTS_COME),
        Kind.PLC: Rule(Priority.HIGH, 1.0, 10.0, _NO_PARTS_COME | {Kind.UNCONFIRMED}),
        Kind.RECORDING: Rule(Priority.HIGH, 0.0, 10.0, _NO_PARTS_COME | {Kind.ARCHIVE}),
        Kind.NOT_READY: Rule(Priority.HIGH, 2.0, 5.0, frozenset({Kind.NO_PARTS})),
        Kind.CHALLENGE: Rule(Priority.MEDIUM, 0.0, 1.0, frozenset({Kind.NOT_READY, Kind.NO_PARTS})),
        Kind.UNCONFIRMED: Rule(Priority.HIGH, 0.0, 5.0),
        Kind.REJECTS: Rule(Priority.MEDIUM, 0.0, 5.0),
        Kind.ALIGNMENT: Rule(Priority.MEDIUM, 0.0, 30.0),
        Kind.UNINSPECTED: Rule(Priority.MEDIUM, 2.0, 30.0),
        Kind.LATE: Rule(Priority.MEDIUM, 0.0, 30.0),
        Kind.DRIFT: Rule(Priority.MEDIUM, 0.0, 60.0),
        # The share of an hour is no matter of seconds.
        Kind.P_CHART: Rule(Priority.MEDIUM, 60.0, 600.0),
        Kind.DISK_LOW: Rule(Priority.MEDIUM, 10.0, 60.0, frozenset({Kind.DISK_SOON})),
        Kind.JOURNAL: Rule(Priority.MEDIUM, 5.0, 10.0),
        Kind.DISK_SOON: Rule(Priority.LOW, 60.0, 600.0),
        Kind.ARCHIVE: Rule(Priority.LOW, 10.0, 30.0),
        Kind.CLOCK: Rule(Priority.LOW, 0.0, 5.0),
        Kind.NO_PARTS: Rule(Priority.LOW, 5.0, 5.0),
        Kind.WARNING: Rule(Priority.LOW, 2.0, 60.0),
    }
)


def hidden_by(kinds: frozenset[Kind]) -> frozenset[Kind]:
    """Return the kinds that follow from any of `kinds`."""
    return frozenset().union(*(CATALOGUE[kind].hides for kind in kinds))
