"""Whether a device keeps the PLC contract: every clause tried over the wire, and what was seen where one is broken."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from inspector.errors import LinkError
from inspector.plc.clauses import CLAUSES, FIRST, STANDING, Clause
from inspector.plc.plain_modbus import Asked, PlainModbus, WireError
from inspector.plc.probe import BrokenError, Patience, Probe
from inspector.plc.registers import Contract

_REPLY_S = 2.0
_ENOUGH = 2


class Kept(StrEnum):
    """What became of a clause."""

    KEPT = "kept"
    BROKEN = "broken"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Device:
    """Where a device is."""

    host: str
    port: int = 5020
    unit_id: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause, what became of it, what was seen, and the last requests and replies in hex where it is broken."""

    clause: str
    says: str
    outcome: Kept
    seen: str = ""
    wire: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was found on one device."""

    device: str
    map_version: int
    findings: tuple[Finding, ...]

    @property
    def keeps(self) -> bool:
        """Whether no clause is broken."""
        return all(finding.outcome is not Kept.BROKEN for finding in self.findings)


def check(
    contract: Contract,
    device: Device,
    patience: Patience,
    told: Callable[[Finding], None],
    clauses: tuple[Clause, ...] = CLAUSES,
) -> Report:
    """Return what a device makes of every clause; it is triggered some thirty times, whatever lies before its camera.

    Parameters
    ----------
    contract
        The map that it should keep.
    device
        Where it is.
    patience
        How long its parts may take and how long it watches a silent PLC.
    told
        Called with each finding at once.
    clauses
        What is tried beside what is looked for in every read.

    Raises
    ------
    LinkError
        Nobody answers there, or another PLC writes to it meanwhile: nothing can be said of the device then.
    """
    with PlainModbus(device.host, device.port, device.unit_id, _REPLY_S) as line:
        probe, findings = Probe(line, contract, patience), []
        _check_alone(probe, device)
        for finding in _findings(probe, clauses):
            if finding.outcome is Kept.BROKEN:
                _check_alone(probe, device)
            findings.append(finding)
            told(finding)
    return Report(f"{device.host}:{device.port}", probe.map_version, tuple(findings))


def _check_alone(probe: Probe, device: Device) -> None:
    if probe.is_driven_by_another():
        found = "another PLC writes to it: its words, registers 0 to 5, change while nothing is written from here"
        raise LinkError(f"check {device.host}:{device.port}", found, "stop that PLC: the check plays the PLC itself")


def _findings(probe: Probe, clauses: tuple[Clause, ...]) -> Iterator[Finding]:
    yield _tried(probe, Clause("map_version", "Check `map_version` at start", _version))
    yield _tried(probe, FIRST)
    failures = 0
    for clause in clauses:
        if failures == _ENOUGH:
            yield Finding(clause.name, clause.says, Kept.SKIPPED, "not tried: the device does not become ready again")
        elif probe.map_version < clause.since:
            seen = f"map_version {probe.map_version} has it not yet, it came with {clause.since}"
            yield Finding(clause.name, clause.says, Kept.SKIPPED, seen)
        else:
            unready = _unready(probe, clause)
            failures = failures + 1 if unready else 0
            yield unready or _tried(probe, clause)
    for clause in STANDING:
        broken = probe.standing.get(clause.name)
        yield Finding(clause.name, clause.says, Kept.BROKEN if broken else Kept.KEPT, broken or "")
    with suppress(BrokenError, WireError):
        probe.settle()


def _version(probe: Probe) -> None:
    found, expected = probe.find_version(), probe.contract.map_version
    probe.expect(1 <= found <= expected, f"map_version is {found}, this program knows 1 to {expected}")


def _unready(probe: Probe, clause: Clause) -> Finding | None:
    """Bring the device to where `clause` begins: ready, nothing pending; return what was seen where it does not go."""
    return _found(probe, clause, Probe.settle)


def _tried(probe: Probe, clause: Clause) -> Finding:
    """Return what became of one clause."""
    broken = _found(probe, clause, clause.attempt) if clause.attempt else None
    return broken or Finding(clause.name, clause.says, Kept.KEPT)


def _found(probe: Probe, clause: Clause, attempt: Callable[[Probe], object]) -> Finding | None:
    try:
        attempt(probe)
    except (BrokenError, WireError) as error:
        return Finding(clause.name, clause.says, Kept.BROKEN, str(error), probe.line.asked)
    return None
