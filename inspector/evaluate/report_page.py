"""The page of the report: the figures, then every part that was judged wrong with its pictures. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from inspector.evaluate.document import CaseDocument, EvaluationDocument, RateDocument
from inspector.evaluate.heatmap import SCALE
from inspector.evaluate.markup import Html, element, join, style, text
from inspector.evaluate.report_pictures import PartPictures
from inspector.evaluate.report_style import STYLE
from inspector.evaluate.report_tables import interval_text, missing_text, percent, tables
from inspector.evaluate.report_words import Words
from inspector.golden.library import UNNAMED
from inspector.part import Outcome, Reason

# Whatever a name holds, the page loads nothing and runs nothing.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Shown:
    """A part that was judged wrong, and its pictures."""

    case: CaseDocument
    pictures: PartPictures


@dataclass(frozen=True, slots=True)
class Page:
    """A further page of parts: its file, and the numbers of the first and the last of them, from 1."""

    file: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """The parts of one kind that were judged wrong: the first of them, and the pages with the others."""

    shown: Sequence[Shown]
    further: Sequence[Page] = ()

    @property
    def count(self) -> int:
        """How many they are."""
        return self.further[-1].last if self.further else len(self.shown)


def page(document: EvaluationDocument, escapes: Wrong, overkill: Wrong, words: Words) -> str:
    """Return the whole HTML file; further pages are linked."""
    return _file(
        words.title.format(document.manifest),
        words,
        _opening(document, words.title.format(document.manifest), words),
        tables(document, words),
        _not_judged(document.not_judged, words),
        _wrong("escapes", words.escapes, words.no_escape, escapes, words),
        _wrong("overkill", words.overkill, words.no_overkill, overkill, words),
    )


def further_page(title: str, here: Page, shown: Sequence[Shown], back: str, words: Words) -> str:
    """Return a further page of parts, whose pictures would make one file too large; `back` is the file of the first."""
    heading = words.further_page.format(title, here.first, here.last)
    return _file(
        heading,
        words,
        element("h1", text(heading)),
        element("p", element("a", text(words.first_page), href=quote(back))),
        _legend(words),
        join(_article(each, words) for each in shown),
    )


def _file(title: str, words: Words, *content: Html) -> str:
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", text(title)),
        style(STYLE),
    )
    body = element("main", *content)
    return "<!doctype html>\n" + element("html", head, element("body", body), lang=words.html_language) + "\n"


def _opening(document: EvaluationDocument, title: str, words: Words) -> Html:
    counts, parts = document.counts, document.parts
    lines = [words.counts.format(counts.pairs, counts.good, counts.defective), *_judged_by(document, words)]
    outcomes = ", ".join(f"{words.outcomes[Outcome[name]]} {count}" for name, count in counts.outcomes.items())
    for hand, names in counts.left_out_by_hand():
        lines.append(words.left_out.format(words.hands[hand], ", ".join(names)))
    return join(
        [
            element("h1", text(title)),
            join(element("p", text(line), class_="soft hash") for line in [*lines, outcomes]),
            element(
                "div",
                _card(words.escapes, words.escape_means, parts.escapes, words),
                _card(words.overkill, words.overkill_means, parts.overkill, words),
                class_="cards",
            ),
            _contents(document, words),
        ]
    )


def _judged_by(document: EvaluationDocument, words: Words) -> list[str]:
    by = document.judged_by
    if by is None:
        return []
    model = f"{by.comparator} {by.model_sha256[:12]}"
    line = words.judged_by.format(model, by.runtime, by.device, by.package_version)
    return [line] if by.product == UNNAMED else [words.product.format(by.product, by.revision), line]


def _card(name: str, means: str, rate: RateDocument, words: Words) -> Html:
    if rate.value is None or rate.clopper_pearson is None:
        large, small = "-", missing_text(rate.undefined, words)
    else:
        large = words.of_parts.format(rate.count, rate.total)
        small = f"{percent(rate.value)}, {words.interval} {interval_text(rate.clopper_pearson, words)}"
    return element(
        "div",
        element("div", text(f"{name}: {means}")),
        element("div", text(large), class_="large"),
        element("div", text(small)),
        class_="card",
    )


def _contents(document: EvaluationDocument, words: Words) -> Html:
    items = [
        ("parts", words.at_limits),
        ("escapes", f"{words.escapes} ({len(document.escapes)})"),
        ("overkill", f"{words.overkill} ({len(document.overkill)})"),
    ]
    links = join(element("li", element("a", text(name), href=f"#{place}")) for place, name in items)
    return element("nav", element("ul", links), aria_label=words.contents)


def _not_judged(cases: Sequence[CaseDocument], words: Words) -> Html:
    if not cases:
        return Html("")
    rows = join(
        element(
            "tr",
            element("th", element("bdi", text(case.pair_id)), scope="row"),
            element("td", text(words.outcomes[Outcome[case.outcome]])),
            element("td", text(words.reasons[Reason[case.reason]]), class_="said"),
            element("td", text(case.message), class_="said", lang="en"),
        )
        for case in cases
    )
    return join([element("h2", text(words.not_judged)), element("table", element("tbody", rows))])


def _wrong(place: str, title: str, none: str, wrong: Wrong, words: Words) -> Html:
    heading = element("h2", text(f"{title} ({wrong.count})"), id=place)
    if not wrong.shown:
        return join([heading, element("p", text(none))])
    articles = join(_article(each, words) for each in wrong.shown)
    return join([heading, _further(title, wrong, words), _legend(words), articles])


def _further(title: str, wrong: Wrong, words: Words) -> Html:
    if not wrong.further:
        return Html("")
    links = join(
        element(
            "li", element("a", text(words.further_page.format(title, each.first, each.last)), href=quote(each.file))
        )
        for each in wrong.further
    )
    return join([element("p", text(words.further_pages.format(len(wrong.shown)))), element("ul", links)])


def _article(shown: Shown, words: Words) -> Html:
    case = shown.case
    facts = [words.not_compared if case.score is None else words.score.format(f"{case.score:.3f}")]
    facts += case.classes + ([words.size_px.format(f"{case.size_px:g}")] if case.size_px else [])
    header = element(
        "header",
        element("h3", element("bdi", text(case.pair_id))),
        element("span", text(words.outcomes[Outcome[case.outcome]]), class_="outcome"),
        join(element("span", element("bdi", text(fact))) for fact in facts),
    )
    reason = element(
        "p",
        text(words.reasons[Reason[case.reason]]),
        element("span", text(f": {case.message}"), lang="en") if case.message else Html(""),
    )
    return element("article", header, reason, _pictures(case, shown.pictures, words))


def _pictures(case: CaseDocument, pictures: PartPictures, words: Words) -> Html:
    whole = ((words.golden, pictures.golden), (words.capture, pictures.capture), (words.heat, pictures.heat))
    close = (
        (words.close_golden, pictures.close_golden),
        (words.close_capture, pictures.close_capture),
        (words.close_heat, pictures.close_heat),
    )
    rows = [whole, close] if pictures.close_golden else [whole]
    return join(
        element("div", *(_figure(name, uri, case.pair_id, words) for name, uri in row), class_="pictures")
        for row in rows
    )


def _figure(name: str, uri: str, pair_id: str, words: Words) -> Html:
    seen = (
        element("img", src=uri, alt=f"{name}: {pair_id}")
        if uri
        else element("div", text(words.no_picture), class_="none")
    )
    return element("figure", seen, element("figcaption", text(name)))


def _legend(words: Words) -> Html:
    steps = join(
        element("span", element("i", class_="swatch", style=f"background:{colour}"), text(f"{limit:g}"))
        for limit, colour in SCALE
    )
    boxes = join(
        element("span", element("i", class_=f"swatch {kind}"), text(name))
        for kind, name in (("found", words.legend_found), ("true", words.legend_true))
    )
    return element("p", text(words.legend), steps, boxes, class_="legend")
