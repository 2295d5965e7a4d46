"""Faults of the station's process and of what it stands on: killed, frozen, out of memory, tampered with."""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.belt import Belt
from faults.process import StationProcess, piece, until
from faults.proxy import Proxy
from faults.records import Record
from faults.scenario import AS_JUDGED, JUDGED, STARTS_FAST, Phase, Prepare, Repeat, Scenario, Shop, StationLine

from inspector.plc.registers import DeviceWords, PlcWords


def acknowledged() -> Phase:
    """Return the phase in which the PLC reads that the result it has acknowledged is down."""
    shown = []

    def is_phase(seen: DeviceWords, _said: PlcWords) -> bool:
        if seen.result_valid:
            shown.append(seen.result_id)
        return bool(shown) and not seen.result_valid

    return is_phase


PHASES: dict[str, Phase] = {
    "trigger written": lambda seen, said: said.trigger and not seen.trigger_ack,
    "trigger acknowledged": lambda seen, _said: seen.trigger_ack,
    "before the photograph": lambda seen, _said: seen.busy and not seen.trigger_ack and not seen.exposure_done,
    "part photographed": lambda seen, _said: seen.busy and seen.exposure_done,
    "result shown": lambda seen, _said: seen.result_valid,
}
_FROZEN_S = 2.6
_RECIPE_AT = Path("demo-board") / "r001" / "recipe.toml"


def killed(phase: str) -> Prepare:
    """Return the preparation of a station that is killed in a phase of the handshake, and started again."""

    @contextmanager
    def prepare(shop: Shop) -> Iterator[Repeat]:
        with shop.line(runtime=STARTS_FAST) as line:

            @contextmanager
            def dead() -> Iterator[None]:
                fired = line.once(PHASES.get(phase) or acknowledged(), line.station.kill)
                yield
                until(fired.is_set, f"phase {phase}")
                line.station.restart()

            yield lambda number: line.drill(piece(number), dead())

    return prepare


@contextmanager
def frozen(shop: Shop) -> Iterator[Repeat]:
    """Stop the process, not its sockets, while a part is in work."""
    with shop.line() as line:

        @contextmanager
        def stopped() -> Iterator[None]:
            process = line.station.process
            fired = line.once(PHASES["before the photograph"], lambda: os.kill(process.pid, signal.SIGSTOP))
            yield
            until(fired.is_set, "before the photograph")
            time.sleep(_FROZEN_S)
            os.kill(line.station.process.pid, signal.SIGCONT)

        yield lambda number: line.drill(piece(number), stopped())


@contextmanager
def out_of_memory(shop: Shop) -> Iterator[Repeat]:
    """Let a process that has just started, and judged nothing yet, have no more memory than it has."""
    with shop.line(runtime=STARTS_FAST) as line:

        @contextmanager
        def full() -> Iterator[None]:
            line.station.kill()
            line.station.restart()
            line.belt.seen = None
            until(lambda: line.belt.seen is not None and line.belt.seen.ready, "ready")
            pid = line.station.process.pid
            free = resource.prlimit(pid, resource.RLIMIT_AS)
            resource.prlimit(pid, resource.RLIMIT_AS, (_virtual_bytes(pid), free[1]))
            yield
            if line.station.process.poll() is None:
                resource.prlimit(pid, resource.RLIMIT_AS, free)
            else:
                line.station.restart()

        yield lambda number: line.drill(piece(number), full())


@contextmanager
def tampered_at_start(shop: Shop) -> Iterator[Repeat]:
    """Change the recipe on the disk, and kill the station, while a part is in work: it must not come back with it."""
    with shop.line(runtime=STARTS_FAST) as line:
        recipe = line.station.golden_refs / _RECIPE_AT

        @contextmanager
        def tampered() -> Iterator[None]:
            sound = recipe.read_bytes()
            _loosen(recipe)
            fired = line.once(PHASES["part photographed"], line.station.kill)
            yield
            until(fired.is_set, "part photographed")
            line.station.restart()
            status = line.station.ends_with()
            if status != 2:
                raise AssertionError(f"started with a changed recipe: status {status}")
            recipe.write_bytes(sound)
            line.station.start()

        yield lambda number: line.drill(piece(number), tampered())


