"""The report's charts, drawn as vectors: bars that fall, and the p-chart with its limits."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib import colors
from reportlab.lib.units import mm

from inspector.quality.p_chart import PChart, Point
from inspector.quality.paper import FIELD, INK, LINE, NG, face_of, printable
from inspector.quality.pareto import Bar
from inspector.quality.report_figures import percent

WIDTH = 180 * mm
_LABEL = 45 * mm
_BAR = 5.5 * mm
_HEIGHT = 55 * mm
_LEFT, _BOTTOM, _TOP = 14 * mm, 6 * mm, 4 * mm
_NAME_MAX = 26


def pareto_bars(bars: Sequence[Bar], names: Sequence[str]) -> Drawing:
    """Return one bar below the other, each with its name, count and cumulative share."""
    drawing = Drawing(WIDTH, _BAR * len(bars) + 2)
    most = max(bar.count for bar in bars)
    for number, (bar, name) in enumerate(zip(bars, names, strict=True)):
        y = _BAR * (len(bars) - number - 1)
        length = (WIDTH - _LABEL - 38 * mm) * bar.count / most
        drawing.add(_text(_LABEL - 2 * mm, y + 4, _short(name), anchor="end"))
        drawing.add(Rect(_LABEL, y + 1.5, length, _BAR - 3, fillColor=LINE, strokeColor=INK, strokeWidth=0.5))
        drawing.add(
            _text(
                _LABEL + length + 2 * mm,
                y + 4,
                f"{bar.count}   \N{GREEK CAPITAL LETTER SIGMA} {percent(bar.cumulative)}",
            )
        )
    return drawing


def p_chart_drawing(chart: PChart, ends: tuple[str, str]) -> Drawing:
    """Return the chart: points, their limits and centre line, a vertical line where the revision changes.

    `ends` are the moments of the first and the last point.
    """
    drawing = Drawing(WIDTH, _HEIGHT)
    points = chart.points
    top = max(max(point.high, point.share) for point in points) or 1.0
    at = _Scale(len(points), top * 1.05)
    drawing.add(Rect(_LEFT, _BOTTOM, WIDTH - _LEFT, at.height, fillColor=FIELD, strokeColor=LINE, strokeWidth=0.5))
    for share in (0.0, top / 2, top):
        drawing.add(_text(_LEFT - 1.5 * mm, at.y(share) - 2.5, f"{100 * share:.2f} %", anchor="end"))
    drawing.add(_text(_LEFT, 1, ends[0]))
    drawing.add(_text(WIDTH, 1, ends[1], anchor="end"))
    for kind, dash in (("high", (3, 2)), ("centre", None), ("low", (3, 2))):
        _steps(drawing, at, points, kind, dash)
    drawing.add(
        PolyLine([(at.x(n), at.y(point.share)) for n, point in enumerate(points)], strokeColor=INK, strokeWidth=0.8)
    )
    for number, point in enumerate(points):
        drawing.add(_mark(at.x(number), at.y(point.share), point))
    return drawing


class _Scale:
    """Where on the paper a point lies."""

    def __init__(self, count: int, top: float) -> None:
        self.height = _HEIGHT - _BOTTOM - _TOP
        self.step = (WIDTH - _LEFT) / count
        self._top = top

    def x(self, number: int) -> float:
        return float(_LEFT + self.step * (number + 0.5))

    def y(self, share: float) -> float:
        return float(_BOTTOM + self.height * share / self._top)


def _steps(drawing: Drawing, at: _Scale, points: Sequence[Point], kind: str, dash: tuple[int, int] | None) -> None:
    for number, point in enumerate(points):
        y, x = at.y(getattr(point, kind)), at.x(number)
        drawing.add(
            Line(x - at.step / 2, y, x + at.step / 2, y, strokeColor=INK, strokeWidth=0.6, strokeDashArray=dash)
        )
        if number and points[number - 1].of != point.of:
            edge = x - at.step / 2
            drawing.add(Line(edge, _BOTTOM, edge, _BOTTOM + at.height, strokeColor=INK, strokeWidth=1.2))


def _mark(x: float, y: float, point: Point) -> Polygon | Circle:
    """Return a diamond for a point beyond its limits, a small disc for all others: told apart without colour."""
    if point.is_beyond:
        corners = [x, y - 4, x + 4, y, x, y + 4, x - 4, y]
        return Polygon(corners, fillColor=NG, strokeColor=INK, strokeWidth=0.8)
    return Circle(x, y, 1.4, fillColor=colors.white, strokeColor=INK, strokeWidth=0.7)


def _text(x: float, y: float, text: str, anchor: str = "start") -> String:
    return String(x, y, text, fontName=face_of(text), fontSize=7, fillColor=INK, textAnchor=anchor)


def _short(name: str) -> str:
    name = printable(name)
    return name if len(name) <= _NAME_MAX else f"{name[: _NAME_MAX - 1]}\N{HORIZONTAL ELLIPSIS}"
