"""Faults of a disk that does not refuse but hangs: the station waits for its record with a part already answered."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from faults.belt import Belt
from faults.process import StationProcess, piece, until
from faults.process_faults import PHASES
from faults.proxy import Proxy
from faults.records import Record
from faults.scenario import AS_JUDGED, STARTS_FAST, UNREAD, Prepare, Repeat, Scenario, Shop, StationLine

SLOW_MS = 400
_FOR_EVER = "0"
_SOURCE = Path(__file__).parent / "slow_disk.c"


@dataclass(frozen=True, slots=True)
class SlowLine:
    """A line whose station waits at every fsync while the file `switch` is there."""

    line: StationLine
    switch: Path

    def hang(self) -> None:
        """Let no write come back until `let_go`."""
        self.switch.write_text(_FOR_EVER)

    def let_go(self) -> None:
        """Let the disk be as it is."""
        self.switch.unlink()


@contextmanager
def slow_line(shop: Shop, name: str) -> Iterator[SlowLine]:
    """Run a line whose disk can be made slow."""
    library, switch = shop.home / f"slow-disk-{name}.so", shop.home / f"slow-disk-{name}"
    subprocess.run(["gcc", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, _SOURCE, "-ldl"], check=True)
    environment = {"LD_PRELOAD": str(library), "SLOW_DISK": str(switch)}
    home = shop.home / f"slow-station-{name}"
    with (
        StationProcess(home, runtime=STARTS_FAST, environment=environment) as station,
        Proxy(station.port) as proxy,
        Belt(proxy.port, station.eye) as belt,
    ):
        line = StationLine(belt, Record(station.record), proxy, station)
        line.recover()
        try:
            yield SlowLine(line, switch)
        finally:
            switch.unlink(missing_ok=True)


def hanging(name: str, afterwards: Callable[[SlowLine], None]) -> Prepare:
    """Return the preparation of a disk that hangs while a part is judged, until the PLC sees that nobody works."""

    @contextmanager
    def prepare(shop: Shop) -> Iterator[Repeat]:
        with slow_line(shop, name) as slow:

            @contextmanager
            def hung() -> Iterator[None]:
                slow.line.once(PHASES["trigger acknowledged"], slow.hang)
                yield
                until(lambda: "STATION_SILENT" in slow.line.belt.codes, "the station silent")
                afterwards(slow)

            yield lambda number: slow.line.drill(piece(number), hung())

    return prepare


def killed(slow: SlowLine) -> None:
    """Kill the station that hangs, and start it on a disk that is well."""
    slow.line.station.kill()
    slow.let_go()
    slow.line.station.restart()


@contextmanager
def slow(shop: Shop) -> Iterator[Repeat]:
    """Let every write to the disk take much longer than a part."""
    with slow_line(shop, "slow") as found:

        @contextmanager
        def slowed() -> Iterator[None]:
            found.switch.write_text(str(SLOW_MS))
            yield
            found.let_go()

        yield lambda number: found.line.drill(piece(number), slowed())


SCENARIOS = (
    Scenario(
        "record slow",
        f"every write to the disk (fsync) takes {SLOW_MS} ms longer",
        "by itself; READY comes later, with the row",
        slow,
        f"{AS_JUDGED}|no result: link lost",
        UNREAD,
    ),
    Scenario(
        "record hangs",
        "no write to the disk (fsync) comes back, from before the verdict until the device's heartbeat stands",
        "by itself, once the disk answers; until then READY is down",
        hanging("hangs", SlowLine.let_go),
        f"({AS_JUDGED}).*STATION_SILENT",
    ),
    Scenario(
        "record hangs, station killed",
        "the same, then kill -9",
        "started again; the row was in SQLite's log before the wait for the disk, unless another write waited already",
        hanging("killed", killed),
        f"({AS_JUDGED}).*STATION_SILENT",
        # READY had not come back: the part was never acknowledged as recorded.
        rf"(.*signalled )?({AS_JUDGED})|no row",
    ),
)
