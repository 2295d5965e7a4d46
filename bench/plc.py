"""How fast the PLC link is: trigger to trigger_ack, and verdict to result_valid on the wire, beside a plain read.

The PLC is a process of its own on a raw socket that reads as fast as replies come; the plain read of one register in
the same run is the reference, so a figure of 2 round trips means: seen by the read after the one under way.
"""

import argparse
import json
import socket
import struct
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

from inspector.part import Inspection, Outcome, Provenance, Reason, StageTimes, Verdict
from inspector.plc.contract import shipped_contract
from inspector.plc.link import StationState
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink

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


def station(link: ModbusTcpLink, work_s: float, stop: threading.Event) -> dict[int, float]:
    """Answer every part after `work_s`; return the moment of each verdict by trigger id."""
    verdicts = {}
    provenance = Provenance(*["bench"] * 9)
    while not stop.is_set():
        trigger = link.next_trigger(0.05)
        if trigger:
            link.exposed(trigger)
            time.sleep(work_s)
            verdict = Verdict(Outcome.REJECT, Reason.NOT_ALIGNED, None, ())
            inspection = Inspection("bench", trigger.trigger_id, datetime.now(UTC), verdict, provenance, StageTimes())
            verdicts[trigger.trigger_id] = time.monotonic()
            link.answer(trigger, inspection)
        link.acknowledged()
        link.report(WELL)
    return verdicts


def poller(port: int, every_s: float, stop: threading.Event) -> None:
    wire = Wire(port)
    while not stop.wait(every_s):
        wire.status()


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
    link.open(WELL)
    stop = threading.Event()
    verdicts: dict[int, float] = {}
    works = threading.Thread(target=lambda: verdicts.update(station(link, work_ms / 1000, stop)))
    polls = threading.Thread(target=poller, args=(link.port, 0.01, stop))
    works.start()
    polls.start()
    command = [sys.executable, __file__, "--plc", str(link.port), "--parts", str(parts), "--takt-ms", str(takt_ms)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    stop.set()
    works.join()
    polls.join()
    link.close()
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
    given = arguments.parse_args()
    if given.plc:
        plc(given.plc, given.parts, given.takt_ms / 1000)
        return
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
