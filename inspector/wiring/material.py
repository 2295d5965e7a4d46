"""Everything that judges a part, as bytes: fetched from library and models, put into a bundle, sent to a worker."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from inspector.compare.card import load_model
from inspector.compare.comparator import Comparator
from inspector.errors import RecipeError
from inspector.golden.library import files_of
from inspector.golden.revision import GOLDEN_FILE, RECIPE_FILE, RevisionFiles, golden_of
from inspector.part import Provenance
from inspector.station.judging import Gauge
from inspector.wiring.comparators import RUNTIMES, Runtime, devices_in, load_comparator, runtime_in
from inspector.wiring.pairs import learn_gauge

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A comparator as bytes: card, graphs and parity vectors by file name; `card_file` names the card among them."""

    card_file: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Tool:
    """What compares, without a golden: the files of the comparator, what runs it, and where; tried in this order."""

    model: ModelFiles
    runtime: Runtime
    devices: tuple[str, ...]

    def key(self) -> str:
        """Return a SHA-256 that changes with anything in it."""
        digest = hashlib.sha256("\n".join((self.runtime, *self.devices, self.model.card_file)).encode())
        for name, data in sorted(self.model.files.items()):
            digest.update(f"\n{name} {hashlib.sha256(data).hexdigest()}".encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Material:
    """What a gauge is made of.

    Parameters
    ----------
    product, revision
        How the golden is called.
    golden
        The files of the revision.
    model
        The files of the comparator.
    runtime, devices
        What compares, and where; tried in this order.
    """

    product: str
    revision: str
    golden: RevisionFiles
    model: ModelFiles
    runtime: Runtime
    devices: tuple[str, ...]

    def key(self) -> str:
        """Return a SHA-256 that changes with anything in it."""
        digest = hashlib.sha256("\n".join((self.product, self.revision, self.runtime, *self.devices)).encode())
        for name, data in (*sorted(self.golden.named().items()), *sorted(self.model.files.items())):
            digest.update(f"\n{name} {hashlib.sha256(data).hexdigest()}".encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Places:
    """Where goldens and models are on this PC."""

    golden_refs: Path
    models: Path


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is left of the material of a recorded verdict: all of it, or None and one line for each that is not."""

    material: Material | None
    changed: tuple[str, ...] = ()


def gauge_of(material: Material, threads: int = 0) -> Gauge:
    """Return the gauge that `material` makes; the number of threads does not change a bit of what it judges.

    Raises
    ------
    RecipeError
        Golden, recipe or model cannot be used on this PC.
    """
    golden = golden_of(material.golden, material.product, material.revision)
    tool = Tool(material.model, material.runtime, material.devices)
    return learn_gauge(golden, comparator_of(tool, threads))


def comparator_of(tool: Tool, threads: int = 0) -> Comparator:
    """Return what `tool` compares with.

    Raises
    ------
    RecipeError
        The model cannot be used on this PC.
    """
    with TemporaryDirectory(prefix="inspector-") as folder:
        for name, data in tool.model.files.items():
            (Path(folder) / name).write_bytes(data)
        return load_comparator(tool.runtime, tool.devices, Path(folder), threads, tool.model.card_file)


def read_model(models: Path, card_file: str) -> ModelFiles:
    """Return the comparator of one card as bytes, with the one that decides for it near the limit.

    Raises
    ------
    RecipeError
        A file is missing, damaged or not the card's.
    """
    model = load_model(models, card_file)
    graphs = {
        model.card.golden_graph.file: model.golden_graph,
        model.card.comparison_graph.file: model.comparison_graph,
        model.card.parity_vectors.file: model.parity_vectors,
    }
    near = model.card.near_limit
    exact = read_model(models, near.card.file).files if near else {}
    return ModelFiles(card_file, {**exact, card_file: (models / card_file).read_bytes(), **graphs})


def recall(recorded: Provenance, places: Places) -> Recalled:
    """Return what judged a part then, as far as it is still on this PC unchanged."""
    golden, changed_golden = _recall_golden(recorded, places.golden_refs)
    model = find_model(recorded.model_sha256, places.models)
    changed = list(changed_golden)
    if model is None:
        wanted = f"{recorded.comparator} {recorded.model_sha256[:_SHOWN]}"
        changed.append(f"model: {places.models} holds no {wanted} any more")
    runtime = runtime_in(recorded.runtime)
    if runtime is None:
        changed.append(f"runtime: {recorded.runtime} is none of {', '.join(RUNTIMES)}")
    if golden is None or model is None or runtime is None or changed:
        return Recalled(None, tuple(changed))
    return Recalled(Material(recorded.product, recorded.revision, golden, model, runtime, devices_of(recorded)))


def devices_of(recorded: Provenance) -> tuple[str, ...]:
    """Return where it was compared, in the same precision; every device where its name says nothing."""
    return devices_in(recorded.device)


def find_model(sha256: str, models: Path) -> ModelFiles | None:
    """Return the comparator of this hash in `models` or a folder in it, None where it is not there any more."""
    for card in _cards(models):
        try:
            if load_model(card.parent, card.name).sha256 == sha256:
                return read_model(card.parent, card.name)
        except RecipeError:
            continue
    return None


def _cards(models: Path) -> Iterator[Path]:
    """Yield what may be a card; the others are passed over when they are read."""
    yield from sorted(models.glob("*.json"))
    yield from sorted(models.glob("*/*.json"))


def _recall_golden(recorded: Provenance, golden_refs: Path) -> tuple[RevisionFiles | None, tuple[str, ...]]:
    name = f"{recorded.product} {recorded.revision}"
    try:
        files = files_of(golden_refs, recorded.product, recorded.revision)
    except RecipeError as error:
        return None, (f"golden: {error}",)
    found = files.sha256()
    pairs = (
        ("golden", found[GOLDEN_FILE], recorded.golden_sha256),
        ("recipe", found[RECIPE_FILE], recorded.recipe_sha256),
    )
    changed = (
        f"{what}: that of {name} is {now[:_SHOWN]} now, recorded {was[:_SHOWN]}"
        for what, now, was in pairs
        if now != was
    )
    return files, tuple(changed)
