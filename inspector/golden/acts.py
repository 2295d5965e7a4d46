"""What people do with a drafted revision: submit it, approve it, make it active, go back to the one before."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from inspector.errors import InputError
from inspector.golden.golden import Golden
from inspector.golden.history import Standing, escape_objection, objection, second_person_objection
from inspector.golden.ledger import ActKind, Entry, ReplayResult
from inspector.golden.library import Act, adopt, check_not_interrupted
from inspector.golden.revision import files_in, golden_of, read_folder
from inspector.golden.signers import check_signer
from inspector.golden.trust import (
    ACTIVE_FILE,
    Demands,
    Trusted,
    check_active,
    check_files,
    check_second_person,
    read_active,
    revision_objection,
)
from inspector.golden.writing import write_active, write_entry, writing

Learn = Callable[[Golden], object]
"""Takes a golden as a station does at its start; raises RecipeError for one that it would refuse."""


def learn_nothing(_golden: Golden) -> None:
    """Take any golden whose files are whole."""


def submit(golden_refs: Path, product: str, revision: str, act: Act, *, learn: Learn = learn_nothing) -> Entry:
    """Ask for the approval of a draft and return the entry. Plain files without a ledger become drafts first.

    Raises
    ------
    InputError
        The revision is no draft, the key is unknown, another process writes, or an activation was interrupted.
    RecipeError
        The ledger or a file of the revision is not as it was, or `learn` cannot take it. Nothing is written; so for
        every act below.
    """
    check_signer(golden_refs, act.key, ActKind.SUBMIT)
    with writing(golden_refs, product) as found:
        trusted = adopt(golden_refs, product, found, act)
        check_not_interrupted(golden_refs / product, trusted)
        return _record(golden_refs, product, trusted, act, ActKind.SUBMIT, revision, learn=learn)


def approve(
    golden_refs: Path,
    product: str,
    revision: str,
    act: Act,
    demands: Demands | None = None,
    *,
    learn: Learn = learn_nothing,
) -> Entry:
    """Approve what was submitted and return the entry; `act` needs a key that the site trusts.

    Raises
    ------
    InputError
        The revision is not submitted, the key is missing or unknown, or the site demands a second person and `act` is
        by the first.
    """
    check_signer(golden_refs, act.key, ActKind.APPROVE)
    with writing(golden_refs, product) as trusted:
        check_not_interrupted(golden_refs / product, trusted)
        if demands and demands.second_person:
            _check_second(trusted, product, revision, act)
        return _record(golden_refs, product, trusted, act, ActKind.APPROVE, revision, learn=learn)


def reject(golden_refs: Path, product: str, revision: str, act: Act) -> Entry:
    """Reject a draft, submitted or not, and return the entry: nobody can approve it any more, and it stays readable.

    It needs no signature: it lets nothing onto the line, and the same files can be drafted again.

    Raises
    ------
    InputError
        The revision is approved or rejected already, the key is unknown, another process writes, or an activation was
        interrupted.
    """
    check_signer(golden_refs, act.key, ActKind.REJECT)
    with writing(golden_refs, product) as trusted:
        check_not_interrupted(golden_refs / product, trusted)
        return _record(golden_refs, product, trusted, act, ActKind.REJECT, revision)


def enter_replay(golden_refs: Path, product: str, revision: str, act: Act, result: ReplayResult) -> Entry | None:
    """Enter what a replay of the archive found of a revision and return the entry.

    None where the same result is the one that counts already, and where no ledger has the revision. Without a key it is
    entered unsigned: then it can hold an activation up, and never clear the way for one.

    Raises
    ------
    InputError
        The key is unknown, another process writes, or an activation was interrupted.
    """
    check_signer(golden_refs, act.key, ActKind.REPLAY)
    with writing(golden_refs, product) as trusted:
        standing = trusted.history.of(revision)
        if standing is None or _stands(trusted, standing, result):
            return None
        check_not_interrupted(golden_refs / product, trusted)
        return _record(golden_refs, product, trusted, act, ActKind.REPLAY, revision, result)


def activate(  # noqa: PLR0913 -- what becomes active, by whom, by which rules
    golden_refs: Path,
    product: str,
    revision: str,
    act: Act,
    demands: Demands | None = None,
    *,
    accept_escapes: bool = False,
    learn: Learn = learn_nothing,
) -> Entry:
    """Make an approved revision the one to judge with, and return the entry; a running station takes it over.

    With `accept_escapes` the act signs for the new escapes that a replay of this revision found.

    Given again for an activation that was interrupted it finishes that one, without an entry of its own.

    Raises
    ------
    InputError
        The revision is not approved or is active already, the key is missing or unknown, or a replay found new escapes
        that nobody signs for.
    RecipeError
        A station would refuse it: the site demands a second person, or `learn` cannot take it. Nothing is written.
    """
    check_signer(golden_refs, act.key, ActKind.ACTIVATE)
    folder = golden_refs / product
    with writing(golden_refs, product) as trusted:
        active = check_active(read_active(folder), trusted, folder / ACTIVE_FILE)
        if demands and demands.second_person and trusted.history.of(revision):
            check_second_person(trusted, revision, product)
        entry = trusted.history.live[-1] if trusted.history.live else None
        if active and active.interrupted and entry and revision == entry.revision and not trusted.why_void(entry):
            _check_usable(folder / revision, entry, learn)
        else:
            accepted = _accepted(trusted, product, revision, accept_escapes=accept_escapes)
            entry = _record(golden_refs, product, trusted, act, ActKind.ACTIVATE, revision, accepted, learn=learn)
        write_active(folder, entry)
        return entry


def rollback(
    golden_refs: Path, product: str, act: Act, demands: Demands | None = None, *, learn: Learn = learn_nothing
) -> Entry:
    """Make the revision active again that was so before the present one, and return the entry.

    Each further rollback goes one activation further back.

    Raises
    ------
    InputError
        There was none before, or the key is missing or unknown.
    RecipeError
        A station would refuse it: the site demands a second person, or `learn` cannot take it. Nothing is written.
    """
    check_signer(golden_refs, act.key, ActKind.ROLLBACK)
    folder = golden_refs / product
    with writing(golden_refs, product) as trusted:
        check_active(read_active(folder), trusted, folder / ACTIVE_FILE)
        revision = trusted.history.before()
        if not revision:
            found = f"{trusted.history.active() or 'no revision'} is active and none was before it"
            raise InputError(f"roll back {product}", found, "activate an approved revision")
        if demands and demands.second_person:
            check_second_person(trusted, revision, product)
        entry = _record(golden_refs, product, trusted, act, ActKind.ROLLBACK, revision, learn=learn)
        write_active(folder, entry)
        return entry


def _record(  # noqa: PLR0913, PLR0917 -- an entry has as many facts
    golden_refs: Path,
    product: str,
    trusted: Trusted,
    act: Act,
    kind: ActKind,
    revision: str,
    replay: ReplayResult | None = None,
    *,
    learn: Learn = learn_nothing,
) -> Entry:
    standing = trusted.history.of(revision)
    why_not = objection(trusted.history, kind, revision) or (_void(trusted, standing, kind) if standing else "")
    if why_not or standing is None:
        raise InputError(f"{kind} {product} {revision}", why_not, f"see `inspector golden list {product}`")
    _check_usable(golden_refs / product / revision, standing.drafted, learn)
    entry = act.entry(trusted, product, kind, revision, standing.drafted.files, replay)
    write_entry(golden_refs / product, entry)
    return entry


def _void(trusted: Trusted, standing: Standing, kind: ActKind) -> str:
    """Return which act of a revision does not count, so that nothing may follow that brings it to the line."""
    if kind in {ActKind.REJECT, ActKind.REPLAY}:
        return ""
    replayed = standing.replayed if kind is ActKind.ACTIVATE else None
    return revision_objection(trusted, standing) or trusted.why_void(replayed)


def _stands(trusted: Trusted, standing: Standing, result: ReplayResult) -> bool:
    replayed = standing.replayed
    same = replayed is not None and replayed.replay and replayed.replay.report_sha256 == result.report_sha256
    return bool(same) and not trusted.why_void(replayed)


def _accepted(trusted: Trusted, product: str, revision: str, *, accept_escapes: bool) -> ReplayResult | None:
    """Return the replay that the activation signs for, None where there is nothing to sign for."""
    standing = trusted.history.of(revision)
    found = standing.replayed.replay if standing and standing.replayed else None
    accepted = found if found and found.new_escapes and accept_escapes else None
    why_not = escape_objection(standing, accepted) if standing else ""
    if why_not:
        remedy = "look at them in the replay's result; keep the revision out, or sign for them with --accept-escapes"
        raise InputError(f"activate {product} {revision}", why_not, remedy)
    return accepted


def _check_usable(folder: Path, entry: Entry, learn: Learn) -> None:
    """Raise RecipeError unless the files are those of `entry` and make a golden that `learn` takes."""
    found = read_folder(folder)
    check_files(found, entry.files, folder)
    learn(golden_of(files_in(found, f"{folder.parent.name}/{folder.name}"), folder.parent.name, folder.name))


def _check_second(trusted: Trusted, product: str, revision: str, act: Act) -> None:
    """Refuse the first person before anything is written; the station would refuse the revision later."""
    standing = trusted.history.of(revision)
    if standing is None or standing.submitted is None:
        return
    entry = act.entry(trusted, product, ActKind.APPROVE, revision, standing.drafted.files)
    why_not = second_person_objection(replace(standing, approved=entry))
    if why_not:
        remedy = "have a second person approve it, with a key of their own (golden.second_person)"
        raise InputError(f"approve {product} {revision}", why_not, remedy)
