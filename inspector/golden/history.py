"""What the entries of a ledger add up to: the state of each revision, and which one is live. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from inspector.golden.ledger import LIVE, ActKind, Entry, ReplayResult


class RevisionState(StrEnum):
    """How far a revision has come; which approved one is active is told by `History.live`."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Standing:
    """One revision and the acts that brought it where it is; `replayed` is the replay that counts."""

    drafted: Entry
    submitted: Entry | None = None
    approved: Entry | None = None
    replayed: Entry | None = None
    rejected: Entry | None = None

    @property
    def revision(self) -> str:
        """Its name, as in ``"r002"``."""
        return self.drafted.revision

    @property
    def state(self) -> RevisionState:
        """How far it has come."""
        if self.rejected:
            return RevisionState.REJECTED
        if self.approved:
            return RevisionState.APPROVED
        return RevisionState.SUBMITTED if self.submitted else RevisionState.DRAFT


@dataclass(frozen=True, slots=True)
class History:
    """The revisions of a product, oldest first, and the activations that a rollback would go back along.

    `live` ends with the entry that made the active revision active; below it lie those it replaced. `void` are the
    numbers of the entries that do not count, because their key was revoked: they are part of what happened.
    """

    standings: tuple[Standing, ...] = ()
    live: tuple[Entry, ...] = ()
    void: frozenset[int] = frozenset()

    def of(self, revision: str) -> Standing | None:
        """Return how `revision` stands, None where nobody drafted it."""
        return next((each for each in self.standings if each.revision == revision), None)

    def active(self) -> str:
        """Return the active revision, ``""`` where none was activated."""
        return self.live[-1].revision if self.live else ""

    def is_active(self, revision: str) -> bool:
        """Return whether `revision` is active by an act that counts."""
        return revision == self.active() and self.live[-1].number not in self.void

    def before(self) -> str:
        """Return the revision that a rollback makes active again, ``""`` where there is none."""
        return self.live[-2].revision if len(self.live) > 1 else ""


def after(entries: Iterable[Entry], void: frozenset[int] = frozenset()) -> History:
    """Return what `entries` add up to, of which those numbered `void` do not count.

    Raises
    ------
    ValueError
        An act could not follow those before it; the message says which and why.
    """
    history = History(void=void)
    # A revocation is of the whole library: it brings no revision anywhere.
    for entry in (each for each in entries if each.act is not ActKind.REVOKE):
        why_not = objection(history, entry.act, entry.revision)
        files_differ = entry.act is not ActKind.DRAFT and entry.files != _files(history, entry.revision)
        why_not = why_not or _unsigned_escapes(history, entry)
        if why_not or files_differ:
            raise ValueError(f"entry {entry.number}: {why_not or f'the files of {entry.revision} are not its draft'}")
        history = _with(history, entry)
    return history


def objection(history: History, act: ActKind, revision: str) -> str:
    """Return why `act` cannot be done to `revision` now, ``""`` where it can."""
    standing = history.of(revision)
    if act is ActKind.DRAFT:
        return f"{revision} is there already" if standing else ""
    if standing is None:
        return f"there is no revision {revision}"
    # A revision may be replayed however far it has come, and rejected as long as nobody approved it.
    wanted = {
        ActKind.SUBMIT: (RevisionState.DRAFT,),
        ActKind.APPROVE: (RevisionState.SUBMITTED,),
        ActKind.REJECT: (RevisionState.DRAFT, RevisionState.SUBMITTED),
        ActKind.REPLAY: (standing.state,),
    }
    expected = wanted.get(act, (RevisionState.APPROVED,))
    if standing.state not in expected:
        return f"{revision} is {standing.state}, expected {' or '.join(expected)}"
    if act is ActKind.ACTIVATE and history.is_active(revision):
        return f"{revision} is active already"
    if act is ActKind.ROLLBACK and revision != history.before():
        return f"before {history.active()} {history.before() or 'no revision'} was active, not {revision}"
    return ""


def escape_objection(standing: Standing, accepted: ReplayResult | None) -> str:
    """Return why `standing` cannot be activated because of the replay that counts, ``""`` where it can.

    `accepted` is the replay whose new escapes a person signs for.
    """
    found = standing.replayed.replay if standing.replayed else None
    if found is None or not found.new_escapes or found == accepted:
        return ""
    return (
        f"{standing.revision} would pass {found.new_escapes} of {found.parts} replayed parts that were held back and "
        f"are known to be defective (entry {standing.replayed.number if standing.replayed else 0})"
    )


def second_person_objection(standing: Standing) -> str:
    """Return why the approval of a revision was not given by a second person, ``""`` where it was.

    A name is only claimed, a signature is not: another person has another name and another key.
    """
    submitted, approved = standing.submitted, standing.approved
    if submitted is None or approved is None:
        return f"{standing.revision} is {standing.state}, expected {RevisionState.APPROVED}"
    if _name(approved) in {_name(submitted), _name(standing.drafted)}:
        return f"{standing.revision} was approved by {approved.who}, who drafted or submitted it"
    if not submitted.key or submitted.key == approved.key:
        return f"{standing.revision} was submitted {'with the key of its approval' if submitted.key else 'unsigned'}"
    return ""


def _with(history: History, entry: Entry) -> History:
    if entry.act is ActKind.DRAFT:
        return replace(history, standings=(*history.standings, Standing(entry)))
    if entry.act in LIVE:
        again = entry.act is ActKind.ACTIVATE and entry.revision == history.active()
        kept = history.live[:-2] if entry.act is ActKind.ROLLBACK else history.live[:-1] if again else history.live
        return replace(history, live=(*kept, entry))
    changed = (_one_further(each, entry) if each.revision == entry.revision else each for each in history.standings)
    return replace(history, standings=tuple(changed))


def _one_further(standing: Standing, entry: Entry) -> Standing:
    if entry.act is ActKind.REPLAY:
        return replace(standing, replayed=_that_counts(standing.replayed, entry))
    step = {ActKind.SUBMIT: "submitted", ActKind.APPROVE: "approved", ActKind.REJECT: "rejected"}[entry.act]
    return replace(standing, **{step: entry})


def _that_counts(before: Entry | None, entry: Entry) -> Entry | None:
    """Return the newer replay, unless it lacks an escape of the one before and may not clear it.

    It may where it is signed, is over as many parts, and judged that very part again.
    """
    was, now = before.replay if before else None, entry.replay
    if was is None or now is None:
        return entry
    # Entries of before escapes had names are cleared by their number.
    cleared = set(was.escapes) - set(now.escapes) if was.escapes else now.new_escapes < was.new_escapes
    if not cleared:
        return entry
    same_parts = set(was.escapes) <= {*now.escapes, *now.judged_again}
    return entry if entry.key and same_parts and now.parts >= was.parts else before


def _unsigned_escapes(history: History, entry: Entry) -> str:
    standing = history.of(entry.revision)
    if entry.act is not ActKind.ACTIVATE or standing is None:
        return ""
    return escape_objection(standing, entry.replay)


def _files(history: History, revision: str) -> object:
    standing = history.of(revision)
    return standing.drafted.files if standing else None


def _name(entry: Entry) -> str:
    return entry.who.strip().casefold()
