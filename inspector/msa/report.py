"""The report of a study that is printed and signed: one PDF, the same bytes for the same study."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, SimpleDocTemplate, Spacer

from inspector.msa.agreement import (
    Agreement,
    Appraiser,
    Band,
    IntervalName,
    Share,
    effectiveness_band,
    false_alarm_band,
    kappa_band,
    miss_band,
)
from inspector.msa.kappa import Kappa
from inspector.msa.study import Study
from inspector.msa.words import CHINESE, ENGLISH, WORDS, Language, Words
from inspector.quality.paper import face_of, paragraph, register_type, style, table

_MARGIN = 15 * mm
_METHODS: dict[IntervalName, str] = {"clopper-pearson": "Clopper-Pearson", "wilson": "Wilson"}


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What is printed: the study under its name, what it tells, and which intervals those are."""

    name: str
    study: Study
    agreement: Agreement
    interval: IntervalName


def report_pdf(report: Report, language: Language) -> bytes:
    """Return the report as PDF, A4, with room for signatures and the hash of the data that it was made from."""
    register_type()
    page, out = _Page(report, WORDS[language]), io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN)
    title = f"{WORDS[language].title}: {report.name}"
    document = SimpleDocTemplate(
        out, pagesize=A4, title=title, author="Inspector", lang=language, invariant=1, **margins
    )
    document.build(list(page.flow()), onFirstPage=page.foot, onLaterPages=page.foot)
    return out.getvalue()


class _Page:
    """The report's parts, in one language."""

    def __init__(self, report: Report, words: Words) -> None:
        self._report, self._words = report, words
        is_han = words is CHINESE
        self._text = style(is_han=is_han)
        self._head = style(12, is_bold=True, is_han=is_han, before_mm=5)
        self._title = style(18, is_bold=True, is_han=is_han)

    def flow(self) -> Iterator[Flowable]:
        words, found = self._words, self._report.agreement
        yield paragraph(words.title, self._title)
        yield Spacer(1, 2 * mm)
        yield paragraph(words.what, self._text)
        yield Spacer(1, 3 * mm)
        yield table(self._facts(), (45, 135), self._text, has_head=False)
        yield paragraph(words.each, self._head)
        for one in found.appraisers:
            yield KeepTogether([Spacer(1, 2 * mm), table(self._appraiser(one), (70, 65, 45), self._text)])
        yield paragraph(words.pair, self._head)
        yield Spacer(1, 2 * mm)
        yield table(self._pairs(), (70, 65, 45), self._text)
        yield paragraph(words.together, self._head)
        yield Spacer(1, 2 * mm)
        yield table(self._together(), (70, 65, 45), self._text, has_head=False)
        yield Spacer(1, 3 * mm)
        yield paragraph(words.interval.format(method=_METHODS[self._report.interval]), self._text)
        yield paragraph(words.showings, self._text)
        yield paragraph(words.limits, self._text)
        yield self._signatures()

    def foot(self, canvas: Canvas, document: SimpleDocTemplate) -> None:
        line = f"{self._report.study.sha256[:16]} · {self._words.page.format(number=document.page)}"
        canvas.setFont(face_of(line), 8)
        canvas.drawRightString(A4[0] - _MARGIN, 8 * mm, line)

    def _facts(self) -> list[list[str]]:
        words, study = self._words, self._report.study
        return [
            [words.study, self._report.name],
            [words.parts, f"{len(study.parts)}, {words.defective} {int(study.defective.sum())}"],
            [words.appraisers, ", ".join(study.appraisers)],
            [words.runs, str(len(study.runs))],
            [words.data, study.sha256],
        ]

    def _appraiser(self, one: Appraiser) -> list[list[str]]:
        words = self._words
        return [
            [one.name, "", ""],
            [words.within, share_text(one.within, words.to), ""],
            [words.effectiveness, share_text(one.effective, words.to), words.bands[effectiveness_band(one.effective)]],
            [words.miss, *self._rate(one.miss, miss_band(one.miss) if one.miss else None)],
            [
                words.false_alarm,
                *self._rate(one.false_alarm, false_alarm_band(one.false_alarm) if one.false_alarm else None),
            ],
            [words.repeats, *self._kappa(one.repeats)],
            [words.reference, *self._kappa(one.against_reference)],
        ]

    def _pairs(self) -> list[list[str]]:
        rows = [[self._words.pair, self._words.kappa, ""]]
        return rows + [
            [f"{pair.one} \N{MULTIPLICATION SIGN} {pair.other}", *self._kappa(pair.kappa)]
            for pair in self._report.agreement.pairs
        ]

    def _together(self) -> list[list[str]]:
        words, found = self._words, self._report.agreement
        return [
            [words.between, share_text(found.between, words.to), ""],
            [words.right, share_text(found.right, words.to), words.bands[effectiveness_band(found.right)]],
            [words.everybody, *self._kappa(found.everybody)],
        ]

    def _rate(self, share: Share | None, band: Band | None) -> Sequence[str]:
        if share is None or band is None:
            return self._words.undefined, ""
        return share_text(share, self._words.to), self._words.bands[band]

    def _kappa(self, kappa: Kappa | None) -> Sequence[str]:
        if kappa is None:
            return self._words.undefined, ""
        return kappa_text(kappa, self._words.to), self._words.bands[kappa_band(kappa)]

    def _signatures(self) -> Flowable:
        words = self._words
        rows = [[words.carried_out, ""], [words.approved, ""]]
        lines = table(rows, (45, 135), self._text, has_head=False, row_mm=14)
        return KeepTogether(
            [paragraph(f"{words.signatures} ({words.name_date})", self._head), Spacer(1, 2 * mm), lines]
        )


def share_text(share: Share, to: str = ENGLISH.to) -> str:
    """Return the share for people, as in ``42/50 = 84.0 % (70.9 to 92.8)``; `to` is that word in their language.

    Examples
    --------
    >>> share_text(Share(42, 50, 0.7089, 0.9283))
    '42/50 = 84.0 % (70.9 to 92.8)'
    """
    between = f"({100 * share.low:.1f} {to} {100 * share.high:.1f})"
    return f"{share.count}/{share.of} = {100 * share.value:.1f} % {between}"


def kappa_text(kappa: Kappa, to: str = ENGLISH.to) -> str:
    """Return the kappa for people, as in ``0.863 (0.776 to 0.950)``; `to` is that word in their language."""
    return f"{kappa.value:.3f} ({kappa.low:.3f} {to} {kappa.high:.3f})"
