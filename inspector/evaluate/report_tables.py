"""The tables of the report: each figure with how many it is of and its intervals, or why there is none. Pure."""

from collections.abc import Iterable, Sequence

from inspector.evaluate.document import EvaluationDocument, FigureDocument, GroupDocument, Interval, RateDocument
from inspector.evaluate.intervals import Missing, outward
from inspector.evaluate.markup import Html, element, join, text
from inspector.evaluate.report_words import Words

Named = tuple[str, RateDocument | FigureDocument]


def tables(document: EvaluationDocument, words: Words) -> Html:
    """Return every table but the lists of parts."""
    return join([_parts(document, words), _groups(document, words), _pixels(document, words), _boxes(document, words)])


def percent(value: float) -> str:
    """Return a share for people, never rounded to 0 % or 100 % where it is neither.

    Examples
    --------
    >>> percent(0.0626), percent(0.0001), percent(0.9999), percent(1.0)
    ('6.3 %', '0.1 %', '99.9 %', '100.0 %')
    """
    shown = min(max(100 * value, 0.1), 99.9) if 0.0 < value < 1.0 else 100 * value
    return f"{shown:.1f} %"


def figure_text(figure: RateDocument | FigureDocument) -> str:
    """Return a rate as a share, any other figure as the number from 0 to 1 that it is known by."""
    value = figure.value or 0.0
    return percent(value) if isinstance(figure, RateDocument) else f"{value:.3f}"


def interval_text(interval: Interval, words: Words) -> str:
    """Return an interval of shares for people, never narrower than it is."""
    low, high = outward(interval, 3)
    return words.between.format(100 * low, 100 * high)


def missing_text(why: str, words: Words) -> str:
    """Return in the report's language why a figure cannot be had."""
    return words.undefined.format(words.missing[Missing(why)])


def _parts(document: EvaluationDocument, words: Words) -> Html:
    parts = document.parts
    rates: list[Named] = [
        (words.escapes, parts.escapes),
        (words.overkill, parts.overkill),
        (words.accuracy, parts.accuracy),
        (words.precision, parts.precision),
        (words.recall, parts.recall),
        (words.f1, parts.f1),
    ]
    ranks: list[Named] = [(words.auroc, parts.auroc), (words.average_precision, parts.average_precision)]
    limits_note = words.at_limits_note if document.method.limits_on_record else words.unknown_limits_note
    notes = (limits_note, words.apart_note, words.intervals_note)
    return join(
        [
            element("h2", text(words.at_limits), id="parts"),
            join(element("p", text(note), class_="soft") for note in notes),
            _table(rates, words),
            element("h2", text(words.by_score)),
            _table(ranks, words),
        ]
    )


def _pixels(document: EvaluationDocument, words: Words) -> Html:
    pixels = document.pixels
    rows = [(words.auroc, pixels.auroc), (words.average_precision, pixels.average_precision), (words.pro, pixels.pro)]
    counts = (pixels.pictures, pixels.regions, pixels.defective_px, pixels.good_px)
    note = words.pixels_note.format(*(f"{count:,}" for count in counts))
    return join([element("h2", text(words.pixels)), element("p", text(note), class_="soft"), _table(rows, words)])


def _boxes(document: EvaluationDocument, words: Words) -> Html:
    return join(
        join(
            [
                element("h2", text(words.boxes.format(f"{each.least_iou:g}"))),
                element(
                    "p", text(words.boxes_note.format(each.pictures, f"{document.method.pad_px:g}")), class_="soft"
                ),
                _table(
                    [
                        (words.precision, each.precision),
                        (words.recall, each.recall),
                        (words.f1, each.f1),
                        (words.average_precision, each.average_precision),
                    ],
                    words,
                ),
            ]
        )
        for each in document.boxes
    )


def _groups(document: EvaluationDocument, words: Words) -> Html:
    kinds = ((words.by_class, words.defect_class, document.classes), (words.by_size, words.size, document.sizes))
    return join(_group_table(title, name, groups, words) for title, name, groups in kinds if groups)


