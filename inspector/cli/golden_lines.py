"""What `inspector golden` prints for people: one line for each revision, act, difference or fault."""

from inspector.golden.differences import Differences
from inspector.golden.history import History, Standing
from inspector.golden.ledger import ActKind, Entry
from inspector.golden.revoking import KeyUse
from inspector.golden.verify import Verification


def product_lines(product: str, active: str, history: History | None) -> list[str]:
    """Return a product and its revisions, the active one marked."""
    head = f"{product}: {active or 'no revision'} is active"
    if history is None:
        return [f"{head}; plain files, no ledger"]
    return [head, *(f"{'*' if each.revision == active else ' '} {_standing(each)}" for each in history.standings)]


def entry_line(entry: Entry) -> str:
    """Return who did what, when and why."""
    signed = f"key {entry.key}" if entry.key else "not signed"
    did = f"{' '.join(filter(None, (entry.act, entry.revision)))} by {entry.who}: {entry.why}{_replayed(entry)}"
    return f"{entry.number:>4}  {entry.at:%Y-%m-%d %H:%M} UTC  {did} ({signed})"


def difference_lines(found: Differences) -> list[str]:
    """Return the differing files, how far the goldens differ, and the recipe line by line."""
    changed = [f"{each.how:<8} {each.name}" for each in found.files if each.how != "same"]
    picture = found.golden
    if picture.changed_share is None:
        figures = f"the goldens have other shapes: {picture.old_shape} and {picture.new_shape}"
    else:
        figures = (
            f"the goldens differ in {picture.changed_share:.2%} of their pixels, by {picture.mean_levels:.2f} grey "
            f"levels in the mean and {picture.largest_levels} at most"
        )
    return [*(changed or ["no file differs"]), figures, *found.recipe]


def verification_lines(found: Verification) -> list[str]:
    """Return the state of a product, then each fault and each interrupted act."""
    state = "NOT IN ORDER" if found.faults else "ok"
    head = f"{found.product}: {state}, {found.entries} entries, {found.active or 'no revision'} is active"
    more = [f"head {found.head}"] if found.head else []
    faults = [f"  fault: {fault}" for fault in found.faults]
    known = [f"  void: {fault}" for fault in found.void if fault not in found.faults]
    return ["; ".join([head, *more]), *faults, *known, *(f"  interrupted: {act}" for act in found.interrupted)]


def void_lines(found: Verification) -> list[str]:
    """Return what a revocation makes of a product: each act that does not count, and whether it is judged with."""
    if not found.void:
        return [f"{found.product}: every entry counts"]
    stops = [f"  a station refuses it: {fault}" for fault in found.faults if fault not in found.void]
    do_not = "does not" if len(found.void) == 1 else "do not"
    return [
        f"{found.product}: {_entries(len(found.void))} {do_not} count",
        *(f"  {void}" for void in found.void),
        *stops,
    ]


def key_line(use: KeyUse) -> str:
    """Return a key, who signed with it, how often and when last, and until when it counts."""
    last = f", last {use.last_at:%Y-%m-%d %H:%M} UTC" if use.last_at else ""
    signed = f"{_entries(use.entries)} by {', '.join(use.names)}{last}" if use.entries else "no entry"
    return f"{use.key_id}  {signed}{f'; {use.revocation.words()}' if use.revocation else ''}"


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _standing(standing: Standing) -> str:
    last = standing.rejected or standing.approved or standing.submitted or standing.drafted
    replayed = _replayed(standing.replayed) if standing.replayed else ""
    return f"{standing.revision}  {standing.state:<9}  {last.at:%Y-%m-%d %H:%M} UTC  {last.who}: {last.why}{replayed}"


def _replayed(entry: Entry) -> str:
    found = entry.replay
    if found is None:
        return ""
    word = "accepts" if entry.act is ActKind.ACTIVATE else "replayed:"
    return f"; {word} {found.new_escapes} new escapes of {found.parts} parts"
