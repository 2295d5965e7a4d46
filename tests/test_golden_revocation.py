"""Revoked keys: what was signed before still counts, what was slipped in after does not, whatever time it states."""

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from disks import no_room_for
from libraries import PRODUCT, Library, make_library, other_files

from inspector.errors import InputError, RecipeError
from inspector.golden import acts
from inspector.golden.keys import SigningKey, make_key, trust
from inspector.golden.ledger import ActKind, Entry, Ledger, read_ledger
from inspector.golden.library import Act, load_active
from inspector.golden.revocations import Revocation, revocations_file
from inspector.golden.revoking import key_uses, revoke
from inspector.golden.trust import Demands, Trusted, read_trusted
from inspector.golden.verify import Verification, verify
from inspector.golden.writing import write_active, write_entry
from inspector.wiring.msa import sign_report, signer_of

STATION = Demands(ledger=True)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library whose second revision is active, both approved by Bert."""
    made = make_library(tmp_path)
    made.active()
    made.active(other_files(5))
    return made


@pytest.fixture
def carl(library: Library, tmp_path: Path) -> Act:
    """Return a third person, whose key the site trusts."""
    key = make_key(tmp_path / "carl.key")
    trust(library.golden_refs, key)
    return Act("Carl", "in Bert's place", key)


def key_of(act: Act) -> SigningKey:
    assert act.key
    return act.key


def ledger_of(library: Library) -> Ledger:
    found = read_ledger(library.folder)
    assert found
    return found


def trusted_of(library: Library) -> Trusted:
    found = read_trusted(library.golden_refs, PRODUCT)
    assert found
    return found


def verified(library: Library) -> Verification:
    return verify(library.golden_refs, PRODUCT, STATION)


def revoke_bert(library: Library, until: datetime | None, carl: Act) -> None:
    revoke(library.golden_refs, key_of(library.bert).key_id, until, carl)


def slipped_in(library: Library, act: Act, kind: ActKind, revision: str, at: datetime) -> Entry:
    """Put an entry into the ledger past every check, as whoever can write the folder and has the key can do."""
    ledger = ledger_of(library)
    files = next(entry.files for entry in ledger.entries if entry.revision == revision)
    bare = Entry(
        number=len(ledger.entries) + 1,
        product=PRODUCT,
        act=kind,
        revision=revision,
        who=act.who,
        why="nothing to see here",
        at=at,
        files=files,
        previous=ledger.last_sha256(),
    )
    entry = bare.signed_by(key_of(act))
    write_entry(library.folder, entry)
    return entry


def test_what_was_signed_before_the_key_was_revoked_stays_valid(library: Library, carl: Act) -> None:
    revoke_bert(library, datetime.now(UTC), carl)
    assert (verified(library).faults, verified(library).void) == ((), ())
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == "r002"


def test_nothing_can_be_signed_with_a_revoked_key(library: Library, carl: Act) -> None:
    revision = library.approved(other_files(6))
    revoke_bert(library, datetime.now(UTC), carl)
    for act in (acts.activate, acts.submit, acts.reject):
        with pytest.raises(InputError, match=r"count only from before .* UTC \(revoked by Carl: in Bert's place\)"):
            act(library.golden_refs, PRODUCT, revision, library.bert)
    with pytest.raises(InputError, match="revoked by Carl"):
        replace(library, anna=library.bert).drafted(other_files(7))
    acts.activate(library.golden_refs, PRODUCT, revision, carl)
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == revision


def test_a_back_dated_entry_is_refused_by_its_place_in_the_chain(library: Library, carl: Act) -> None:
    library.approved(other_files(6))
    before = ledger_of(library).entries[-1].at
    revoke_bert(library, datetime.now(UTC), carl)
    write_active(library.folder, slipped_in(library, library.bert, ActKind.ACTIVATE, "r003", before))
    says = r"entry 13 \(activate of r003 by Bert, .*\) does not count: .*; it stands behind entry 11, the last one"
    with pytest.raises(RecipeError, match=f"use {PRODUCT} r003: {says}"):
        load_active(library.golden_refs, PRODUCT, STATION)
    assert len(verified(library).void) == 1
    assert verified(library).faults[0] == verified(library).void[0]


def test_an_entry_that_was_back_dated_before_anyone_noticed_stands_behind_a_later_one(
    library: Library, carl: Act
) -> None:
    lost_at = datetime.now(UTC)
    library.drafted(other_files(6))
    slipped_in(library, library.bert, ActKind.ROLLBACK, "r001", lost_at - timedelta(hours=1))
    revoke_bert(library, lost_at, carl)
    assert "it stands behind entry 9 of" in verified(library).void[0]


def test_an_approval_from_after_the_moment_bars_its_revision(library: Library, carl: Act) -> None:
    lost_at = datetime.now(UTC)
    library.active(other_files(6))
    revoke_bert(library, lost_at, carl)
    with pytest.raises(RecipeError, match=r"entry 12 \(activate of r003 by Bert"):
        load_active(library.golden_refs, PRODUCT, STATION)
    with pytest.raises(InputError, match=r"activate PN-1042 r003: entry 11 \(approve of r003 by Bert"):
        acts.activate(library.golden_refs, PRODUCT, "r003", carl)
    assert any(fault.startswith(f"cannot use {PRODUCT} r003") for fault in verified(library).faults)


def test_what_the_lost_key_did_is_mended_by_people_who_count(library: Library, carl: Act) -> None:
    lost_at = datetime.now(UTC)
    library.active(other_files(6))
    revoke_bert(library, lost_at, carl)
    mended = replace(library, bert=carl).active(other_files(6))
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == mended
    assert (verified(library).faults, len(verified(library).void)) == ((), 2)


def test_an_activation_that_does_not_count_is_made_again_or_rolled_back(library: Library, carl: Act) -> None:
    lost_at = datetime.now(UTC)
    acts.activate(library.golden_refs, PRODUCT, "r001", library.bert)
    revoke_bert(library, lost_at, carl)
    acts.activate(library.golden_refs, PRODUCT, "r001", carl)
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == "r001"
    acts.rollback(library.golden_refs, PRODUCT, carl)
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == "r002"
    assert verified(library).faults == ()


def test_not_at_all_leaves_nothing_that_the_key_approved(library: Library, carl: Act) -> None:
    revoke_bert(library, None, carl)
    with pytest.raises(RecipeError, match=r"do not count at all \(revoked by Carl"):
        load_active(library.golden_refs, PRODUCT, STATION)
    assert len(verified(library).void) == 4


def test_a_ledger_that_was_made_anew_with_the_lost_key_does_not_count(library: Library, carl: Act) -> None:
    """Whoever has the key can sign a whole new chain with old times; its head is not the one that was seen."""
    revoke_bert(library, datetime.now(UTC), carl)
    previous, lines = "0" * 64, []
    for entry in ledger_of(library).entries:
        signer = library.anna if entry.who == "Anna" else library.bert
        forged = entry.model_copy(update={"previous": previous, "why": "forged", "signature": ""})
        signed = forged.signed_by(key_of(signer))
        lines.append(signed.line() + b"\n")
        previous = signed.sha256()
    (library.folder / "ledger.jsonl").write_bytes(b"".join(lines))
    write_active(library.folder, [entry for entry in ledger_of(library).entries if entry.act is ActKind.ACTIVATE][-1])
    with pytest.raises(RecipeError, match="this ledger was another, or longer, when the key was revoked"):
        load_active(library.golden_refs, PRODUCT, STATION)


def test_a_product_made_after_the_revocation_takes_nothing_from_the_key(library: Library, carl: Act) -> None:
    revoke_bert(library, datetime.now(UTC), carl)
    library.folder.rename(library.golden_refs / "away")
    library.drafted()
    acts.submit(library.golden_refs, PRODUCT, "r001", library.anna)
    slipped_in(library, library.bert, ActKind.APPROVE, "r001", datetime(2020, 1, 1, tzinfo=UTC))
    assert "when the key was revoked" in verified(library).faults[0]


def test_entries_made_with_a_revoked_key_are_faults_until_somebody_signs_for_having_seen_them(
    library: Library, carl: Act
) -> None:
    revoke_bert(library, datetime.now(UTC), carl)
    library.drafted(other_files(6))
    slipped_in(library, library.bert, ActKind.SUBMIT, "r003", datetime(2020, 1, 1, tzinfo=UTC))
    assert len(verified(library).faults) == 1
    revoke_bert(library, datetime.now(UTC), carl)
    assert (len(verified(library).faults), len(verified(library).void)) == (0, 1)


def test_every_byte_of_a_revocation_counts(library: Library, carl: Act) -> None:
    revoke_bert(library, datetime.now(UTC), carl)
    path = revocations_file(library.golden_refs)
    data = path.read_bytes()
    unnoticed = []
    for place in {*range(0, len(data), 7), len(data) - 1}:
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x01]) + data[place + 1 :])
        if not verified(library).faults:
            unnoticed.append(place)
    assert unnoticed == []


def test_a_revocation_left_out_of_several_is_found(library: Library, carl: Act) -> None:
    revoke_bert(library, datetime.now(UTC), carl)
    revoke_bert(library, None, carl)
    path = revocations_file(library.golden_refs)
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[1])
    with pytest.raises(RecipeError, match=r"revocations.jsonl: entry 1: it calls itself entry 2"):
        load_active(library.golden_refs, PRODUCT, STATION)


def test_revocations_that_somebody_took_away_are_missed_by_every_ledger(library: Library, carl: Act) -> None:
    revision = library.approved(other_files(6))
    revoke_bert(library, datetime.now(UTC), carl)
    revocations_file(library.golden_refs).unlink()
    says = r"revocations.jsonl: it holds 0 revocations of 1, by what entry 12 of PN-1042 has seen"
    assert re.search(says, verified(library).faults[0])
    with pytest.raises(RecipeError, match=says):
        load_active(library.golden_refs, PRODUCT, STATION)
    with pytest.raises(RecipeError, match=says):
        acts.activate(library.golden_refs, PRODUCT, revision, library.bert)
    with pytest.raises(RecipeError, match=says):
        revoke_bert(library, None, carl)


def test_an_end_of_the_revocations_that_was_cut_off_is_missed_whatever_was_entered_since(
    library: Library, carl: Act
) -> None:
    revoke(library.golden_refs, key_of(library.anna).key_id, None, carl)
    seen_one = trusted_of(library)
    revoke_bert(library, None, carl)
    path = revocations_file(library.golden_refs)
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    ledger = ledger_of(library)
    bare = Act("Mallory", "nothing to see here").entry(seen_one, PRODUCT, ActKind.DRAFT, "r003", {})
    write_entry(
        library.folder,
        bare.model_copy(update={"number": len(ledger.entries) + 1, "previous": ledger.last_sha256()}),
    )
    assert "it holds 1 revocations of 2, by what entry 10 of PN-1042 has seen" in verified(library).faults[0]


def test_a_library_from_before_ledgers_saw_revocations_is_read_and_its_next_act_sees_them(
    library: Library, carl: Act
) -> None:
    path = library.folder / "ledger.jsonl"
    before = path.read_bytes()
    revoke_bert(library, datetime.now(UTC), carl)
    path.write_bytes(before)
    assert b'"revocations"' not in before
    assert (verified(library).faults, load_active(library.golden_refs, PRODUCT, STATION).revision) == ((), "r002")
    library.drafted(other_files(6))
    revocations_file(library.golden_refs).unlink()
    assert "it holds 0 revocations of 1, by what entry 9 of PN-1042 has seen" in verified(library).faults[0]


def test_a_key_is_revoked_while_an_activation_is_interrupted(
    library: Library, carl: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision = library.approved(other_files(6))
    with no_room_for(monkeypatch, acts, "write_active"), pytest.raises(InputError, match="No space left on device"):
        acts.activate(library.golden_refs, PRODUCT, revision, library.bert)
    revoke(library.golden_refs, key_of(library.anna).key_id, datetime.now(UTC), carl)
    assert (verified(library).faults, len(verified(library).interrupted)) == ((), 1)
    acts.activate(library.golden_refs, PRODUCT, revision, library.bert)
    assert load_active(library.golden_refs, PRODUCT, STATION).revision == revision
    assert (verified(library).faults, verified(library).interrupted) == ((), ())


def test_a_ledger_that_cannot_be_written_keeps_no_key_from_being_revoked(library: Library, carl: Act) -> None:
    other = library.golden_refs / "A-first"
    shutil.copytree(library.folder, other)
    lines = (other / "ledger.jsonl").read_bytes().replace(PRODUCT.encode(), b"A-first")
    (other / "ledger.jsonl").write_bytes(chained_anew(lines))
    with pytest.raises(InputError, match=r"it counts, but cannot trust .*A-first.*: entry 1: its signature is false"):
        revoke_bert(library, None, carl)
    with pytest.raises(RecipeError, match=r"do not count at all \(revoked by Carl"):
        load_active(library.golden_refs, PRODUCT, STATION)
    assert ledger_of(library).entries[-1].act is ActKind.REVOKE


def chained_anew(lines: bytes) -> bytes:
    """Return the entries in a chain that holds, with signatures that do not."""
    previous, chained = "0" * 64, []
    for line in lines.splitlines():
        entry = Entry.model_validate_json(line).model_copy(update={"previous": previous})
        chained.append(entry.line() + b"\n")
        previous = entry.sha256()
    return b"".join(chained)


def test_a_key_does_not_revoke_itself_nor_after_it_was_revoked(library: Library, carl: Act) -> None:
    with pytest.raises(InputError, match="signed with the very key"):
        revoke_bert(library, None, library.bert)
    revoke_bert(library, datetime.now(UTC), carl)
    with pytest.raises(InputError, match="revoked by Carl"):
        revoke(library.golden_refs, key_of(carl).key_id, None, library.bert)


def test_a_revocation_by_a_key_that_had_been_revoked_is_refused(library: Library, carl: Act) -> None:
    revoke_bert(library, datetime.now(UTC), carl)
    path = revocations_file(library.golden_refs)
    revoke(library.golden_refs, key_of(library.anna).key_id, None, carl)
    lines = path.read_bytes().splitlines(keepends=True)
    second = Revocation.model_validate_json(lines[1]).signed_by(key_of(library.bert))
    path.write_bytes(lines[0] + second.line() + b"\n")
    assert "its key was revoked before, by Carl" in verified(library).faults[0]


@pytest.mark.parametrize(
    ("key_id", "until", "says"),
    [
        ("0" * 16, None, "key 0000000000000000 is none that .* trusts"),
        ("", datetime(2199, 1, 1, tzinfo=UTC), "2199-01-01 00:00 UTC is still to come"),
    ],
    ids=["unknown key", "to come"],
)
def test_what_cannot_be_revoked_is_said(
    library: Library, carl: Act, key_id: str, until: datetime | None, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        revoke(library.golden_refs, key_id or key_of(library.bert).key_id, until, carl)
    assert not revocations_file(library.golden_refs).exists()


def test_an_unknown_key_signs_no_draft_which_would_leave_the_ledger_untrusted(library: Library, tmp_path: Path) -> None:
    stranger = Act("Dora", "mine", make_key(tmp_path / "dora.key"))
    with pytest.raises(InputError, match=r"is none that .* trusts"):
        replace(library, anna=stranger).drafted(other_files(6))
    assert verified(library).faults == ()


def test_the_keys_are_listed_with_who_signed_and_what_became_of_them(library: Library, carl: Act) -> None:
    revoke_bert(library, datetime.now(UTC), carl)
    uses = {use.key_id: use for use in key_uses(library.golden_refs)}
    bert, own = uses[key_of(library.bert).key_id], uses[key_of(carl).key_id]
    assert (bert.names, bert.entries, bert.revocation is None) == (("Bert",), 4, False)
    assert (own.names, own.entries, own.revocation) == (("Carl",), 1, None)


def test_a_study_report_signed_with_a_revoked_key_proves_nothing(library: Library, carl: Act, tmp_path: Path) -> None:
    report = tmp_path / "study.pdf"
    report.write_bytes(b"%PDF")
    sign_report(report, tmp_path / "bert.key")
    assert signer_of(report, library.golden_refs) == key_of(library.bert).key_id
    revoke_bert(library, datetime.now(UTC), carl)
    with pytest.raises(InputError, match="a report has no place in a chain that would say when it was signed"):
        signer_of(report, library.golden_refs)
