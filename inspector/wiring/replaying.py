"""The archive judged again: by what judged each part then, and by a candidate; put together and run."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from inspector.errors import InputError
from inspector.golden.library import files_of
from inspector.part import Outcome, Provenance
from inspector.record.sqlite import SqliteReader
from inspector.record.store import PartRow
from inspector.replay.inputs import changed_inputs
from inspector.replay.judgement import Judgement, can_be_judged_again
from inspector.replay.rejudged import Rejudged, compared
from inspector.replay.report import Found, Question, Report, report_of
from inspector.replay.truths import Truths
from inspector.synced_file import replace_file
from inspector.wiring.archived import archived_part
from inspector.wiring.cluster import Cluster
from inspector.wiring.comparators import EVERY_DEVICE, Runtime
from inspector.wiring.journal import Journal
from inspector.wiring.material import Material, Places, Recalled, read_model, recall
from inspector.wiring.truths import LedgerTruths, truth_of
from inspector.wiring.versions import versions_here
from inspector.wiring.workers import Crew, Done, Task, crew_with, learnt

JOURNAL_ENDING = ".journal"
_PAGE = 200
_NO_FRAME = "no raw frame is kept"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be replayed.

    Parameters
    ----------
    product, candidate
        Parts of this product, and the revision that may follow.
    data
        The folder of the record.
    places
        Goldens and models.
    runtime, device, card
        What the candidate is judged with.
    out
        The result file; its journal lies beside it.
    since, until
        Parts inspected from `since` on and before `until`, UTC; None: no bound.
    outcomes
        Only parts recorded so; empty: all.
    """

    product: str
    candidate: str
    data: Path
    places: Places
    runtime: Runtime
    device: str | None
    card: str
    out: Path
    since: datetime | None = None
    until: datetime | None = None
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a look at the whole record gave: by what the parts are to be judged, and how many they are.

    `recalled` and `keys` are by the provenance of the parts: what is left of their material, and its key. `materials`
    are by key, the candidate's among them. `parts` is how many had their frame then; up to row `newest` was looked at.
    """

    question: Question
    candidate: str
    materials: dict[str, Material]
    recalled: dict[Provenance, Recalled]
    keys: dict[Provenance, str]
    parts: int
    newest: int


def plan_of(order: Order) -> Plan:
    """Return the plan of a replay.

    Raises
    ------
    RecipeError
        The candidate cannot be used: nothing was judged.
    InputError
        There is no part to judge.
    """
    candidate = _candidate(order)
    question = _question(order, candidate)
    recalled: dict[Provenance, Recalled] = {}
    parts = newest = 0
    for row in _rows(order):
        newest = row.seq
        if _never(row):
            continue
        parts += bool(row.image)
        # Those of parts without a frame too: it may still be on its way, or gone since an earlier replay judged it.
        if row.provenance not in recalled:
            recalled[row.provenance] = recall(row.provenance, order.places)
    if not parts:
        found = f"{order.data} has no part of {order.product} with its frame that was asked for"
        raise InputError(f"replay {order.product}", found, "check --data-dir, --since, --until and --outcomes")
    # Once each: a key is a hash over megabytes.
    keys = {by: each.material.key() for by, each in recalled.items() if each.material}
    materials = {keys[by]: each.material for by, each in recalled.items() if each.material}
    own = candidate.key()
    return Plan(question, own, {**materials, own: candidate}, recalled, keys, parts, newest)


def crew_of(plan: Plan, workers: int, scheduler: str | None = None) -> Crew[Task, Done]:
    """Return who judges: the cluster of `scheduler`, else so many processes of this PC, one being this one."""
    return Cluster(scheduler, plan.materials) if scheduler else crew_with(plan.materials, workers)


def truths_of(data: Path) -> Truths:
    """Return what people found out about the parts of a record."""
    return LedgerTruths(data)


def replay(
    order: Order,
    plan: Plan,
    crew: Crew[Task, Done],
    truths: Truths,
    say: Callable[[int, int], None],
    through: Callable[[Iterator[Task]], Iterator[Task]] = iter,
) -> Report:
    """Judge what the journal does not have, write the result and return it.

    Parameters
    ----------
    order, plan
        What, and by what.
    crew
        Who judges.
    truths
        What people found out about parts.
    say
        Called after each part with how many are done and how many of these are fresh.
    through
        What tasks pass on their way to the crew: it may hold them back.

    Raises
    ------
    InputError
        Not one part could be judged, or a file cannot be written.
    RuntimeLostError, StoppedError
        Nobody can go on; given again, the replay does.
    """
    with _journal(order) as journal:
        run = _Run(order, plan, journal)
        done = sum(key in journal.parts for key, _ in run.keyed())
        say(done, 0)
        for fresh, part in enumerate(run.judged_by(crew, through), 1):
            journal.add(part)
            say(done + fresh, fresh)
        found, left_out = run.found(truths)
        if not found:
            raise _none_judged(order, plan, run.trouble())
        report = report_of(plan.question, found, left_out)
    _write(order.out, report)
    return report


def judged_among(part_ids: Iterable[str], order: Order, plan: Plan) -> tuple[str, ...]:
    """Return which of these parts a replay that came to its end judged.

    Raises
    ------
    InputError
        Its journal is not there any more, or in use.
    """
    with _journal(order) as journal, closing(SqliteReader(order.data)) as reader:
        run = _Run(order, plan, journal)
        rows = (reader.part(part_id) for part_id in part_ids)
        return tuple(row.part_id for row in rows if row and _is_asked_for(row, order, plan.newest) and run.done(row))


def _journal(order: Order) -> Journal:
    return Journal(order.out.with_name(order.out.name + JOURNAL_ENDING))


class _Run:
    """One replay under way; tasks are made as they are wanted, and their rows kept until they are done."""

    def __init__(self, order: Order, plan: Plan, journal: Journal) -> None:
        self._order, self._plan, self._journal = order, plan, journal
        self._versions = versions_here()
        judged_by = asdict(plan.question.judged_by)
        self._by = f"{plan.candidate} {judged_by} {self._versions.model_dump_json()}"
        self._begun: dict[str, PartRow] = {}
        self._unreadable: dict[str, str] = {}

    def keyed(self) -> Iterator[tuple[str, PartRow]]:
        """Yield each part that can be judged, and its key."""
        rows = _rows(self._order, self._plan.newest)
        return ((self._key(row), row) for row in rows if row.image and not _never(row))

    def judged_by(
        self, crew: Crew[Task, Done], through: Callable[[Iterator[Task]], Iterator[Task]]
    ) -> Iterator[Rejudged]:
        """Yield each part that the journal does not have yet."""
        for done in crew.judge(through(self._tasks())):
            row = self._begun.pop(done.key)
            if done.new is None:
                self._unreadable[row.part_id] = done.frame_trouble
            else:
                yield self._rejudged(row, done, done.new)

    def found(self, truths: Truths) -> tuple[list[Found], Counter[str]]:
        """Return every part that was judged, now or before, and why each of the others was not: none is in neither.

        A part that was judged counts, whatever became of its frame since.
        """
        found, left_out = [], Counter[str]()
        for row in _rows(self._order, self._plan.newest):
            part = self.done(row)
            if part:
                found.append(Found(part, row.inspected_at, row.outcome, row.score, truth_of(row, truths)))
            else:
                left_out[_never(row) or self._unreadable.get(row.part_id, _NO_FRAME)] += 1
        return found, left_out

    def trouble(self) -> str:
        """Return why the first of the parts that were tried in vain could not be judged."""
        return next(iter(self._unreadable.values()), _NO_FRAME)

    def done(self, row: PartRow) -> Rejudged | None:
        """Return what the journal has of a part; a frame that was removed since is still known by its hash."""
        return self._journal.parts.get(self._key(row)) if row.image_sha256 and not _never(row) else None

    def _tasks(self) -> Iterator[Task]:
        for key, row in self.keyed():
            if key in self._journal.parts:
                continue
            try:
                part = archived_part(self._order.data, row)
            except InputError as error:
                self._unreadable[row.part_id] = str(error)
                continue
            self._begun[key] = row
            yield Task(key, part, self._old(row), self._plan.candidate, self._versions)

    def _rejudged(self, row: PartRow, done: Done, candidate: Judgement) -> Rejudged:
        changed = self._plan.recalled[row.provenance].changed
        if done.old_trouble:
            changed = (done.old_trouble,)
        if done.old_by:
            changed = changed_inputs(row.provenance, done.old_by)
        again, why = compared(Judgement.of_row(row), done.old, changed, done.old_map)
        return Rejudged(key=done.key, seq=row.seq, part_id=row.part_id, again=again, why=why, candidate=candidate)

    def _old(self, row: PartRow) -> str:
        return self._plan.keys.get(row.provenance, "")

    def _key(self, row: PartRow) -> str:
        """Return a hash over all that decides what comes out."""
        decides = (
            row.seq,
            row.part_id,
            row.image_sha256,
            asdict(row.provenance),
            Judgement.of_row(row).model_dump(mode="json"),
            self._old(row),
            self._plan.recalled[row.provenance].changed,
            self._by,
        )
        return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()


def _candidate(order: Order) -> Material:
    files = files_of(order.places.golden_refs, order.product, order.candidate)
    model = read_model(order.places.models, order.card)
    devices = (order.device,) if order.device else EVERY_DEVICE
    return Material(order.product, order.candidate, files, model, order.runtime, devices)


def _question(order: Order, candidate: Material) -> Question:
    return Question(
        product=order.product,
        candidate=order.candidate,
        candidate_files=candidate.golden.sha256(),
        judged_by=learnt(candidate).provenance,
        since=order.since,
        until=order.until,
        outcomes=order.outcomes,
    )


def _rows(order: Order, newest: int | None = None) -> Iterator[PartRow]:
    """Yield the rows that were asked for, oldest first; parts that came after `newest` wait for the next replay."""
    reader = SqliteReader(order.data)
    try:
        page = reader.after(0, _PAGE)
        while page:
            yield from (row for row in page if _is_asked_for(row, order, newest))
            page = reader.after(page[-1].seq, _PAGE)
    finally:
        reader.close()


def _is_asked_for(row: PartRow, order: Order, newest: int | None) -> bool:
    return (
        row.provenance.product == order.product
        and (newest is None or row.seq <= newest)
        and (order.since is None or row.inspected_at >= order.since)
        and (order.until is None or row.inspected_at < order.until)
        and (not order.outcomes or row.outcome in order.outcomes)
    )


def _never(row: PartRow) -> str:
    """Return why a part can never be judged again, ``""`` where it takes nothing but its frame."""
    if can_be_judged_again(row.outcome, row.reason):
        return ""
    return f"{row.outcome.name} for {row.reason.name}: the verdict does not come from a frame"


def _none_judged(order: Order, plan: Plan, trouble: str) -> InputError:
    """Return what is said where nothing was compared: no verdict came again, and nothing speaks for the candidate."""
    found = f"none of its {plan.parts} parts with a frame could be judged, first: {trouble}"
    return InputError(f"replay {order.product}", found, "see that the images are there, then give it again")


def _write(out: Path, report: Report) -> None:
    try:
        replace_file(out, report.text().encode())
    except OSError as error:
        raise InputError(f"write {out}", error.strerror or str(error), "give --out another file") from error