@contextmanager
def tampered_while_running(shop: Shop) -> Iterator[Repeat]:
    """Change the recipe on the disk while the station runs."""
    with shop.line() as line:
        recipe = line.station.golden_refs / _RECIPE_AT

        @contextmanager
        def tampered() -> Iterator[None]:
            sound = recipe.read_bytes()
            _loosen(recipe)
            yield
            recipe.write_bytes(sound)

        yield lambda number: line.drill(piece(number), tampered())


@contextmanager
def dashboard_killed(shop: Shop) -> Iterator[Repeat]:
    """Kill the dashboard of `inspector run` while a part is in work."""
    with (
        StationProcess(shop.home / "with-dashboard", command="run") as station,
        Proxy(station.port) as proxy,
        Belt(proxy.port, station.eye) as belt,
    ):
        line = StationLine(belt, Record(station.record), proxy, station)
        line.recover()

        @contextmanager
        def dead() -> Iterator[None]:
            until(lambda: bool(_dashboards(station)), "a dashboard")
            [living] = _dashboards(station)
            line.once(PHASES["trigger acknowledged"], lambda: os.kill(living, signal.SIGKILL))
            yield
            until(lambda: bool(_dashboards(station)) and _dashboards(station) != [living], "another dashboard")

        yield lambda number: line.drill(piece(number), dead())


def _loosen(recipe: Path) -> None:
    """Make every limit of a recipe so wide that nothing is a defect."""
    recipe.write_text(recipe.read_text() + "\n[limits]\nscore = 100.0\n")


def _virtual_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def _dashboards(station: StationProcess) -> list[int]:
    """Return the living dashboards of a supervised station."""
    listing = ["ps", "-o", "pid=,stat=,args=", "--ppid", str(station.process.pid)]
    rows = subprocess.run(listing, capture_output=True, text=True, check=False).stdout.splitlines()
    return [int(row.split()[0]) for row in rows if " dashboard " in row and not row.split()[1].startswith("Z")]


def _killed(phase: str) -> Scenario:
    is_read = phase in {"result shown", "result acknowledged"}
    return Scenario(
        f"station killed: {phase}",
        "kill -9",
        "started again; every result bit is 0 until a new verdict",
        killed(phase),
        AS_JUDGED if is_read else "no result: link lost",
        rf"no row|{JUDGED}|(late \w+, signalled )?FAULT DEADLINE" if is_read else "no row",
    )


SCENARIOS = (
    *(_killed(phase) for phase in (*PHASES, "result acknowledged")),
    Scenario(
        "heartbeat of the device lost",
        "the process is stopped for 2.6 s (SIGSTOP)",
        "by itself, once it runs; the part is FAULT by its deadline",
        frozen,
        "no result: link lost|FAULT DEADLINE",
        r"(late \w+, signalled )?FAULT DEADLINE",
    ),
    Scenario(
        "memory exhausted",
        "a process that has just started gets not one byte more (RLIMIT_AS)",
        "by itself, or started again",
        out_of_memory,
        "FAULT (BAD_IMAGE|INTERNAL|COMPARISON|DEADLINE)|no result: link lost",
        "FAULT (BAD_IMAGE|INTERNAL|COMPARISON|DEADLINE)|no row",
    ),
    Scenario(
        "recipe tampered with at a start",
        "limits widened on the disk, then kill -9",
        "refuses to start (status 2) until the revision is whole again",
        tampered_at_start,
        "no result: link lost",
        "no row",
    ),
    Scenario(
        "recipe tampered with while it runs",
        "limits widened on the disk",
        "judges on with what it has read and checked",
        tampered_while_running,
        AS_JUDGED,
    ),
    Scenario("dashboard killed", "kill -9", "the line does not notice; started again", dashboard_killed, AS_JUDGED),
)
