"""The library: a revision never changes, only approved ones become active, and going back is one step."""

import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from libraries import PRODUCT, Library, make_library, other_files, small_files

from inspector.errors import InputError, RecipeError
from inspector.golden import acts
from inspector.golden.differences import differences
from inspector.golden.golden import Golden
from inspector.golden.keys import load_key, make_key
from inspector.golden.library import Act, draft, files_of, load_active, load_chosen, load_revision
from inspector.golden.on_disk import locked
from inspector.golden.revision import RevisionFiles
from inspector.golden.trust import Demands
from inspector.golden.verify import verify
from inspector.image_file import encode_png

FOUR_EYES = Demands(ledger=True, second_person=True)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_library(tmp_path)


def test_a_draft_comes_back_byte_for_byte(library: Library) -> None:
    revision = library.drafted()
    assert files_of(library.golden_refs, PRODUCT, revision) == small_files()


def test_a_draft_leaves_nothing_but_the_revision_and_the_ledger(library: Library) -> None:
    library.drafted()
    assert sorted(path.name for path in library.folder.iterdir()) == ["ledger.jsonl", "r001"]


def test_revisions_are_numbered_on(library: Library) -> None:
    assert [library.drafted(), library.drafted()] == ["r001", "r002"]


def test_the_name_of_a_draft_whose_folder_was_deleted_is_not_given_again(library: Library) -> None:
    live, deleted = library.active(), library.drafted()
    shutil.rmtree(library.folder / deleted)
    assert (deleted, library.drafted()) == ("r002", "r003")
    assert load_active(library.golden_refs, PRODUCT, Demands(ledger=True)).revision == live


def test_a_draft_that_makes_no_golden_is_not_written(library: Library) -> None:
    wrong = replace(small_files(), recipe=b"[limits]\nmin_area_px = 0\n")
    with pytest.raises(RecipeError, match=r"limits.min_area_px = 0: input should be greater than or equal to 1"):
        library.drafted(wrong)
    assert not library.folder.exists()


def test_a_recipe_in_another_encoding_is_refused_before_zones_get_other_names(library: Library) -> None:
    zone = "[[zones]]\nname = 'Prüfstift'\nbox = [0, 0, 9, 9]\nlimits = {}\n"
    with pytest.raises(RecipeError, match=r"its byte 20 is no UTF-8; save it as UTF-8"):
        library.drafted(replace(small_files(), recipe=zone.encode("cp1252")))
    assert library.drafted(replace(small_files(), recipe=zone.encode())) == "r001"


def test_a_good_part_of_another_size_is_refused(library: Library) -> None:
    other = encode_png(np.zeros((64, 95), np.uint8))
    with pytest.raises(RecipeError, match=r"good part 1 is uint8 \(64, 95\), the golden uint8 \(64, 96\)"):
        library.drafted(replace(small_files(), goods=(other,)))


def test_more_than_five_goods_are_refused() -> None:
    with pytest.raises(RecipeError, match="6 further good parts, at most 5"):
        RevisionFiles(b"", b"", (b"",) * 6)


@pytest.mark.parametrize("product", ["keys", "../other", "a/b", ".hidden", "", "x" * 61])
def test_a_product_cannot_be_called_like_something_else(library: Library, product: str) -> None:
    with pytest.raises(InputError, match="use product"):
        draft(library.golden_refs, product, small_files(), library.anna)


def test_goods_are_learnt_beside_the_golden(library: Library) -> None:
    golden = load_revision(library.golden_refs, PRODUCT, library.drafted())
    assert [good.shape for good in golden.goods] == [(64, 96)]


@pytest.mark.parametrize(
    "changed",
    [
        replace(small_files(), golden=encode_png(np.zeros((64, 96), np.uint8))),
        replace(small_files(), recipe=b""),
        replace(small_files(), goods=()),
        replace(small_files(), goods=small_files().goods * 2),
    ],
    ids=["golden", "recipe", "no goods", "more goods"],
)
def test_the_checksum_for_the_plc_changes_with_what_is_judged_with(library: Library, changed: RevisionFiles) -> None:
    one, other = library.drafted(), library.drafted(changed)
    sums = {load_revision(library.golden_refs, PRODUCT, revision).checksum() for revision in (one, other)}
    assert len(sums) == 2
    assert all(0 <= each <= 0xFFFF for each in sums)


