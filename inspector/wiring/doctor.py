"""What is wrong with this PC: versions, devices, model, goldens, folders, ports and clock, each looked at for real."""

from collections.abc import Iterator
from pathlib import Path

from inspector.compare.card import load_model
from inspector.compare.card_file import CARD_FILE
from inspector.errors import InputError, InspectorError
from inspector.golden.library import load_active
from inspector.golden.trust import ACTIVE_FILE
from inspector.record.connection import RECORD_FILE
from inspector.settings import RetentionSettings
from inspector.wiring.comparators import EVERY_DEVICE, RUNTIMES, Runtime, load_comparator
from inspector.wiring.doctor_looks import Finding, clock, folder, outlook, port, tried, versions


def examine(models: Path, golden_refs: Path, data: Path, ports: tuple[int, ...]) -> Iterator[Finding]:
    """Yield what was found, one thing after another."""
    yield versions()
    yield tried("model", lambda: _model(models))
    for runtime in RUNTIMES:
        for device in EVERY_DEVICE:
            yield _device(runtime, device, models)
    yield tried("goldens", lambda: _goldens(golden_refs))
    yield from record(data, RetentionSettings().free_mib)
    for number in ports:
        yield port("127.0.0.1", number, f"port {number}")
    yield clock()


def record(data: Path, wanted_mib: int) -> Iterator[Finding]:
    """Yield what was found of the folder of the record, and how long its images have room."""
    found = folder(data)
    yield found
    if found.state != "wrong" and (data / RECORD_FILE).exists():
        yield outlook(data, wanted_mib)


def _model(models: Path) -> str:
    model = load_model(models, CARD_FILE)
    return f"{model.card.name}, sha256 {model.sha256}"


def _device(runtime: Runtime, device: str, models: Path) -> Finding:
    """Look whether the model really executes on the device and gives the reference scores there."""
    what = f"{runtime} on {device}"
    try:
        engine = load_comparator(runtime, [device], models).engine
    except InspectorError as error:
        return Finding(what=what, state="wrong" if device == "CPU" else "warning", found=str(error))
    found = f"{engine.runtime} executes on {engine.device}, its scores are the reference's"
    return Finding(what=what, state="warning" if engine.warnings else "ok", found="; ".join((found, *engine.warnings)))


def _goldens(golden_refs: Path) -> str:
    # Looked through by hand: a glob takes what it may not read for empty.
    products = sorted(folder.name for folder in golden_refs.iterdir() if (folder / ACTIVE_FILE).exists())
    if not products:
        remedy = "activate a revision, or say with --golden-refs where the library is"
        raise InputError(f"judge with the goldens in {golden_refs}", "no product has an active revision", remedy)
    shares = [load_active(golden_refs, product).ignored_share() for product in products]
    found = [f"{product}, {share:.1%} of it ignored" for product, share in zip(products, shares, strict=True)]
    return f"{len(products)} products with an active revision: {'; '.join(found)}"
