"""What a manifest says of its parts: good or defective, by word, boxes or mask; a contradiction judges nothing."""

from pathlib import Path

import numpy as np
import pytest
from evaluations import write_mask

from inspector.errors import InputError
from inspector.evaluate.annotation import TrueBox, longest_side_px, read_boxes, read_mask, regions
from inspector.evaluate.labels import Label, LabelledPair, read_labelled
from inspector.image_file import encode_png
from inspector.part import Box

HEAD = "pair_id,golden_path,test_path"


def manifest(folder: Path, columns: str, row: str) -> Path:
    """Return a manifest of one pair whose files are there, beside files of boxes and masks."""
    for name in ("golden.png", "part.png"):
        (folder / name).touch()
    (folder / "two.txt").write_text("10 10 20 26 scratch\n\n30,40,38,44, burr \n")
    (folder / "none.txt").write_text("")
    mask = np.zeros((40, 60), np.bool_)
    mask[4:8, 10:30] = True
    write_mask(folder / "mask.png", mask)
    write_mask(folder / "black.png", np.zeros_like(mask))
    path = folder / "manifest.csv"
    path.write_text(f"{HEAD},{columns}\na,golden.png,part.png,{row}\n", "utf-8-sig")
    return path


def only(folder: Path, columns: str, row: str, *no_defects: str) -> LabelledPair:
    return read_labelled(manifest(folder, columns, row), no_defects)[0]


@pytest.mark.parametrize(
    ("columns", "row", "label"),
    [
        ("label", "good", Label.GOOD),
        ("label", "NORMAL", Label.GOOD),
        ("label", "ng", Label.DEFECTIVE),
        ("boxes_path", "two.txt", Label.DEFECTIVE),
        ("annotation_path", "none.txt", Label.GOOD),
        ("mask_path", "mask.png", Label.DEFECTIVE),
        ("mask_path", "black.png", Label.GOOD),
    ],
)
def test_a_part_is_what_its_label_or_its_marks_say(tmp_path: Path, columns: str, row: str, label: Label) -> None:
    assert only(tmp_path, columns, row).label is label


def test_boxes_have_classes_and_the_largest_side_is_its_size(tmp_path: Path) -> None:
    found = only(tmp_path, "boxes_path", "two.txt")
    assert found.boxes == (TrueBox(Box(10, 10, 20, 26), "scratch"), TrueBox(Box(30, 40, 38, 44), "burr"))
    assert (found.classes, found.size_px) == (("burr", "scratch"), 16)


def test_boxes_without_a_class_are_of_the_class_that_the_line_names(tmp_path: Path) -> None:
    path = manifest(tmp_path, "boxes_path,defect_class", "plain.txt,stain")
    (tmp_path / "plain.txt").write_text("10 10 20 26\n30 40 38 44 burr\n")
    (found,) = read_labelled(path)
    assert [each.defect_class for each in found.boxes or ()] == ["stain", "burr"]


def test_a_mask_stands_for_boxes_where_there_are_none(tmp_path: Path) -> None:
    found = only(tmp_path, "mask_path,defect_class", "mask.png,stain")
    assert found.boxes == (TrueBox(Box(10, 4, 30, 8), "stain"),)


def test_no_boxes_at_all_is_not_the_same_as_none(tmp_path: Path) -> None:
    assert only(tmp_path, "label", "defective").boxes is None
    assert only(tmp_path, "label", "good").boxes == ()


def test_boxes_of_a_class_that_is_no_defect_are_left_out(tmp_path: Path) -> None:
    assert only(tmp_path, "boxes_path", "two.txt", "burr").classes == ("scratch",)
    assert only(tmp_path, "boxes_path", "two.txt", "burr", "scratch").label is Label.GOOD


def test_a_part_of_a_class_that_is_no_defect_is_of_the_classes_of_its_boxes(tmp_path: Path) -> None:
    found = only(tmp_path, "boxes_path,defect_class", "two.txt,dust", "dust")
    assert found.classes == ("burr", "scratch")


def test_a_mask_of_a_class_that_is_no_defect_is_left_out(tmp_path: Path) -> None:
    found = only(tmp_path, "mask_path,defect_class", "mask.png,stain", "stain")
    assert (found.label, found.boxes, found.mask) == (Label.GOOD, (), None)


@pytest.mark.parametrize(
    ("columns", "row", "says"),
    [
        ("code", "x", "1 of 1 pairs have no label, first a"),
        ("label", "perhaps", "it is 'perhaps'"),
        ("label,boxes_path", "good,two.txt", "its boxes or mask mark a defect"),
        ("label,mask_path", "bad,black.png", "its boxes or mask mark nothing"),
        ("boxes_path,mask_path", "none.txt,mask.png", "its mask marks a defect, its boxes mark nothing"),
        ("boxes_path,mask_path", "two.txt,black.png", "its mask marks nothing, its boxes mark a defect"),
        ("boxes_path", "gone.txt", r"read boxes .*gone\.txt"),
        ("mask_path", "gone.png", r"read mask .*gone\.png"),
        ("mask_path", "two.txt", r"read mask .*two\.txt"),
    ],
    ids=[
        "no label",
        "no such label",
        "good with boxes",
        "bad without marks",
        "mask alone",
        "boxes alone",
        "no boxes",
        "no mask",
        "no picture",
    ],
)
def test_labels_that_cannot_be_used_are_refused_before_anything_is_judged(
    tmp_path: Path, columns: str, row: str, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        only(tmp_path, columns, row)


@pytest.mark.parametrize(
    "line", ["1 2 3", "a b c d", "5 5 5 9 flat", "0 0 inf 9"], ids=["three", "words", "empty box", "endless"]
)
def test_a_line_that_is_no_box_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "boxes.txt"
    path.write_text(f"0 0 5 5\n{line}\n")
    with pytest.raises(InputError, match="line 2 is"):
        read_boxes(path)


def test_a_mask_marks_whatever_is_not_black_in_any_channel(tmp_path: Path) -> None:
    colours = np.zeros((4, 6, 3), np.uint8)
    colours[1, 2, 1] = 1
    path = tmp_path / "mask.png"
    path.write_bytes(encode_png(colours))
    assert np.argwhere(read_mask(path)).tolist() == [[1, 2]]


def test_pixels_that_touch_at_a_corner_are_one_region() -> None:
    mask = np.zeros((6, 6), np.bool_)
    mask[0, 0] = mask[1, 1] = mask[4, 4] = True
    assert regions(mask)[1] == (Box(0, 0, 2, 2), Box(4, 4, 5, 5))


def test_of_no_boxes_none_is_the_largest() -> None:
    assert longest_side_px([]) is None


def test_one_picture_under_two_names_is_refused(tmp_path: Path) -> None:
    path = manifest(tmp_path, "label", "good")
    with path.open("a") as more:
        more.write("b,golden.png,./part.png,good\n")
    with pytest.raises(
        InputError, match=r"b is the picture of a, .*part\.png, by the same golden; name each part once"
    ):
        read_labelled(path)
