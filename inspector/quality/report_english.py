"""The words of the report in English."""

from typing import Final

from inspector.quality.report_words import FigureWords, Words

ENGLISH: Final = Words(
    title="Quality report",
    station="Station",
    days="Days",
    shift="Shift",
    product="Product",
    revision="Revision",
    every="all",
    parts="Parts",
    counts="{all} in all: {passed} OK, {rejected} NG, {rechecked} recheck, {faulted} not inspected",
    figure="Figure",
    value="Value",
    interval="95 % interval",
    definition="What it is",
    first_pass_yield=FigureWords("First-pass yield", "Parts OK at their first inspection ÷ all parts."),
    final_yield=FigureWords(
        "Yield",
        "Good parts ÷ all parts, as far as people know: OK parts, less escapes that were found, and held-back parts "
        "that were found good.",
    ),
    dpmo=FigureWords(
        "DPMO",
        "Defects per million opportunities. Opportunities: inspected parts times zones of the recipe, what no zone "
        "covers being one more. A zone of a part counts once, however many defects it holds.",
    ),
    overkill=FigureWords(
        "Overkill",
        "Held-back parts that people found good ÷ held-back parts of which they said what they are. Rejects that "
        "nobody looked at are in no share.",
    ),
    escapes=FigureWords(
        "Escapes",
        "Audited passes that people found defective ÷ audited passes (Wilson). Passes are drawn at random for the "
        "audit; nothing is told below 60 of them.",
    ),
    no_parts="no parts",
    no_recipe="no recipe of {names}",
    dpmo_of="{defective} of {opportunities}",
    overkill_of="{count} of {of}; {reviewed} of rejects reviewed",
    nobody_looked="nobody has looked yet; {reviewed} of rejects reviewed",
    audited="{count} of {of} audited",
    not_enough="not enough audit data (n = {n})",
    found_otherwise="{count} more found outside the audit",
    zones="Pareto by zone",
    zone="Zone",
    parts_with_defect="Parts with a defect there",
    share="Share",
    cumulative="Cumulative",
    reasons="Pareto by reason of disposition",
    reason="Reason",
    said="Found to be",
    no_reason="no reason given",
    none="none",
    more="and {count} more",
    p_chart="p-chart: held back ÷ inspected",
    p_chart_meaning="Binomial limits (3 sigma) for each subgroup of n parts; the centre line of a revision is that of "
    "its first {hours} hours with parts, and stays. Points beyond a limit are drawn as diamonds.",
    centre="{revision}: centre {centre} from {judged} parts in {hours} hours",
    centre_not_frozen="{revision}: centre {centre} from {judged} parts in {hours} hours, not yet frozen",
    beyond="Beyond the limits",
    none_beyond="No point lies beyond the limits.",
    point="{time}: {share} of n = {judged} ({revision}), limits {low} to {high}",
    change="A vertical line is a change of revision.",
    dispositions={"true-defect": "true defect", "escape": "escape", "overkill": "overkill"},
    signatures=("Shift leader", "Quality"),
    name="Name",
    date="Date",
    signature="Signature",
    page="Page {page}",
)
