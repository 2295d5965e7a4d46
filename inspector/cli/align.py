"""`inspector align`: how a capture lies against a golden, and nothing more."""

from pathlib import Path

import click

from inspector.align import reference
from inspector.align.align import align as align_capture
from inspector.cli import options
from inspector.evaluate.prediction import FoundAlignment
from inspector.golden.library import load_files
from inspector.wiring.pairs import read_capture, system_clock


@click.command()
@click.argument("golden", type=options.FILE)
@click.argument("capture", type=options.FILE)
@click.option("--recipe", type=options.FILE, help="Recipe instead of the defaults.")
@options.as_json
def align(golden: Path, capture: Path, recipe: Path | None, *, as_json: bool) -> None:
    """Align a CAPTURE to a GOLDEN and print the warp, or why it was refused."""
    picture = load_files(golden, recipe)
    part = read_capture(capture, capture.stem, system_clock(), picture)
    found = FoundAlignment.of(align_capture(part, reference.learn(picture)))
    click.echo(found.model_dump_json() if as_json else _line(found))


def _line(found: FoundAlignment) -> str:
    if not found.accepted:
        return f"REFUSED  {found.refusal}"
    return f"ALIGNED  correlation {found.correlation:.3f}  residual {found.residual_px:.2f} px  by {found.method}"
