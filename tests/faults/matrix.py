"""The fault matrix: every scenario, what was seen of it over many repetitions, and the table that people read."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from faults import (
    camera_faults,
    challenge_faults,
    controller_faults,
    disk_faults,
    model_faults,
    process_faults,
    slow_disk_faults,
    waiting_faults,
)
from faults.scenario import Scenario, Shop, Sighting
from typing_extensions import override

SCENARIOS: tuple[Scenario, ...] = (
    *camera_faults.SCENARIOS,
    *model_faults.SCENARIOS,
    *process_faults.SCENARIOS,
    *disk_faults.SCENARIOS,
    *slow_disk_faults.SCENARIOS,
    *controller_faults.SCENARIOS,
    *waiting_faults.SCENARIOS,
    *challenge_faults.SCENARIOS,
)
DOCUMENT = Path(__file__).parents[2] / "docs" / "fault-matrix.md"
HEAD = """\
# The fault matrix

What happens to a part while something breaks. Each fault was brought about again and again while a part was under the
camera, in turn a defective and a good one; then good parts came until one passed. `bench/fault_matrix.py` writes the
table. *What is done* and *How it recovers* are words of the tests that bring the fault about; what the PLC saw, what
was recorded, the times and the counts were measured. In every repetition the PLC must have seen, and the record must
say, what is right for that part and that fault, and the fault must have come about: else there is no row.

- **Wrong** counts parts that went on behind the reject gate though they were defective or were never seen. The
  judge is not the device: the simulated conveyor knows what each part is, and its gate lets a part go on only for a
  timely PASS with the right id.
- **To the next PASS** runs from the moment before the fault to the next PASS: it holds the inspection of two
  parts, the time for which the fault lasts and, where a station is started again, its start. Median and longest, on a
  PC with two cores that did other work at the same time; they say how a line recovers, not how fast it can be.
- *no result* means that the PLC took the part out by itself: no result, or none with its id, came in time.
- Camera, PLC, wire, process and disk faults: a station process of its own on the demo product, real Modbus TCP through
  a wire that can be made bad, and a folder as its camera; *frame frozen* and *frame torn* with the simulated camera. It
  compares with OpenVINO, and where it is killed and started again with ONNX Runtime, which is ready sooner.
- Model faults and clock jumps: a station inside the test's process, with real Modbus TCP and SQLite, whose comparison
  and UTC clock can be broken; time that only goes forward cannot jump. To the microsecond the deadline is tried on the
  handshake alone, on a clock that is set (`tests/test_handshake.py`).
- *PLC never acknowledges, eight results wait*: eight parts each time, all of them looked at, on a station as for model
  faults.
- A station that is killed in the moment between a result on the wire and its row on the disk has signalled a part that
  it has no row of (*result shown*, *result acknowledged*): the part was inspected, and the PLC has its result and
  counts it. The same holds for a record that is destroyed. It is one part at most: READY never comes back before the
  row of the part before is on the disk.
- A part whose deadline passed before the station took it (the station waited for its record or was stopped) is FAULT,
  DEADLINE for the PLC, and has its row as such as soon as the station works again.
- *record slow* and *record hangs*: the system's calls that wait for the disk are held up inside the station's process.
- The PLC runs the same program as `inspector plc simulate --fault`.

Every fault is also brought about once in the tests (`tests/faults`), with the same demands.

| Fault | What is done | What the PLC saw | What was recorded | How it recovers | To the next PASS, s | Times | Wrong |
|---|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    scenario: Scenario
    sightings: tuple[Sighting, ...]

    @property
    def wrong(self) -> int:
        """How many parts were wrongly passed."""
        return sum(sighting.wrong for sighting in self.sightings)

    @override
    def __str__(self) -> str:
        took = [sighting.took_s for sighting in self.sightings]
        cells = (
            self.scenario.name,
            self.scenario.injected,
            _counted(sighting.plc_saw for sighting in self.sightings),
            _counted(sighting.recorded for sighting in self.sightings),
            self.scenario.recovers,
            f"{statistics.median(took):.1f} / {max(took):.1f}",
            str(len(self.sightings)),
            str(self.wrong),
        )
        return f"| {' | '.join(cells)} |"


def measure(scenario: Scenario, shop: Shop, repetitions: int) -> Row:
    """Return what was seen of a fault, repeated on one line, each time as it has to be."""
    with scenario.prepare(shop) as repeat:
        return Row(scenario, tuple(_checked(scenario, repeat(number)) for number in range(repetitions)))


def _checked(scenario: Scenario, sighting: Sighting) -> Sighting:
    scenario.check(sighting)
    return sighting


def rows_of(document: str) -> dict[str, list[str]]:
    """Return the cells of each row of a matrix, by the name of its fault."""
    lines = document.partition("|---|")[2].splitlines()[1:]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("|")]
    return {row[0]: row for row in cells}


def with_row(document: str, row: Row) -> str:
    """Return the document with `row` in its place, the rows of faults that are no more left out."""
    known = {name: f"| {' | '.join(cells)} |" for name, cells in rows_of(document).items()}
    known[row.scenario.name] = str(row)
    return HEAD + "".join(f"{known[each.name]}\n" for each in SCENARIOS if each.name in known)


def chosen(names: Sequence[str]) -> tuple[Scenario, ...]:
    """Return the scenarios whose name holds one of `names`, all without any."""
    return tuple(each for each in SCENARIOS if not names or any(name in each.name for name in names))


def _counted(texts: Iterable[str]) -> str:
    return "; ".join(f"{text} ({count})" for text, count in Counter(texts).most_common())
