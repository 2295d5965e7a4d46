"""HTML made of escaped text alone: whatever a pair is called, it stays a name. Pure."""

from collections.abc import Iterable
from html import escape
from typing import Final, NewType

Html = NewType("Html", str)
"""Markup that is safe as it stands; only this module makes it of a string."""

_VOID: Final = frozenset({"img", "meta"})
# A control character has no place in a document, and some browsers stop at one.
_CONTROLS: Final = dict.fromkeys((*range(9), *range(11, 32), 127), "\N{REPLACEMENT CHARACTER}")


def text(words: str) -> Html:
    """Return `words` as they are to be read.

    Examples
    --------
    >>> text("<b>5 & 6</b>")
    '&lt;b&gt;5 &amp; 6&lt;/b&gt;'
    """
    return Html(escape(words.translate(_CONTROLS)))


def element(name: str, /, *children: Html, **attributes: str) -> Html:
    """Return an element; attributes are escaped, and `class_` is written `class`, `aria_label` as `aria-label`.

    Examples
    --------
    >>> element("p", text("1 < 2"), class_="small")
    '<p class="small">1 &lt; 2</p>'
    >>> element("img", alt='"')
    '<img alt="&quot;">'
    """
    written = "".join(f' {key.strip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def join(parts: Iterable[Html]) -> Html:
    """Return several pieces as one."""
    return Html("".join(parts))


def style(rules: str) -> Html:
    """Return a style element of rules that ship with the product: they are not escaped."""
    return Html(f"<style>{rules}</style>")
