"""The curves of a training, drawn from its log: the loss, and how well defects are told from harmless change."""

import csv
from pathlib import Path
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

CURVES: Final = "curves.png"
_SEEN, _UNSEEN = "#1f5fa8", "#c0532b"
_FIGURES: Final = (
    ("seen_pixel_ap", "places, AP, kinds seen", _SEEN, "-"),
    ("unseen_pixel_ap", "places, AP, kinds unseen", _UNSEEN, "-"),
    ("seen_picture_auroc", "pictures, AUROC, kinds seen", _SEEN, "--"),
    ("unseen_picture_auroc", "pictures, AUROC, kinds unseen", _UNSEEN, "--"),
)


def draw_curves(log: Path, picture: Path) -> None:
    """Write the curves of `log`, a table with a row per report, to the PNG file `picture`."""
    rows = _rows(log)
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    loss, found = figure.subplots(1, 2)
    _draw(loss, rows, (("loss", "mean since the last report", "#333333", "-"),))
    _draw(found, rows, _FIGURES)
    loss.set_title("Loss")
    found.set_title("Averaged weights on pairs never trained on")
    found.set_ylim(0.0, 1.0)
    partial = picture.with_suffix(".partial")
    figure.savefig(partial, format="png", dpi=110)
    partial.replace(picture)


def _rows(log: Path) -> list[dict[str, float]]:
    with log.open(newline="", encoding="utf-8") as lines:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(lines)]


def _draw(axes: Axes, rows: list[dict[str, float]], lines: tuple[tuple[str, str, str, str], ...]) -> None:
    steps = [row["step"] for row in rows]
    for column, label, colour, style in lines:
        axes.plot(steps, [row[column] for row in rows], label=label, color=colour, linestyle=style, marker=".")
    axes.set_xlabel("step")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(loc="best", fontsize="small")
