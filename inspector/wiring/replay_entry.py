"""The result of a replay as the product's ledger has it: with every escape that is not known to be none any more."""

from inspector.golden.acts import enter_replay
from inspector.golden.ledger import Entry, ReplayResult
from inspector.golden.library import Act
from inspector.golden.trust import read_trusted
from inspector.replay.report import Report
from inspector.wiring.replaying import Order, Plan, judged_among


def enter(order: Order, plan: Plan, report: Report, act: Act) -> Entry | None:
    """Enter what a replay found and return the entry; see `enter_replay` for where there is none.

    Escapes that the replay before found, and that this one did not judge, stay found: it was asked for other parts, or
    their frames are gone.

    Raises
    ------
    InputError
        The key is unknown, another process writes the ledger, or the journal of the replay is gone.
    RecipeError
        The ledger cannot be trusted.
    """
    before = _before(order)
    again = judged_among(before.escapes if before else (), order, plan)
    result = ReplayResult(
        report_sha256=report.sha256(),
        parts=report.parts,
        new_escapes=len(report.new_escapes),
        escapes=tuple(sorted(report.new_escapes)),
        judged_again=tuple(sorted(set(again) - set(report.new_escapes))),
    )
    return enter_replay(order.places.golden_refs, order.product, order.candidate, act, result.after(before))


def _before(order: Order) -> ReplayResult | None:
    trusted = read_trusted(order.places.golden_refs, order.product)
    standing = trusted.history.of(order.candidate) if trusted else None
    return standing.replayed.replay if standing and standing.replayed else None
