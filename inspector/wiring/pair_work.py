"""Pairs of a manifest judged by whoever there is: this process, several of this PC, or a cluster."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from inspector.compare.comparator import Engine
from inspector.errors import PartError, RecipeError
from inspector.evaluate.manifest import Pair
from inspector.golden.golden import Golden
from inspector.golden.library import GoldenFiles, files_of, golden_of_files, load_chosen, read_files
from inspector.image_file import decode_image, image_bytes
from inspector.part import CameraFacts, Capture, Inspection
from inspector.replay.inputs import Versions
from inspector.station.judging import Gauge, faulted, judge
from inspector.wiring.cluster import Cluster
from inspector.wiring.comparators import Runtime
from inspector.wiring.material import Material, Tool, read_model
from inspector.wiring.pairs import FILE_TRIGGER_ID, learn_gauge, provenance_of, system_clock, with_channels_of
from inspector.wiring.versions import versions_here
from inspector.wiring.workers import Crew, comparator_by, crew_with, gauge_by, take_materials


@dataclass(frozen=True, slots=True)
class PairTask:
    """One pair: the bytes of its capture, and what it is judged by.

    `product` is the key of a material that judges every capture, else `golden` is the pair's own, compared with the
    tool of key `tool`.
    """

    key: str
    pair_id: str
    file: str
    capture: bytes
    product: str
    tool: str
    golden: GoldenFiles | None
    versions: Versions

    @property
    def needs(self) -> tuple[str, ...]:
        """The keys of the materials that it is judged by."""
        return tuple(key for key in (self.product, self.tool) if key)

    def judged(self) -> "PairDone":
        """Return what comes out, in whatever process has the materials; a pair that cannot be judged is FAULT."""
        clock = system_clock()
        try:
            gauge = gauge_by(self.product) if self.golden is None else _gauge_of(self.golden, self.tool)
            image = with_channels_of(gauge.golden.image, decode_image(self.capture, self.file))
            capture = Capture(image, self.pair_id, FILE_TRIGGER_ID, clock.utc(), self.file, CameraFacts())
            return PairDone(self.key, judge(capture, gauge, clock))
        except (PartError, RecipeError) as error:
            return PairDone(self.key, not_judged(self.pair_id, error, _engine(self.product, self.tool)))

    def refused(self, why: str) -> "PairDone":
        """Return that this worker is of no use."""
        return PairDone(self.key, lost=why)


@dataclass(frozen=True, slots=True, eq=False)
class PairDone:
    """What came out of one pair; `lost` says why this worker can judge nothing at all."""

    key: str
    inspection: Inspection | None = None
    lost: str = ""


@dataclass(frozen=True, slots=True)
class PairChain:
    """What judges the pairs of a manifest.

    Parameters
    ----------
    tool
        What compares.
    product
        What judges every capture, whatever golden its pair names; None: each pair's own golden.
    recipe
        A recipe file for each pair's own golden; None takes the defaults.
    """

    tool: Tool
    product: Material | None = None
    recipe: Path | None = None

    def materials(self) -> dict[str, Material | Tool]:
        """Return what workers need, by key."""
        by: Material | Tool = self.product or self.tool
        return {by.key(): by}

    def golden(self, pair: Pair) -> Golden:
        """Return the golden that a pair is judged by.

        Raises
        ------
        RecipeError
            It cannot be used.
        """
        if self.product:
            return gauge_by(self.product.key()).golden
        return golden_of_files(read_files(pair.golden, self.recipe))


def chain_of(
    tool: Tool, golden_refs: Path, product: str | None, revision: str | None, recipe: Path | None
) -> PairChain:
    """Return what judges, once this process has learnt it: what cannot be used is refused before any part is judged.

    Raises
    ------
    RecipeError
        Product, revision or model cannot be used.
    """
    if product is None:
        chain = PairChain(tool, recipe=recipe)
        take_materials(chain.materials())
        comparator_by(tool.key())
        return chain
    chosen = load_chosen(golden_refs, product, revision)
    files = files_of(golden_refs, product, chosen.revision)
    chain = PairChain(tool, Material(product, chosen.revision, files, tool.model, tool.runtime, tool.devices))
    take_materials(chain.materials())
    gauge_by(next(iter(chain.materials())))
    return chain


def tool_of(models: Path, card: str, runtime: Runtime, devices: tuple[str, ...]) -> Tool:
    """Return what compares.

    Raises
    ------
    RecipeError
        A file of the model is missing, damaged or not the card's.
    """
    return Tool(read_model(models, card), runtime, devices)


def crew_for(chain: PairChain, workers: int, scheduler: str | None = None) -> Crew[PairTask, PairDone]:
    """Return who judges: the cluster of `scheduler`, else so many processes of this PC, one being this one."""
    return Cluster(scheduler, chain.materials()) if scheduler else crew_with(chain.materials(), workers)


def judge_pairs(pairs: Iterable[Pair], chain: PairChain, crew: Crew[PairTask, PairDone]) -> Iterator[Inspection]:
    """Yield an inspection for every pair, in their order whoever was faster; one that cannot be judged is FAULT.

    Raises
    ------
    RuntimeLostError, StoppedError
        Nobody can go on.
    """
    asked = _Asked(chain)
    ready: dict[int, Inspection] = {}
    following = 0
    for done in crew.judge(asked.tasks(pairs)):
        if done.inspection is not None:
            ready[asked.numbers.pop(done.key)] = done.inspection
        ready |= asked.take_unreadable()
        while following in ready:
            yield ready.pop(following)
            following += 1
    ready |= asked.take_unreadable()
    yield from (ready[number] for number in sorted(ready))


class _Asked:
    """Pairs on their way to the crew, and those that could not even be read."""

    def __init__(self, chain: PairChain) -> None:
        (self._by,) = chain.materials()
        self._product, self._tool = (self._by, "") if chain.product else ("", self._by)
        self._chain = chain
        self._versions = versions_here()
        self._unreadable: dict[int, Inspection] = {}
        self.numbers: dict[str, int] = {}

    def tasks(self, pairs: Iterable[Pair]) -> Iterator[PairTask]:
        """Yield a task for each pair whose files can be read."""
        for number, pair in enumerate(pairs):
            try:
                task = self._task(number, pair)
            except (PartError, RecipeError) as error:
                self._unreadable[number] = not_judged(pair.pair_id, error, _engine(self._product, self._tool))
            else:
                self.numbers[task.key] = number
                yield task

    def take_unreadable(self) -> dict[int, Inspection]:
        """Return and forget the pairs that could not be read since the last call, by number."""
        found, self._unreadable = self._unreadable, {}
        return found

    def _task(self, number: int, pair: Pair) -> PairTask:
        golden = None if self._product else read_files(pair.golden, self._chain.recipe)
        capture = image_bytes(pair.capture)
        decides = (str(number), pair.pair_id, self._by, self._versions.model_dump_json(), *_hashes(capture, golden))
        key = hashlib.sha256("\n".join(decides).encode("utf-8", "backslashreplace")).hexdigest()
        return PairTask(
            key, pair.pair_id, str(pair.capture), capture, self._product, self._tool, golden, self._versions
        )


def not_judged(pair_id: str, error: Exception, engine: Engine) -> Inspection:
    """Return the inspection of a pair that could not be judged because of `error`."""
    return faulted(pair_id, FILE_TRIGGER_ID, system_clock().utc(), error, provenance_of(engine, None), None)


def _hashes(capture: bytes, golden: GoldenFiles | None) -> list[str]:
    parts = [capture, golden.image, golden.recipe] if golden else [capture]
    return [hashlib.sha256(part).hexdigest() for part in parts]


def _engine(product: str, tool: str) -> Engine:
    return gauge_by(product).comparison.engine if product else comparator_by(tool).engine


@lru_cache(maxsize=1)
def _gauge_of(golden: GoldenFiles, tool: str) -> Gauge:
    """Return the gauge of a pair's own golden; one that follows itself is learnt once."""
    return learn_gauge(golden_of_files(golden), comparator_by(tool))
