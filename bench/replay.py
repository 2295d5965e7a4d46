"""Parts a second of a replay by 1 and 2 workers, beside a plain loop that reads each frame and judges it twice.

An archive of demo parts is filled as a station fills it, then replayed against a draft with limits a quarter wider. It
says how many verdicts came again to the bit and whether every way of judging gave the same result. Order of the ways is
turned by one with each round, so that a busy moment of the PC does not meet the same one.

``--parts 200`` with the classical comparator takes some minutes on two cores; ``--models models`` takes the network.
"""

import argparse
import json
import resource
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from inspector.demo.line import DemoLine
from inspector.golden.library import Act, draft, files_of, load_revision
from inspector.image_file import read_image
from inspector.part import CameraFacts, Capture, Signal
from inspector.record.connection import IMAGES_FOLDER
from inspector.record.images import FileArchive
from inspector.record.sqlite import SqliteReader, SqliteRecorder
from inspector.replay.truths import NoTruths
from inspector.station.judging import judge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.demo import PRODUCT
from inspector.wiring.material import Places
from inspector.wiring.pairs import learn_gauge, system_clock
from inspector.wiring.replaying import Order, Plan, crew_of, plan_of, replay

ROOT = Path(__file__).parents[1]
BEGAN = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


def fill(data: Path, places: Places, parts: int, seed: int) -> None:
    """Judge, record and keep demo parts, each once there is room in the archive's queue."""
    line, recorder, archive = DemoLine(seed), SqliteRecorder(data), FileArchive(data)
    gauge = learn_gauge(
        load_revision(places.golden_refs, PRODUCT, "r001"), load_comparator("openvino", ("CPU",), places.models)
    )
    recorder.open()
    archive.open()
    for number in range(1, parts + 1):
        at = BEGAN + timedelta(seconds=number)
        capture = Capture(line.image(number), f"P{number:05}", number % 65_535 + 1, at, "demo", CameraFacts())
        inspection = judge(capture, gauge, system_clock())
        verdict = inspection.verdict
        signal = Signal(verdict.outcome, verdict.reason, at, late=False)
        recorder.append(inspection, signal)
        while archive.waiting() > 16:
            time.sleep(0.01)
        archive.keep(inspection, signal)
    archive.close()
    recorder.close()


def wider(golden_refs: Path) -> str:
    """Draft a revision whose limits are a quarter wider and return its name."""
    files = files_of(golden_refs, PRODUCT, "r001")
    lines = [widened(line) for line in files.recipe.decode().splitlines()]
    changed = replace(files, recipe="\n".join(lines).encode())
    return draft(golden_refs, PRODUCT, changed, Act("bench", "limits a quarter wider"))


def widened(line: str) -> str:
    """Return a line of a recipe with its limit a quarter wider."""
    name, _, value = line.partition("=")
    if name.strip() != "deviation":
        return line
    return f"{name}= {1.25 * float(value.split('#')[0]):.6g}"


def plainly(order: Order) -> int:
    """Judge every frame by both revisions in one loop, with nothing around it; return how many scores were equal."""
    comparator = load_comparator("openvino", ("CPU",), order.places.models, threads=1)
    old, new = (
        learn_gauge(load_revision(order.places.golden_refs, PRODUCT, revision), comparator)
        for revision in ("r001", order.candidate)
    )
    equal = 0
    for row in SqliteReader(order.data).after(0, 1_000_000):
        image = read_image(order.data / IMAGES_FOLDER / row.image)
        capture = Capture(image, row.part_id, row.trigger_id, row.inspected_at, row.source, CameraFacts())
        equal += judge(capture, old, system_clock()).verdict.score == row.score
        judge(capture, new, system_clock())
    return equal


def by_workers(order: Order, plan: Plan, workers: int) -> str:
    """Replay without a journal of before and return the hash of the result, `same` of `parts` in front."""
    order.out.with_name(f"{order.out.name}.journal").unlink(missing_ok=True)
    report = replay(order, plan, crew_of(plan, workers), NoTruths(), lambda *_: None)
    return f"{report.same} of {report.parts} same, {len(report.flips)} flips, result {report.sha256()[:16]}"


def processor_s() -> float:
    """Return the processor time of this process and of its ended children: other work on the PC does not count."""
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def main() -> None:
    """Fill an archive, replay it in each way and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=51)
    parser.add_argument("--models", type=Path, default=ROOT / "models" / "classical")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        print(json.dumps(measured(Path(folder), asked), indent=1))


def measured(folder: Path, asked: argparse.Namespace) -> dict[str, object]:
    """Return seconds and parts a second of each way, and what each found."""
    places = Places(Path(shutil.copytree(ROOT / "golden_refs", folder / "golden_refs")), asked.models)
    fill(folder / "data", places, asked.parts, asked.seed)
    order = Order(
        product=PRODUCT,
        candidate=wider(places.golden_refs),
        data=folder / "data",
        places=places,
        runtime="openvino",
        device="CPU",
        card="comparator.json",
        out=folder / "result.json",
    )
    plan = plan_of(order)
    ways = {
        "plain loop": lambda: f"{plainly(order)} of {asked.parts} scores equal",
        "1 worker": lambda: by_workers(order, plan, 1),
        "2 workers": lambda: by_workers(order, plan, 2),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    processor: dict[str, list[float]] = {name: [] for name in ways}
    found: dict[str, str] = {}
    names = list(ways)
    for turn in range(asked.rounds):
        for name in names[turn % 3 :] + names[: turn % 3]:
            start_s, busy_s = time.monotonic(), processor_s()
            found[name] = ways[name]()
            seconds[name].append(time.monotonic() - start_s)
            processor[name].append(processor_s() - busy_s)
    least = {name: min(each) for name, each in seconds.items()}
    return {
        "parts": asked.parts,
        "seconds": least,
        "parts_per_s": {name: asked.parts / each for name, each in least.items()},
        "times_the_plain_loop": {name: least["plain loop"] / each for name, each in least.items()},
        "processor_ms_per_part": {name: 1e3 * min(each) / asked.parts for name, each in processor.items()},
        "found": found,
    }


if __name__ == "__main__":
    main()
