"""Limits that are to grow beyond those of the active revision: refused, or allowed by a person and on record."""

from pathlib import Path

from inspector.calibrate.growth import check_growth, growth_of
from inspector.golden.golden import Golden
from inspector.golden.library import files_of, find_active, has_active, load_active


def why_grown(golden_refs: Path, new: Golden, why: str, *, allow: bool) -> str:
    """Return why a draft is made, for the ledger: how far its limits grow where a person allowed it.

    Raises
    ------
    InputError
        They grow further than goes without `allow`. Nothing is drafted.
    """
    # Before anything was active there is nothing to creep from.
    if not has_active(golden_refs, new.product):
        return why
    found = growth_of(new, load_active(golden_refs, new.product))
    if not allow:
        check_growth(found, new.product)
    return f"{why}; allowed: {found}" if found.is_too_far else why


def has_measured_limits(golden_refs: Path, product: str) -> bool:
    """Return whether the limits of the active revision came of good parts: others are nobody's measure of growth."""
    if not has_active(golden_refs, product):
        return False
    files = files_of(golden_refs, product, find_active(golden_refs, product)[0].revision)
    return files.calibration is not None or files.variation is not None
