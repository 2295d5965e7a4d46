"""The report's table of figures: value, interval and what it is, each in one line of text. Pure."""

from collections.abc import Sequence

from inspector.quality.quality import Quality
from inspector.quality.report_words import FigureWords, Words
from inspector.record.estimates import Share
from inspector.record.quality_rows import Revision

_NAMES_MAX = 5
_DASH = "\N{EN DASH}"
_Row = tuple[str, str, str, str]


def figure_rows(quality: Quality, words: Words) -> list[_Row]:
    """Return the rows of the table, its head first."""
    return [
        (words.figure, words.value, words.interval, words.definition),
        _share(words.first_pass_yield, quality.first_pass_yield, words),
        _share(words.final_yield, quality.final_yield, words),
        _dpmo(quality, words),
        _overkill(quality, words),
        _escapes(quality, words),
    ]


def percent(share: float) -> str:
    """Return a share as people read it, never rounded to 0 % or 100 % where it is neither.

    Examples
    --------
    >>> [percent(share) for share in (0.0, 0.00001, 0.986, 0.99999, 1.0)]
    ['0.0 %', '0.1 %', '98.6 %', '99.9 %', '100.0 %']
    """
    shown = 100 * share
    if 0 < share < 1:
        shown = min(max(shown, 0.1), 99.9)
    return f"{shown:.1f} %"


def _share(of: FigureWords, share: Share | None, words: Words) -> _Row:
    if share is None:
        return of.name, words.no_parts, _DASH, of.meaning
    return of.name, f"{percent(share.count / share.of)} ({share.count}/{share.of})", _interval(share), of.meaning


def _dpmo(quality: Quality, words: Words) -> _Row:
    found = quality.dpmo
    if found.unknown:
        value = words.no_recipe.format(names=_names(found.unknown, words))
    elif found.value is None:
        value = words.no_parts
    else:
        of = words.dpmo_of.format(defective=found.defective, opportunities=found.opportunities)
        value = f"{found.value:.0f} ({of})"
    return words.dpmo.name, value, _DASH, words.dpmo.meaning


def _names(revisions: Sequence[Revision], words: Words) -> str:
    """Return the first of the names: a row that is higher than a page could not be printed at all."""
    names = [f"{of.product} {of.revision}" for of in revisions]
    more = [words.more.format(count=len(names) - _NAMES_MAX)] if len(names) > _NAMES_MAX else []
    return ", ".join(names[:_NAMES_MAX] + more)


def _overkill(quality: Quality, words: Words) -> _Row:
    found, of = quality.overkill, words.overkill
    reviewed = percent(found.reviewed)
    if found.share is None:
        return of.name, words.nobody_looked.format(reviewed=reviewed), _DASH, of.meaning
    told = words.overkill_of.format(count=found.share.count, of=found.share.of, reviewed=reviewed)
    return of.name, f"{percent(found.share.count / found.share.of)} ({told})", _interval(found.share), of.meaning


def _escapes(quality: Quality, words: Words) -> _Row:
    found, of = quality.escapes, words.escapes
    more = f"; {words.found_otherwise.format(count=found.found_otherwise)}" if found.found_otherwise else ""
    if found.share is None:
        return of.name, words.not_enough.format(n=found.audited) + more, _DASH, of.meaning
    told = words.audited.format(count=found.share.count, of=found.share.of)
    value = f"{percent(found.share.count / found.share.of)} ({told}{more})"
    return of.name, value, _interval(found.share), of.meaning


def _interval(share: Share) -> str:
    return f"{100 * share.low:.2f} {_DASH} {100 * share.high:.2f} %"