def test_the_checksum_is_the_first_16_bits_over_the_hashes(library: Library) -> None:
    golden = load_revision(library.golden_refs, PRODUCT, library.drafted())
    plain = replace(golden, golden_sha256="a" * 64, recipe_sha256="b" * 64, goods_sha256=("c" * 64,))
    # printf '%s\n%s\n%s\n' aaa... bbb... ccc... | sha256sum, with no variation behind the last line end
    assert f"{plain.checksum():04x}" == "7240"


def test_a_revision_goes_from_draft_to_active(library: Library) -> None:
    revision = library.active()
    assert load_active(library.golden_refs, PRODUCT, FOUR_EYES).revision == revision


@pytest.mark.parametrize("act", [acts.approve, acts.activate], ids=["approve", "activate"])
def test_no_step_can_be_left_out(library: Library, act: object) -> None:
    revision = library.drafted()
    with pytest.raises(InputError, match="r001 is draft, expected"):
        act(library.golden_refs, PRODUCT, revision, library.bert)  # type: ignore[operator]


def test_a_step_is_not_taken_twice(library: Library) -> None:
    revision = library.active()
    with pytest.raises(InputError, match="r001 is active already"):
        acts.activate(library.golden_refs, PRODUCT, revision, library.bert)


@pytest.mark.parametrize("submitted", [False, True], ids=["draft", "submitted"])
def test_what_was_rejected_can_be_neither_submitted_nor_approved(library: Library, submitted: bool) -> None:  # noqa: FBT001
    revision = library.drafted()
    if submitted:
        acts.submit(library.golden_refs, PRODUCT, revision, library.anna)
    acts.reject(library.golden_refs, PRODUCT, revision, Act("Kim", "misses bad part 17"))
    for act in (acts.submit, acts.approve, acts.reject):
        with pytest.raises(InputError, match=f"{revision} is rejected, expected "):
            act(library.golden_refs, PRODUCT, revision, library.bert)
    assert verify(library.golden_refs, PRODUCT, Demands()).faults == ()


def test_what_was_approved_is_not_rejected(library: Library) -> None:
    with pytest.raises(InputError, match="r001 is approved, expected draft or submitted"):
        acts.reject(library.golden_refs, PRODUCT, library.approved(), library.bert)


def test_work_goes_on_from_the_newest_that_was_not_rejected_until_one_is_active(library: Library) -> None:
    library.drafted(other_files(5))
    acts.reject(library.golden_refs, PRODUCT, library.drafted(other_files(6)), library.anna)
    assert load_chosen(library.golden_refs, PRODUCT, None).revision == "r001"
    library.active(other_files(7))
    library.drafted(other_files(8))
    assert load_chosen(library.golden_refs, PRODUCT, None).revision == "r003"
    assert load_chosen(library.golden_refs, PRODUCT, "r002").revision == "r002"


def test_an_unknown_revision_is_named(library: Library) -> None:
    library.drafted()
    with pytest.raises(InputError, match="there is no revision r007"):
        acts.submit(library.golden_refs, PRODUCT, "r007", library.anna)


@pytest.mark.parametrize("product", ["PN-1O42", "../outside"])
def test_a_product_that_is_not_there_is_named_and_not_made(library: Library, product: str) -> None:
    with pytest.raises(InputError, match=f"cannot change product {product}: there is no "):
        acts.submit(library.golden_refs, product, "r001", library.anna)
    assert not (library.golden_refs / product).exists()


def test_a_rollback_is_one_step_and_goes_further_back_each_time(library: Library) -> None:
    for number in (5, 6, 7):
        library.active(other_files(number))
    for expected in ("r002", "r001"):
        acts.rollback(library.golden_refs, PRODUCT, library.bert)
        assert load_active(library.golden_refs, PRODUCT, FOUR_EYES).revision == expected


def test_there_is_no_way_back_from_the_first(library: Library) -> None:
    library.active()
    with pytest.raises(InputError, match="r001 is active and none was before it"):
        acts.rollback(library.golden_refs, PRODUCT, library.bert)


@pytest.mark.parametrize("act", [acts.approve, acts.activate], ids=["approve", "activate"])
def test_what_changes_the_judging_is_signed(library: Library, act: object) -> None:
    revision = library.approved()
    with pytest.raises(InputError, match="it must be signed"):
        act(library.golden_refs, PRODUCT, revision, Act("Bert", "no key"))  # type: ignore[operator]


