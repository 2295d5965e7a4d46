"""What a printed page is made of: type in both scripts, paragraphs that show every text as text, tables."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, Table

# Bitstream Vera comes with ReportLab and goes into the file: a type that is only named is wider in some viewers.
LATIN, LATIN_BOLD, HAN = "Vera", "VeraBd", "STSong-Light"
INK, LINE, FIELD = colors.HexColor("#14181c"), colors.HexColor("#5f6972"), colors.HexColor("#eef0f2")
NG = colors.HexColor("#b3261e")
_UNKNOWN = "\N{WHITE SQUARE}"


def register_type() -> None:
    """Make the types known to ReportLab: the Latin ones go into the file, the Chinese one is only named in it."""
    if HAN not in pdfmetrics.getRegisteredFontNames():
        for latin in (LATIN, LATIN_BOLD):
            pdfmetrics.registerFont(TTFont(latin, f"{latin}.ttf"))
        # Last: it stands for all of them, and another thread may draw its report meanwhile.
        pdfmetrics.registerFont(UnicodeCIDFont(HAN))


def printable(text: str) -> str:
    r"""Return the text with a square in place of each sign that no type of the report has, as controls and Thai.

    Examples
    --------
    >>> printable("a\x00b\u0e01")
    'a□b□'
    """
    return "".join(sign if sign.isprintable() and (_is_latin(sign) or _is_han(sign)) else _UNKNOWN for sign in text)


def face_of(text: str, *, is_bold: bool = False) -> str:
    """Return the type that has every sign of `text`."""
    if all(map(_is_latin, text)):
        return LATIN_BOLD if is_bold else LATIN
    return HAN


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """Return the text as a paragraph, sign by sign what it is: nothing in it is markup."""
    runs = groupby(printable(text), key=_is_latin)
    marked = [(escape("".join(run)), is_latin) for is_latin, run in runs]
    return Paragraph(
        "".join(text if is_latin else f'<font name="{HAN}">{text}</font>' for text, is_latin in marked), style
    )


def style(size: float = 9, *, is_bold: bool = False, is_han: bool = False, before_mm: float = 0) -> ParagraphStyle:
    """Return a style; with `is_han` lines break between any two signs, as Chinese is set."""
    return ParagraphStyle(
        "text",
        fontName=LATIN_BOLD if is_bold else LATIN,
        fontSize=size,
        leading=1.35 * size,
        textColor=INK,
        spaceBefore=before_mm * mm,
        wordWrap="CJK" if is_han else None,
        splitLongWords=1,
    )


def table(
    rows: Sequence[Sequence[str]],
    widths_mm: Sequence[float],
    text: ParagraphStyle,
    *,
    has_head: bool = True,
    row_mm: float | None = None,
) -> Table:
    """Return a table of texts, its first row repeated on each page where it is a head; rows as high as they need."""
    cells = [[paragraph(cell, text) for cell in row] for row in rows]
    look = [
        ("GRID", (0, 0), (-1, -1), 0.4, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    look += [("BACKGROUND", (0, 0), (-1, 0), FIELD)] if has_head else []
    heights = [row_mm * mm] * len(cells) if row_mm else None
    return Table(cells, [width * mm for width in widths_mm], heights, look, repeatRows=int(has_head), hAlign="LEFT")


def _is_latin(sign: str) -> bool:
    return _is_in(sign, "cp1252")


def _is_han(sign: str) -> bool:
    # Adobe's collection of Chinese signs, of which viewers have a type, is that of GBK.
    return _is_in(sign, "gbk")


def _is_in(sign: str, signs: str) -> bool:
    try:
        sign.encode(signs)
    except UnicodeEncodeError:
        return False
    return True
