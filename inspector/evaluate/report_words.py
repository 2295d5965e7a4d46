"""What the report has words for; the words themselves are in `report_english` and `report_chinese`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from inspector.evaluate.intervals import Missing
from inspector.golden.used_pictures import Hand
from inspector.part import Outcome, Reason

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Words:
    """Every word of the report in one language; `{}` stands for what is filled in."""

    html_language: str
    title: str
    judged_by: str
    product: str
    parts: str
    counts: str
    not_judged: str
    left_out: str
    contents: str
    escapes: str
    overkill: str
    escape_means: str
    overkill_means: str
    at_limits: str
    at_limits_note: str
    unknown_limits_note: str
    by_score: str
    figure: str
    value: str
    count: str
    interval: str
    wilson: str
    between: str
    numbers: str
    of_parts: str
    intervals_note: str
    apart_note: str
    collapsed: str
    accuracy: str
    precision: str
    recall: str
    f1: str
    auroc: str
    average_precision: str
    pro: str
    pixels: str
    pixels_note: str
    boxes: str
    boxes_note: str
    by_class: str
    by_size: str
    group_note: str
    defect_class: str
    size: str
    boxes_found: str
    undefined: str
    no_escape: str
    no_overkill: str
    score: str
    not_compared: str
    size_px: str
    golden: str
    capture: str
    heat: str
    close_golden: str
    close_capture: str
    close_heat: str
    no_picture: str
    further_pages: str
    further_page: str
    first_page: str
    legend: str
    legend_found: str
    legend_true: str
    outcomes: Mapping[Outcome, str]
    reasons: Mapping[Reason, str]
    missing: Mapping[Missing, str]
    hands: Mapping[Hand, str]
