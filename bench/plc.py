"""How fast the PLC link is: trigger to trigger_ack, and verdict to result_valid on the wire, beside a plain read.

The PLC is a process of its own on a raw socket or serial line that reads as fast as replies come; the plain read of one
register in the same run is the reference, so a figure of 2 round trips means: seen by the read after the one under way.
All the while every part's row and frame go to the disk, as in a station, a second PLC polls every 10 ms, and the record
is read ten times a second, as the dashboard does: each from a process of its own.

``--parts 10000 --takt-ms 50 --as-installed`` is the run that the promise of 20 parts/s is judged by: the station
has the priority that its systemd unit gives it (nice -10, needs root), all beside it none.

A virtual machine gives a core back while nothing runs on it, and gets it again milliseconds after something is to run.
``--awake`` keeps every core busy at idle priority, which gives way to everything at once: a PC of its own in short.

``--link tcp-client``: the station calls the PLC, which is the server; plain read and write go to that server too, and
nobody else does. The station looks every 10 ms, so a trigger is seen up to that much later.
``--link rtu-server``: over a pair of ptys (socat), which move bytes at once, with one master. On a line each character
takes 10 bits at 8N1: `wire_ms` says what a read of 30 words adds.
"""

import argparse
import json
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from plc_wires import Moments, PlcMemory, SerialWire, Wire, run_parts, timed

from inspector.part import CameraFacts, Capture, Inspection, Outcome, Provenance, Reason, StageTimes, Verdict
from inspector.plc.contract import shipped_contract
from inspector.plc.link import PlcLink
from inspector.plc.modbus_client import ModbusClientLink, ModbusClientSettings
from inspector.plc.modbus_rtu import ModbusRtuLink, ModbusRtuSettings
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.priority import come_first
from inspector.plc.probe_bench import WELL
from inspector.plc.serial_port import SerialSettings
from inspector.record.images import FileArchive
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.station.backlog import Backlog

KINDS = ("tcp-server", "tcp-client", "rtu-server")
FRAME = (480, 640)
_BAUDS = (115_200, 19_200)
_READ_CHARACTERS = 8 + 5 + 2 * 30
_FREE_REGISTER = 6
# systemd/inspector-station.service
_NICE_OF_THE_UNIT = -10
Row = dict[str, float | str]


def master(wire: Wire, parts: int, takt_s: float) -> None:
    """Be the PLC that calls: print the moments of `parts` parts, and plain reads, as JSON."""
    reads = timed(lambda: wire.status(1), parts)
    _print(run_parts(wire, parts, takt_s), reads)


def server(parts: int, takt_s: float) -> None:
    """Be the PLC that is called: print the port, then as `master`, with plain writes too."""
    memory = PlcMemory()
    print(memory.port, flush=True)
    wire = Wire(memory.port)
    reads = timed(lambda: wire.status(1), parts)
    # A register that is nobody's.
    writes = timed(lambda: wire.ask(struct.pack(">BHHB1H", 16, _FREE_REGISTER, 1, 2, 1)), parts)
    _print(run_parts(memory, parts, takt_s), reads, writes)


def _print(moments: list[Moments], reads: list[float], writes: list[float] | None = None) -> None:
    print(json.dumps({"reads": reads, "writes": writes or [], "moments": [asdict(each) for each in moments]}))


def station(link: PlcLink, backlog: Backlog, work_s: float, stop: threading.Event) -> dict[int, float]:
    """Answer every part after `work_s`, then write it down; return the moment of each verdict by trigger id."""
    verdicts = {}
    noise = np.random.default_rng(1).integers(90, 166, FRAME, np.uint8)
    while not stop.is_set():
        trigger = link.next_trigger(0.05)
        if trigger:
            link.exposed(trigger)
            time.sleep(work_s)
            inspection = judged(trigger.trigger_id, noise)
            verdicts[trigger.trigger_id] = time.monotonic()
            signal = link.answer(trigger, inspection)
            backlog.add_part(inspection, signal)
        backlog.add_acknowledged(link.acknowledged())
        backlog.write()
        link.report(WELL)
    return verdicts