def test_a_key_that_the_site_does_not_trust_changes_nothing(library: Library, tmp_path: Path) -> None:
    revision = library.approved()
    stranger = Act("Carl", "mine", make_key(tmp_path / "carl.key"))
    with pytest.raises(InputError, match=r"key [0-9a-f]{16} is none that .* trusts"):
        acts.activate(library.golden_refs, PRODUCT, revision, stranger)


def test_a_key_that_others_can_read_is_refused(library: Library, tmp_path: Path) -> None:
    library.drafted()
    (tmp_path / "anna.key").chmod(0o640)
    with pytest.raises(InputError, match="its mode is 0640, expected 0600"):
        load_key(tmp_path / "anna.key")


SM2 = b"MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAE" + b"A" * 86 + b"=="
"""A public key on the Chinese curve, which no library here knows."""


def test_a_key_of_an_unknown_kind_is_named(library: Library) -> None:
    library.active()
    path = library.golden_refs / "keys" / "site.pub"
    path.write_bytes(b"-----BEGIN PUBLIC KEY-----\n" + SM2 + b"\n-----END PUBLIC KEY-----\n")
    with pytest.raises(RecipeError, match=r"cannot use key .*site.pub: it is no public key"):
        load_active(library.golden_refs, PRODUCT)


def test_a_key_that_cannot_be_read_is_not_called_a_wrong_one(library: Library) -> None:
    library.active()
    (library.golden_refs / "keys" / "site.pub").mkdir()
    with pytest.raises(RecipeError, match=r"cannot read key .*site.pub: Is a directory; check its rights"):
        load_active(library.golden_refs, PRODUCT)


