"""`inspector train`: a comparison network from drawn parts, resumed where it was stopped."""

import json
import math
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from inspector.cli import options
from inspector.cli.run import stop_on_signals
from inspector.errors import InputError
from inspector.evaluate.labels import Label, read_labelled
from inspector.train.batches import Order
from inspector.train.catalogue import trained, without_boards
from inspector.train.imaging import LARGEST_PX
from inspector.train.plan import Plan
from inspector.train.stations import UNUSUAL_SHARE
from inspector.train.widths import Form

if TYPE_CHECKING:
    from inspector.train.labelled import Labelled
    from inspector.train.session import Session

_FAMILIES = {"all": trained, "without-boards": without_boards}


def _halved_five_times(context: click.Context, option: click.Parameter, size_px: int) -> int:
    if size_px % 32:
        raise click.BadParameter(f"{size_px} is not a multiple of 32", context, option)
    return size_px


def _finite(context: click.Context, option: click.Parameter, minutes: float | None) -> float | None:
    if minutes is not None and not math.isfinite(minutes):
        raise click.BadParameter(f"{minutes} is no number of minutes", context, option)
    return minutes


@click.command()
@click.argument("folder", type=options.FOLDER)
@click.option(
    "--minutes", type=click.FloatRange(min=0, min_open=True), callback=_finite, help="Train for about so long."
)
@click.option("--steps", type=click.IntRange(min=1), help="Train for so many batches.")
@click.option("--seed", type=click.IntRange(0, 999_000), default=1, show_default=True, help="Which parts are drawn.")
@click.option(
    "--size",
    "size_px",
    type=click.IntRange(64, LARGEST_PX),
    callback=_halved_five_times,
    default=160,
    show_default=True,
    help="Side of the pictures, a multiple of 32 px.",
)
@click.option("--parts", type=click.IntRange(2), default=8, show_default=True, help="Parts in a batch.")
@click.option(
    "--families", type=click.Choice(list(_FAMILIES)), default="all", show_default=True, help="Kinds of part drawn."
)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes that draw parts.")
@click.option("--threads", type=click.IntRange(1), default=1, show_default=True, help="Threads that train.")
@click.option(
    "--from", "start", type=options.FILE, help="Begin with these weights (weights.pt) instead of random ones."
)
@click.option(
    "--form",
    type=click.Choice(Form, case_sensitive=False),
    default="accurate",
    show_default=True,
    help="Which network: the fast one has a quarter of the weights.",
)
@click.option("--teacher", type=options.FILE, help="Learn from the answers of these weights too (weights.pt).")
@click.option(
    "--finetune",
    "manifest",
    type=options.FILE,
    help="CSV of judged pairs, with a column mask_path: half the parts are cut from them. With --from.",
)
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True, help="Where it trains.")
@options.as_json
def train(  # noqa: PLR0913 -- one parameter for each option of the command
    folder: Path,
    *,
    minutes: float | None,
    steps: int | None,
    seed: int,
    size_px: int,
    parts: int,
    families: str,
    workers: int,
    threads: int,
    start: Path | None,
    form: Form,
    teacher: Path | None,
    manifest: Path | None,
    device: str,
    as_json: bool,
) -> None:
    """Train the comparison network on drawn parts: checkpoint, log.csv, curves.png and weights.pt go into FOLDER.

    Say --minutes or --steps. Ctrl-C ends it with a checkpoint; the same command goes on from there, and from the last
    report where the PC failed. --minutes measures the pace first and says which --steps it stands for.
    With --finetune every fifth judged pair is held back, and weights that do worse on those, or on drawn kinds of part
    never trained on, are refused. Needs the extra [train].
    """
    if minutes and steps:
        raise InputError(f"train {folder}", "--minutes and --steps are both given", "give one of them")
    if manifest and start is None:
        raise InputError(f"fine-tune in {folder}", "it has no weights to begin with", "name them: --from WEIGHTS")
    order = Order(tuple(sorted(_FAMILIES[families]())), seed, parts, size_px, UNUSUAL_SHARE)
    begun = Plan(order, steps or 1, device=device, start=start, form=form, teacher=teacher)
    plan = replace(begun, workers=workers, threads=threads)
    session = _run(plan, folder, minutes=minutes, is_timed=steps is None, judged=_judged(manifest))
    click.echo(_json(folder, session) if as_json else str(folder / "weights.pt"))


def _judged(manifest: Path | None) -> "tuple[Labelled, ...]":
    if manifest is None:
        return ()
    from inspector.train.labelled import Labelled  # noqa: PLC0415 -- it brings the alignment, which not all commands need

    known = read_labelled(manifest)
    unmarked = [each.pair.pair_id for each in known if each.label is Label.DEFECTIVE and each.mask is None]
    if unmarked:
        found = f"{len(unmarked)} of its defective parts have no mask, first {unmarked[0]}"
        raise InputError(
            f"fine-tune to {manifest}", found, "name mask_path, a picture above 0 where the part is defective"
        )
    masks = [each.mask if each.label is Label.DEFECTIVE else None for each in known]
    return tuple(Labelled(each.pair.golden, each.pair.capture, mask) for each, mask in zip(known, masks, strict=True))


def _run(
    plan: Plan, folder: Path, *, minutes: float | None, is_timed: bool, judged: "tuple[Labelled, ...]"
) -> "Session":
    try:
        from inspector.train.finetune import with_judged  # noqa: PLC0415 -- the extra is not on a line PC
        from inspector.train.session import check_form, run_session, scheduled  # noqa: PLC0415 -- the same
    except ModuleNotFoundError as error:
        found = f"the package {error.name} is not installed"
        raise InputError(f"train {folder}", found, 'pip install "inspector[train]"') from error
    if click.get_current_context().get_parameter_source("form") is ParameterSource.COMMANDLINE:
        check_form(plan)
    _make(folder)
    say, stop = partial(click.echo, err=True), stop_on_signals().is_set
    plan = with_judged(plan, folder, judged, say) if judged else plan
    plan = scheduled(plan, folder, minutes, say, stop) if is_timed else plan
    return run_session(plan, folder, say, stop)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"train {folder}", error.strerror or str(error), "name another folder") from error


def _json(folder: Path, session: "Session") -> str:
    return json.dumps({"weights": str(folder / "weights.pt")} | asdict(session), indent=2)
