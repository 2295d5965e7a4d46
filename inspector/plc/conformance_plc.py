"""Whether a PLC keeps the contract: a device plays every clause to it, and says what it did where one is broken."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from inspector.errors import LinkError
from inspector.plc.clauses_plc import ACTS, LEFT_OVER, PRODUCT, STANDING, PlcClause
from inspector.plc.conformance import Device, Finding, Kept
from inspector.plc.probe import BrokenError
from inspector.plc.probe_bench import Bench, Look
from inspector.plc.probe_plc import PlcPatience, Witness
from inspector.plc.registers import Contract
from inspector.plc.simulated_device import SimulatedDevice

_ITS_ID = 1
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class PlcReport:
    """What was found on the PLC that called, and the parts whose way people have to look at."""

    listened: str
    map_version: int
    findings: tuple[Finding, ...]
    gate: tuple[Look, ...]

    @property
    def keeps(self) -> bool:
        """Whether no clause is broken, as far as the wire shows it."""
        return all(finding.outcome is not Kept.BROKEN for finding in self.findings)


@dataclass(frozen=True, slots=True)
class PlcTold:
    """Who is told, at once: where the PLC is waited for, each finding, each part to look at."""

    listening: Callable[[int], None] = lambda _port: None
    found: Callable[[Finding], None] = lambda _finding: None
    look: Callable[[Look], None] = lambda _look: None


async def check_plc(
    contract: Contract,
    at: Device,
    patience: PlcPatience,
    told: PlcTold,
    parts: int = 4,
    acts: tuple[PlcClause, ...] = ACTS,
) -> PlcReport:
    """Return what the PLC that calls `at` makes of every clause; some thirty parts have to come.

    Parameters
    ----------
    contract
        The map that it should keep.
    at
        Where it is waited for, and the unit id that it asks; port 0 takes a free one.
    patience
        How long things may take, and the deadline that the PLC was told.
    told
        Who hears of it while it goes on.
    parts
        How many ordinary parts come first, in turn PASS, REJECT, RECHECK and FAULT.
    acts
        What is tried beside what is looked for in every read and write.

    Raises
    ------
    LinkError
        The port is taken; or no PLC calls, or none asks for a part, within `patience.wait_s`: nothing can be said then.
    """
    witness = Witness(contract, patience)
    device = SimulatedDevice(at.host, at.port, at.unit_id, contract, witness)
    bench = Bench(device, witness, contract, patience, parts, told.look)
    findings = []
    if LEFT_OVER in acts:
        bench.stage.leave_result(_ITS_ID)
    async with _called(bench, told):
        async for finding in _findings(bench, acts):
            findings.append(finding)
            told.found(finding)
    return PlcReport(f"{device.host}:{device.port}", contract.map_version, tuple(findings), tuple(bench.gate))


@asynccontextmanager
async def _called(bench: Bench, told: PlcTold) -> AsyncIterator[None]:
    """Wait for a PLC that calls; go offline and hang up at the end."""
    await bench.device.open(bench.stage)
    told.listening(bench.device.port)
    try:
        await _until_called(bench)
        yield
    finally:
        bench.stage.go_offline()
        await asyncio.sleep(0.1)
        await bench.device.close()


async def _until_called(bench: Bench) -> None:
    try:
        await bench.until(lambda: bench.device.has_been_called, "a call", bench.patience.wait_s)
    except BrokenError as error:
        raise _nobody(
            bench, "nobody has called", "let its Modbus client call this PC, or choose HOST and --port"
        ) from error


async def _findings(bench: Bench, acts: tuple[PlcClause, ...]) -> AsyncIterator[Finding]:
    failures = 0
    for clause in acts:
        if failures == _ENOUGH:
            yield Finding(clause.name, clause.says, Kept.SKIPPED, "not tried: the PLC asks for no part any more")
            continue
        asked = bench.witness.triggers
        broken = await _tried(bench, clause)
        if broken and not (bench.witness.triggers or failures or clause is LEFT_OVER):
            raise _nobody(bench, "it has called, and asked for no part", "let parts come, one after the other")
        failures = failures + 1 if broken and bench.witness.triggers == asked else 0
        yield broken or Finding(clause.name, clause.says, Kept.KEPT)
    for clause in STANDING:
        yield _standing(bench, clause)


def _nobody(bench: Bench, found: str, remedy: str) -> LinkError:
    what = f"check the PLC that calls {bench.device.host}:{bench.device.port}"
    return LinkError(what, f"{found} within {bench.patience.wait_s:g} s", remedy)


async def _tried(bench: Bench, clause: PlcClause) -> Finding | None:
    if clause.act is None:
        return None
    try:
        await clause.act(bench)
    except BrokenError as error:
        bench.calm()
        return Finding(clause.name, clause.says, Kept.BROKEN, str(error), bench.device.wire)
    return None


def _standing(bench: Bench, clause: PlcClause) -> Finding:
    broken = bench.witness.broken.get(clause.name)
    if broken:
        return Finding(clause.name, clause.says, Kept.BROKEN, broken.seen, broken.wire)
    if clause.name in PRODUCT and not bench.witness.has_asked_for_product:
        return Finding(clause.name, clause.says, Kept.SKIPPED, "it never asked for a product")
    return Finding(clause.name, clause.says, Kept.KEPT)
