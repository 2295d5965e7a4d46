"""The words of the report; each language is one value of this type."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh-CN"]


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What a figure is called, and its definition as it stands under the number."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that the report says; texts with braces are filled by `str.format`."""

    title: str
    station: str
    days: str
    shift: str
    product: str
    revision: str
    every: str
    parts: str
    counts: str
    figure: str
    value: str
    interval: str
    definition: str
    first_pass_yield: FigureWords
    final_yield: FigureWords
    dpmo: FigureWords
    overkill: FigureWords
    escapes: FigureWords
    no_parts: str
    no_recipe: str
    dpmo_of: str
    overkill_of: str
    nobody_looked: str
    audited: str
    not_enough: str
    found_otherwise: str
    zones: str
    zone: str
    parts_with_defect: str
    share: str
    cumulative: str
    reasons: str
    reason: str
    said: str
    no_reason: str
    none: str
    more: str
    p_chart: str
    p_chart_meaning: str
    centre: str
    centre_not_frozen: str
    beyond: str
    none_beyond: str
    point: str
    change: str
    dispositions: dict[str, str]
    signatures: tuple[str, ...]
    name: str
    date: str
    signature: str
    page: str
