"""How fast the PLC link is: trigger to trigger_ack, and verdict to result_valid on the wire, beside a plain read.

The PLC is a process of its own on a raw socket that reads as fast as replies come; the plain read of one register in
the same run is the reference, so a figure of 2 round trips means: seen by the read after the one under way. All the
while every part's row and frame go to the disk, as in a station, a second PLC polls every 10 ms, and the record is
read ten times a second, as the dashboard does: each from a process of its own.

``--parts 10000 --takt-ms 50`` is the run that the promise of 20 parts/s is judged by.
"""

import argparse
import json
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from inspector.part import CameraFacts, Capture, Inspection, Outcome, Provenance, Reason, StageTimes, Verdict
from inspector.plc.contract import shipped_contract
from inspector.plc.link import StationState
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.record.images import FileArchive
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.station.backlog import Backlog

WELL = StationState(
    camera_up=True,
    recipe_loaded=True,
    recording=True,
    product_number=1,
    golden_revision=1,
    recipe_checksum=1,
    deadline_ms=2_000,
)
TRIGGER, RESULT_ACK = 1, 2
FRAME = (480, 640)
READY, TRIGGER_ACK, RESULT_VALID = 1 << 1, 1 << 2, 1 << 5


class Wire:
    """Modbus TCP on a plain socket: one request, one reply."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, pdu: bytes) -> bytes:
        """Return the reply to one request, both without their header."""
        self._socket.sendall(struct.pack(">HHHB", 1, 0, len(pdu) + 1, 1) + pdu)
        return self._socket.recv(300)[7:]

    def status(self, count: int = 30) -> int:
        """Return the status word, read together with the words after it."""
        return int(struct.unpack(">H", self.ask(struct.pack(">BHH", 3, 16, count))[2:4])[0])

    def say(self, control: int, trigger_id: int) -> None:
        """Write control word and trigger id."""
        self.ask(struct.pack(">BHHB2H", 16, 0, 2, 4, control, trigger_id))

    def until(self, bit: int, level: int) -> float:
        """Read until `bit` has `level`; return the moment."""
        while bool(self.status() & bit) is not bool(level):
            pass
        return time.monotonic()


def plc(port: int, parts: int, takt_s: float) -> None:
    """Run `parts` parts and print the moments of each, and the reference reads, as JSON."""
    wire = Wire(port)
    reads = []
    for _ in range(parts):
        start = time.monotonic()
        wire.status(1)
        reads.append(time.monotonic() - start)
    moments = []
    for trigger_id in range(1, parts + 1):
        due = time.monotonic() + takt_s
        wire.until(READY, 1)
        asked = time.monotonic()
        wire.say(TRIGGER, trigger_id)
        acknowledged = wire.until(TRIGGER_ACK, 1)
        wire.say(0, trigger_id)
        moments.append((trigger_id, asked, acknowledged, wire.until(RESULT_VALID, 1)))
        wire.say(RESULT_ACK, trigger_id)
        wire.say(0, trigger_id)
        time.sleep(max(0.0, due - time.monotonic()))
    print(json.dumps({"reads": reads, "moments": moments}))


def station(link: ModbusTcpLink, backlog: Backlog, work_s: float, stop: threading.Event) -> dict[int, float]:
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


def spread(name: str, seconds: list[float], read_ms: float) -> dict[str, float | str]:
    ordered = sorted(1000 * value for value in seconds)
    ranks = {"p50": 0.50, "p99": 0.99, "p99.9": 0.999}
    row: dict[str, float | str] = {"what": name, "n": len(ordered)}
    row |= {rank: round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 3) for rank, share in ranks.items()}
    row |= {"max": round(ordered[-1], 3)}
    return row | {"p50_in_reads": round(float(row["p50"]) / read_ms, 2)}


def measure(parts: int, takt_ms: float, work_ms: float) -> list[dict[str, float | str]]:
    """Return a row of figures for the plain read, the acknowledge and the result."""
    link = ModbusTcpLink(ModbusServerSettings(port=0), shipped_contract())
    stop = threading.Event()
    verdicts: dict[int, float] = {}
    with ExitStack() as ending:
        data = Path(ending.enter_context(TemporaryDirectory()))
        recorder, archive = SqliteRecorder(data), FileArchive(data)
        for opened in (recorder, archive):
            ending.callback(opened.close)
            opened.open()
        link.open(WELL)
        ending.callback(link.close)
        backlog = Backlog(recorder, archive, "bench")
        works = threading.Thread(target=lambda: verdicts.update(station(link, backlog, work_ms / 1000, stop)))
        works.start()
        ending.callback(works.join)
        ending.callback(stop.set)
        for beside in (("--poll", str(link.port)), ("--watch", str(data))):
            ending.callback(subprocess.Popen([sys.executable, __file__, *beside]).kill)
        command = [sys.executable, __file__, "--plc", str(link.port), "--parts", str(parts), "--takt-ms", str(takt_ms)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout)
    read_ms = 1000 * sorted(seen["reads"])[len(seen["reads"]) // 2]
    return [
        spread("plain read of one register", seen["reads"], read_ms),
        spread("trigger -> trigger_ack", [ack - asked for _, asked, ack, _ in seen["moments"]], read_ms),
        spread("verdict -> result_valid", [valid - verdicts[i] for i, _, _, valid in seen["moments"]], read_ms),
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--parts", type=int, default=300)
    arguments.add_argument("--takt-ms", type=float, default=20.0)
    arguments.add_argument("--work-ms", type=float, default=5.0)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--plc", type=int, help=argparse.SUPPRESS)
    arguments.add_argument("--poll", type=int, help=argparse.SUPPRESS)
    arguments.add_argument("--watch", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.plc:
        plc(given.plc, given.parts, given.takt_ms / 1000)
        return
    if given.poll:
        poll(given.poll)
    if given.watch:
        watch(given.watch)
    rows = measure(given.parts, given.takt_ms, given.work_ms)
    if given.json:
        print(json.dumps(rows))
        return
    print(f"{'milliseconds':28s} {'n':>6s} {'p50':>8s} {'p99':>8s} {'p99.9':>8s} {'max':>8s}  p50 in reads")
    for row in rows:
        figures = " ".join(f"{row[key]:8.3f}" for key in ("p50", "p99", "p99.9", "max"))
        print(f"{row['what']:28s} {row['n']:6d} {figures}  {row['p50_in_reads']:.2f}")


if __name__ == "__main__":
    main()
