"""The report of quality that is printed and signed: one PDF, the same bytes for the same figures."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, SimpleDocTemplate, Spacer

from inspector.quality.p_chart import Centre, Point
from inspector.quality.paper import face_of, paragraph, printable, register_type, style, table
from inspector.quality.pareto import Bar
from inspector.quality.quality import Quality
from inspector.quality.report_charts import p_chart_drawing, pareto_bars
from inspector.quality.report_chinese import CHINESE
from inspector.quality.report_english import ENGLISH
from inspector.quality.report_figures import figure_rows, percent
from inspector.quality.report_words import Language, Words
from inspector.record.quality_rows import BASELINE_HOURS

_MARGIN = 15 * mm
_BARS_MAX = 12
_POINTS_MAX = 20
_NAME_MAX = 120


def report_pdf(quality: Quality, language: Language) -> bytes:
    """Return the report as PDF, A4.

    It does not say when it was printed: the same figures give the same bytes. Latin type is in the file; Chinese is set
    in STSong-Light, which is not: a viewer shows it in a Chinese type of its own.
    """
    register_type()
    words, out = (CHINESE if language == "zh-CN" else ENGLISH), io.BytesIO()
    page = _Page(quality, words)
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=f"{words.title} {page.days()}",
        author="Inspector",
        lang=language,
        invariant=1,
    )
    document.build(list(page.flow()), onFirstPage=page.foot, onLaterPages=page.foot)
    return out.getvalue()


class _Page:
    """The report's parts, in one language."""

    def __init__(self, quality: Quality, words: Words) -> None:
        self._quality = quality
        self._words = words
        is_han = words is CHINESE
        self._text = style(is_han=is_han)
        self._head = style(12, is_bold=True, is_han=is_han, before_mm=5)
        self._title = style(18, is_bold=True, is_han=is_han)

    def flow(self) -> Iterator[Flowable]:
        yield paragraph(self._words.title, self._title)
        yield Spacer(1, 3 * mm)
        yield table(self._asked(), (35, 145), self._text, has_head=False)
        yield Spacer(1, 3 * mm)
        yield table(figure_rows(self._quality, self._words), (32, 42, 34, 72), self._text)
        yield from self._pareto(
            self._words.zones, self._quality.zones, (self._words.zone, self._words.parts_with_defect)
        )
        yield from self._pareto(self._words.reasons, self._quality.reasons, (self._words.reason, self._words.parts))
        yield from self._chart()
        yield self._signatures()

    def days(self) -> str:
        days = self._quality.question.days
        return str(days.first) if days.first == days.last else f"{days.first} \N{EN DASH} {days.last}"

    def foot(self, canvas: Canvas, _document: object) -> None:
        text = printable(
            f"{self._quality.station}   {self.days()}   {self._words.page.format(page=canvas.getPageNumber())}"
        )
        canvas.setFont(face_of(text), 8)
        canvas.drawRightString(A4[0] - _MARGIN, 8 * mm, text)

    def _asked(self) -> list[tuple[str, str]]:
        words, asked = self._words, self._quality.question
        return [
            (words.station, self._quality.station or "\N{EN DASH}"),
            (words.days, self.days()),
            (words.shift, asked.days.shift or words.every),
            (words.product, asked.product or words.every),
            (words.revision, asked.revision or words.every),
            (words.parts, words.counts.format(**_counts(self._quality))),
        ]

    def _pareto(self, title: str, bars: Sequence[Bar], heads: tuple[str, str]) -> Iterator[Flowable]:
        words, shown = self._words, bars[:_BARS_MAX]
        if not bars:
            yield KeepTogether([paragraph(title, self._head), paragraph(words.none, self._text)])
            return
        names = [self._bar_name(bar) for bar in shown]
        yield KeepTogether([paragraph(title, self._head), Spacer(1, 2 * mm), pareto_bars(shown, names)])
        rows = [(heads[0], heads[1], words.share, words.cumulative)]
        rows += [
            (name, str(bar.count), percent(bar.share), percent(bar.cumulative))
            for name, bar in zip(names, shown, strict=True)
        ]
        yield Spacer(1, 2 * mm)
        yield table(rows, (80, 50, 25, 25), self._text)
        if len(bars) > len(shown):
            yield paragraph(words.more.format(count=len(bars) - len(shown)), self._text)

    def _bar_name(self, bar: Bar) -> str:
        if not bar.kind:
            return _short(bar.name)
        return f"{_short(bar.name) or self._words.no_reason} ({self._words.dispositions[bar.kind]})"

    def _chart(self) -> Iterator[Flowable]:
        words, chart = self._words, self._quality.p_chart
        head = paragraph(words.p_chart, self._head)
        if not chart.points:
            yield KeepTogether([head, paragraph(words.no_parts, self._text)])
            return
        spans = self._quality.spans
        ends = (_local(spans[chart.points[0].span].start), _local(spans[chart.points[-1].span].start))
        yield KeepTogether([head, Spacer(1, 2 * mm), p_chart_drawing(chart, ends), Spacer(1, 2 * mm)])
        yield paragraph(f"{words.p_chart_meaning.format(hours=BASELINE_HOURS)} {words.change}", self._text)
        for centre in chart.centres:
            yield paragraph(self._centre(centre), self._text)
        beyond = [point for point in chart.points if point.is_beyond]
        yield paragraph(words.beyond if beyond else words.none_beyond, style(9, is_bold=True, before_mm=2))
        for point in beyond[:_POINTS_MAX]:
            yield paragraph(self._point(point), self._text)
        if len(beyond) > _POINTS_MAX:
            yield paragraph(words.more.format(count=len(beyond) - _POINTS_MAX), self._text)

    def _centre(self, centre: Centre) -> str:
        text = self._words.centre if centre.is_frozen else self._words.centre_not_frozen
        name = f"{centre.of.product} {centre.of.revision}"
        return text.format(revision=name, centre=_fine(centre.share), judged=centre.judged, hours=centre.hours)

    def _point(self, point: Point) -> str:
        return self._words.point.format(
            time=_local(self._quality.spans[point.span].start),
            share=_fine(point.share),
            judged=point.judged,
            revision=f"{point.of.product} {point.of.revision}",
            low=_fine(point.low),
            high=_fine(point.high),
        )

    def _signatures(self) -> Flowable:
        words = self._words
        rows = [("", words.name, words.date, words.signature), *((who, "", "", "") for who in words.signatures)]
        lines = table(rows, (40, 50, 35, 55), style(10, is_han=words is CHINESE), row_mm=11)
        return KeepTogether([Spacer(1, 8 * mm), lines])


def _short(name: str) -> str:
    # Recipes and reasons allow far less; a row that is higher than a page could not be printed at all.
    return name if len(name) <= _NAME_MAX else f"{name[:_NAME_MAX]}\N{HORIZONTAL ELLIPSIS}"


def _counts(quality: Quality) -> dict[str, int]:
    names = ("all", "passed", "rejected", "rechecked", "faulted")
    return {name: getattr(quality.counts, name) for name in names}


def _fine(share: float) -> str:
    return f"{100 * share:.2f} %"


def _local(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