def judged(trigger_id: int, image: NDArray[np.uint8]) -> Inspection:
    """Return a rejected part with a frame."""
    now = datetime.now(UTC)
    part_id = f"{now:%Y%m%dT%H%M%S%f}-{trigger_id:05d}"
    capture = Capture(image, part_id, trigger_id, now, "bench", CameraFacts())
    verdict = Verdict(Outcome.REJECT, Reason.NOT_ALIGNED, None, ())
    return Inspection(part_id, trigger_id, now, verdict, Provenance(*["bench"] * 9), StageTimes(), capture=capture)


def poll(port: int) -> None:
    """Read the device's words every 10 ms, for ever."""
    wire = Wire(port)
    while True:
        wire.status()
        time.sleep(0.01)


def watch(data: Path) -> None:
    """Read the newest rows ten times a second, for ever."""
    reader = SqliteReader(data)
    while True:
        reader.latest(50)
        time.sleep(0.1)


def stay_awake(core: int) -> None:
    """Keep a core from sleeping, for ever, and give way to whatever wants it."""
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    os.sched_setaffinity(0, {core})
    while True:
        pass


def spread(name: str, seconds: list[float], read_ms: float) -> Row:
    """Return a row of figures, in milliseconds."""
    ordered = sorted(1000 * value for value in seconds)
    ranks = {"p50": 0.50, "p99": 0.99, "p99.9": 0.999}
    row: Row = {"what": name, "n": len(ordered)}
    row |= {rank: round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 3) for rank, share in ranks.items()}
    row |= {"max": round(ordered[-1], 3)}
    return row | {"p50_in_reads": round(float(row["p50"]) / read_ms, 2)}


class Run:
    """One measurement: what is beside the link, and the process of the PLC; all of it ends with `ending`."""

    def __init__(self, ending: ExitStack, parts: int, takt_ms: float) -> None:
        self.ending = ending
        self._order = ["--parts", str(parts), "--takt-ms", str(takt_ms)]

    def beside(self, *words: str) -> "subprocess.Popen[str]":
        """Start this program once more, as something else."""
        command = ["nice", "-n", str(-os.nice(0)), sys.executable, __file__, *words, *self._order]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.ending.callback(process.kill)
        return process

    @contextmanager
    def tcp_server(self) -> Iterator[tuple[PlcLink, Callable[[], "subprocess.Popen[str]"]]]:
        """Serve; the PLC calls, and so does another one."""
        link = ModbusTcpLink(ModbusServerSettings(port=0), shipped_contract())
        link.open(WELL)
        self.ending.callback(link.close)
        self.beside("--poll", str(link.port))
        yield link, lambda: self.beside("--plc", str(link.port))

    @contextmanager
    def tcp_client(self) -> Iterator[tuple[PlcLink, Callable[[], "subprocess.Popen[str]"]]]:
        """Call the PLC."""
        process = self.beside("--serve")
        port = int(process.stdout.readline()) if process.stdout else 0
        link = ModbusClientLink(ModbusClientSettings("127.0.0.1", port), shipped_contract())
        link.open(WELL)
        self.ending.callback(link.close)
        yield link, lambda: process

    @contextmanager
    def rtu_server(self) -> Iterator[tuple[PlcLink, Callable[[], "subprocess.Popen[str]"]]]:
        """Serve on one end of a pair of ptys, at 8N1."""
        ends = [Path(self.ending.enter_context(TemporaryDirectory())) / name for name in ("device", "plc")]
        cable = subprocess.Popen(["socat", *(f"pty,raw,echo=0,link={end}" for end in ends)])
        self.ending.callback(cable.kill)
        while not all(end.exists() for end in ends):
            time.sleep(0.01)
        serial = SerialSettings(str(ends[0]), baud=_BAUDS[0], parity="none")
        link = ModbusRtuLink(ModbusRtuSettings(serial), shipped_contract())
        link.open(WELL)
        self.ending.callback(link.close)
        yield link, lambda: self.beside("--serial", str(ends[1]))