def _group_table(title: str, name: str, groups: Sequence[GroupDocument], words: Words) -> Html:
    head = _head([name, words.escapes, words.boxes_found, words.auroc, words.average_precision])
    rows = join(
        element(
            "tr",
            element("th", element("bdi", text(each.name)), scope="row"),
            _cell(each.escapes, words),
            _cell(each.boxes_found, words),
            _cell(each.auroc, words),
            _cell(each.average_precision, words),
        )
        for each in groups
    )
    note = element("p", text(words.group_note), class_="soft")
    return join([element("h2", text(title)), note, _scrolled(head, rows, title, "groups")])


def _cell(figure: RateDocument | FigureDocument, words: Words) -> Html:
    if figure.value is None:
        return element("td", text(missing_text(figure.undefined, words)), class_="said")
    if isinstance(figure, RateDocument):
        count = words.of_parts.format(figure.count, figure.total)
        return _lines([f"{count}, {percent(figure.value)}", _reach_text(figure, words)])
    return _lines([figure_text(figure), _reach_text(figure, words)])


def _lines(lines: Iterable[str]) -> Html:
    return element("td", join(element("div", text(line)) for line in lines if line))


def _reach_text(figure: RateDocument | FigureDocument, words: Words) -> str:
    """Return the interval of a figure for people; "" where no draw differs."""
    if isinstance(figure, RateDocument):
        return interval_text(figure.clopper_pearson, words) if figure.clopper_pearson else ""
    low, high = figure.interval or (0.0, 0.0)
    return words.numbers.format(*outward((low, high), 3)) if low < high else ""


def _table(rows: Sequence[Named], words: Words) -> Html:
    """Return the table of some figures; one line where none of them can be had, for one and the same reason."""
    why = {figure.undefined for _, figure in rows}
    if len(why) == 1 and all(figure.value is None for _, figure in rows):
        return element("p", text(missing_text(why.pop(), words)), class_="soft")
    head = _head([words.figure, words.value, words.count, words.interval, words.wilson, ""])
    body = join(_row(name, figure, words) for name, figure in rows)
    return _scrolled(head, body, rows[0][0], "figures")


def _head(names: Sequence[str]) -> Html:
    return element("tr", *(element("th", text(name), scope="col") if name else element("td") for name in names))


def _scrolled(head: Html, body: Html, label: str, kind: str) -> Html:
    """Return a table in a frame that a keyboard can scroll where the page is narrow."""
    table = element("table", element("thead", head), element("tbody", body), class_=kind)
    return element("div", table, class_="scroll", tabindex="0", role="region", aria_label=label)


def _row(name: str, figure: RateDocument | FigureDocument, words: Words) -> Html:
    title = element("th", text(name), scope="row")
    if figure.value is None:
        return element(
            "tr", title, element("td", text(missing_text(figure.undefined, words)), class_="said", colspan="5")
        )
    interval = figure.clopper_pearson if isinstance(figure, RateDocument) else figure.interval
    count = words.of_parts.format(figure.count, figure.total) if isinstance(figure, RateDocument) else "-"
    wilson = figure.wilson if isinstance(figure, RateDocument) else None
    return element(
        "tr",
        title,
        element("td", text(figure_text(figure))),
        element("td", text(count)),
        _interval_cell(figure, words),
        element("td", text(interval_text(wilson, words) if wilson else "-")),
        element("td", _reach(figure.value, interval), class_="reach"),
    )


def _interval_cell(figure: RateDocument | FigureDocument, words: Words) -> Html:
    reach = _reach_text(figure, words)
    return element("td", text(reach)) if reach else element("td", text(words.collapsed), class_="said")


def _reach(value: float, interval: Interval | None) -> Html:
    """Return a bar from 0 to 1 with the interval and the value on it; the numbers beside it say the same."""
    low, high = interval or (value, value)
    span = element("rect", class_="span", x=f"{100 * low:.1f}", y="3", width=f"{100 * (high - low):.1f}", height="6")
    at = element("rect", class_="at", x=f"{99 * value:.1f}", y="0", width="1.5", height="12")
    whole = element("rect", x="0", y="5", width="100", height="2")
    return element("svg", whole, span, at, viewBox="0 0 100 12", preserveAspectRatio="none", aria_hidden="true")
