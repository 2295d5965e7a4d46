"""The curves of a training, drawn from its log: the loss, and how well defects are told from harmless change."""

import io
from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inspector.train.log import Row

CURVES: Final = "curves.png"
_SEEN, _UNSEEN = "#1f5fa8", "#c0532b"
_FIGURES: Final = (
    ("seen_pixel_ap", "places, AP, kinds seen", _SEEN, "-"),
    ("unseen_pixel_ap", "places, AP, kinds unseen", _UNSEEN, "-"),
    ("seen_picture_auroc", "pictures, AUROC, kinds seen", _SEEN, "--"),
    ("unseen_picture_auroc", "pictures, AUROC, kinds unseen", _UNSEEN, "--"),
)


def draw_curves(rows: Sequence[Row]) -> bytes:
    """Return the curves of a log, its rows given, as the bytes of a PNG file."""
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    loss, found = figure.subplots(1, 2)
    _draw(loss, rows, (("loss", "mean since the last report", "#333333", "-"),))
    _draw(found, rows, _FIGURES)
    loss.set_title("Loss")
    found.set_title("Averaged weights on pairs never trained on")
    found.set_ylim(0.0, 1.0)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=110)
    return picture.getvalue()


def _draw(axes: Axes, rows: Sequence[Row], lines: tuple[tuple[str, str, str, str], ...]) -> None:
    steps = [float(row["step"]) for row in rows]
    for column, label, colour, style in lines:
        axes.plot(steps, [float(row[column]) for row in rows], label=label, color=colour, linestyle=style, marker=".")
    axes.set_xlabel("step")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(loc="best", fontsize="small")