def measure(kind: str, parts: int, takt_ms: float, work_ms: float, *, awake: bool) -> list[Row]:
    """Return a row of figures for the plain read, the acknowledge and the result."""
    stop = threading.Event()
    verdicts: dict[int, float] = {}
    with ExitStack() as ending:
        run = Run(ending, parts, takt_ms)
        for core in os.sched_getaffinity(0) if awake else ():
            run.beside("--core", str(core))
        data = Path(ending.enter_context(TemporaryDirectory()))
        recorder, archive = SqliteRecorder(data), FileArchive(data)
        for opened in (recorder, archive):
            ending.callback(opened.close)
            opened.open()
        carried = {"tcp-server": run.tcp_server, "tcp-client": run.tcp_client, "rtu-server": run.rtu_server}[kind]
        link, plc = ending.enter_context(carried())
        backlog = Backlog(recorder, archive, "bench")
        works = threading.Thread(target=lambda: verdicts.update(station(link, backlog, work_ms / 1000, stop)))
        works.start()
        ending.callback(works.join)
        ending.callback(stop.set)
        run.beside("--watch", str(data))
        told = plc().communicate()[0]
    return _rows(json.loads(told.splitlines()[-1]), verdicts)


def _rows(seen: dict[str, list[float]] | dict[str, list[dict[str, float]]], verdicts: dict[int, float]) -> list[Row]:
    reads, writes = [float(each) for each in seen["reads"]], [float(each) for each in seen["writes"]]  # type: ignore[arg-type] # of numbers
    moments = [Moments(**each) for each in seen["moments"]]  # type: ignore[arg-type] # of objects
    read_ms = 1000 * sorted(reads)[len(reads) // 2]
    rows = [spread("plain read of one register", reads, read_ms)]
    rows += [spread("plain write of one register", writes, read_ms)] if writes else []
    return [
        *rows,
        spread("trigger -> trigger_ack", [each.acknowledged - each.asked for each in moments], read_ms),
        spread("verdict -> result_valid", [each.valid - verdicts[each.trigger_id] for each in moments], read_ms),
    ]


def wire_ms(baud: int) -> float:
    """Return how long question and reply of a read of 30 words are on a serial line at 8N1."""
    return round(1000 * _READ_CHARACTERS * 10 / baud, 1)


def _play(given: argparse.Namespace) -> bool:
    """Be what a run has beside it, where this process is that."""
    takt_s = given.takt_ms / 1000
    if given.plc or given.serial or given.serve:
        come_first()
    if given.plc:
        master(Wire(given.plc), given.parts, takt_s)
    elif given.serial:
        master(SerialWire(given.serial), given.parts, takt_s)
    elif given.serve:
        server(given.parts, takt_s)
    elif given.poll:
        poll(given.poll)
    elif given.watch:
        watch(given.watch)
    elif given.core is not None:
        stay_awake(given.core)
    else:
        return False
    return True


def main() -> None:
    """Measure one link and print its figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--link", choices=KINDS, default=KINDS[0])
    arguments.add_argument("--parts", type=int, default=300)
    arguments.add_argument("--takt-ms", type=float, default=20.0)
    arguments.add_argument("--work-ms", type=float, default=5.0)
    arguments.add_argument("--as-installed", action="store_true")
    arguments.add_argument("--awake", action="store_true")
    arguments.add_argument("--json", action="store_true")
    for role, kind in (("--plc", int), ("--poll", int), ("--serial", str), ("--watch", Path), ("--core", int)):
        arguments.add_argument(role, type=kind, help=argparse.SUPPRESS)
    arguments.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if _play(given):
        return
    if given.as_installed:
        os.nice(_NICE_OF_THE_UNIT)
    rows = measure(given.link, given.parts, given.takt_ms, given.work_ms, awake=given.awake)
    if given.json:
        print(json.dumps(rows))
        return
    print(f"{'milliseconds':28s} {'n':>6s} {'p50':>8s} {'p99':>8s} {'p99.9':>8s} {'max':>8s}  p50 in reads")
    for row in rows:
        figures = " ".join(f"{row[key]:8.3f}" for key in ("p50", "p99", "p99.9", "max"))
        print(f"{row['what']:28s} {row['n']:6d} {figures}  {row['p50_in_reads']:.2f}")
    if given.link == "rtu-server":
        print(
            "\n".join(f"on a line at {baud} 8N1 each read of 30 words takes {wire_ms(baud)} ms more" for baud in _BAUDS)
        )


if __name__ == "__main__":
    main()