def test_a_new_key_is_its_owners_alone_and_replaces_none(tmp_path: Path) -> None:
    key = make_key(tmp_path / "new.key")
    assert (tmp_path / "new.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(InputError, match="there is one already"):
        make_key(tmp_path / "new.key")
    assert load_key(tmp_path / "new.key").key_id == key.key_id


def test_one_person_is_not_two(library: Library) -> None:
    revision = library.drafted()
    acts.submit(library.golden_refs, PRODUCT, revision, library.anna)
    with pytest.raises(InputError, match="was approved by  ANNA , who drafted or submitted it"):
        acts.approve(library.golden_refs, PRODUCT, revision, replace(library.bert, who=" ANNA "), FOUR_EYES)


def test_another_name_with_the_same_key_is_not_another_person(library: Library) -> None:
    revision = library.drafted()
    acts.submit(library.golden_refs, PRODUCT, revision, library.anna)
    with pytest.raises(InputError, match="submitted with the key of its approval"):
        acts.approve(library.golden_refs, PRODUCT, revision, replace(library.anna, who="Bert"), FOUR_EYES)


def test_a_station_that_demands_a_second_person_refuses_what_one_person_made_active(library: Library) -> None:
    one = replace(library, bert=library.anna)
    one.active()
    assert load_active(library.golden_refs, PRODUCT, Demands(ledger=True)).revision == "r001"
    with pytest.raises(RecipeError, match="approved by Anna, who drafted or submitted it"):
        load_active(library.golden_refs, PRODUCT, FOUR_EYES)


def test_a_rollback_to_what_one_person_made_active_is_refused_where_the_site_demands_a_second(library: Library) -> None:
    replace(library, bert=library.anna).active()
    library.active(other_files(5))
    with pytest.raises(RecipeError, match=r"use PN-1042 r001: r001 was approved by Anna, who drafted or submitted it"):
        acts.rollback(library.golden_refs, PRODUCT, library.bert, FOUR_EYES)
    assert load_active(library.golden_refs, PRODUCT, FOUR_EYES).revision == "r002"
    assert acts.rollback(library.golden_refs, PRODUCT, library.bert).revision == "r001"


def too_plain(golden: Golden) -> None:
    raise RecipeError(f"use golden {golden.product} {golden.revision}", "it shows nothing", "take a better picture")


def test_what_a_station_could_not_learn_becomes_neither_approved_nor_active(library: Library) -> None:
    refs, revision = library.golden_refs, library.drafted()
    with pytest.raises(RecipeError, match="r001: it shows nothing"):
        acts.submit(refs, PRODUCT, revision, library.anna, learn=too_plain)
    acts.submit(refs, PRODUCT, revision, library.anna)
    with pytest.raises(RecipeError, match="r001: it shows nothing"):
        acts.approve(refs, PRODUCT, revision, library.bert, learn=too_plain)
    acts.approve(refs, PRODUCT, revision, library.bert)
    with pytest.raises(RecipeError, match="r001: it shows nothing"):
        acts.activate(refs, PRODUCT, revision, library.bert, learn=too_plain)
    library.active(other_files(5))
    library.active(other_files(6))
    with pytest.raises(RecipeError, match="r002: it shows nothing"):
        acts.rollback(refs, PRODUCT, library.bert, learn=too_plain)
    assert load_active(refs, PRODUCT, FOUR_EYES).revision == "r003"


def plain(library: Library, revision: str = "r001") -> None:
    """Put a product there as it was before there were ledgers."""
    for name, data in small_files().named().items():
        path = library.folder / revision / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (library.folder / "ACTIVE").write_text(f"{revision}\n", "ascii")


def test_plain_files_are_loaded_but_not_by_a_station(library: Library) -> None:
    plain(library)
    assert load_active(library.golden_refs, PRODUCT).revision == "r001"
    with pytest.raises(RecipeError, match="no entry of a ledger vouches for r001"):
        load_active(library.golden_refs, PRODUCT, Demands(ledger=True))


def test_good_parts_behind_a_link_are_not_left_out_unsaid(library: Library) -> None:
    plain(library)
    (library.folder / "r001" / "goods").rename(library.golden_refs / "shared-goods")
    (library.folder / "r001" / "goods").symlink_to(library.golden_refs / "shared-goods")
    with pytest.raises(RecipeError, match=r"r001/goods: Is a directory"):
        load_active(library.golden_refs, PRODUCT)


def test_plain_files_get_a_ledger_and_keep_being_active_meanwhile(library: Library) -> None:
    plain(library)
    acts.submit(library.golden_refs, PRODUCT, "r001", library.anna)
    assert load_active(library.golden_refs, PRODUCT).revision == "r001"
    acts.approve(library.golden_refs, PRODUCT, "r001", library.bert)
    acts.activate(library.golden_refs, PRODUCT, "r001", library.bert)
    assert load_active(library.golden_refs, PRODUCT, FOUR_EYES).revision == "r001"
    assert verify(library.golden_refs, PRODUCT, FOUR_EYES).faults == ()


def test_plain_files_whose_adoption_was_interrupted_are_adopted_by_the_next_act(library: Library) -> None:
    plain(library, "r001")
    plain(library, "r002")
    with pytest.raises(InputError, match="there is no revision r003"):
        acts.submit(library.golden_refs, PRODUCT, "r003", library.anna)
    ledger = library.folder / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes().splitlines(keepends=True)[0])
    acts.submit(library.golden_refs, PRODUCT, "r002", library.anna)
    assert verify(library.golden_refs, PRODUCT).entries == 3


def test_a_library_that_cannot_be_written_is_read(library: Library) -> None:
    library.active()
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    library.folder.chmod(0o555)
    assert verify(library.golden_refs, PRODUCT).faults == ()
    assert load_active(library.golden_refs, PRODUCT, FOUR_EYES).revision == "r001"
    with pytest.raises(InputError, match="Permission denied"):
        library.drafted()
    library.folder.chmod(0o755)


def test_one_writer_waits_for_the_other(library: Library) -> None:
    library.drafted()
    second = threading.Thread(target=library.drafted)
    with locked(library.folder):
        second.start()
        second.join(0.3)
        assert second.is_alive()
    second.join()
    assert files_of(library.golden_refs, PRODUCT, "r002") == small_files()


def test_differences_are_told_for_people(library: Library) -> None:
    picture = np.array(load_revision(library.golden_refs, PRODUCT, library.drafted()).image)
    picture[0, 0] = picture[0, 0] ^ 0x80
    changed = RevisionFiles(encode_png(picture), b"# recipe\n[limits]\nmin_area_px = 13\n", calibration=b"{}")
    found = differences(small_files(), changed, ("r001", "r002"))
    assert {(each.name, each.how) for each in found.files if each.how != "same"} == {
        ("golden.png", "changed"),
        ("goods/01.png", "removed"),
        ("recipe.toml", "changed"),
    }
    assert (found.golden.changed_share, found.golden.largest_levels) == (1 / (64 * 96), 128)
    assert {"-min_area_px = 12", "+min_area_px = 13"} <= set(found.recipe)
