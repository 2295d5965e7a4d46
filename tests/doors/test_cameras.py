"""The contract of every camera, over the simulated one and the watched folder."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inspector.capture.camera import Camera, Shot
from inspector.capture.folder import FolderCamera
from inspector.capture.shelf import Shelf
from inspector.capture.simulated import CameraFault, SimulatedCamera
from inspector.capture.watched import WatchedFolder
from inspector.errors import CameraError, CaptureError
from inspector.image_file import encode_png
from inspector.part import Capture


def picture(number: int) -> NDArray[np.uint8]:
    """Return a picture that tells which part it shows."""
    return np.full((24, 32), 10 * number, np.uint8)


def shot(number: int, timeout_s: float = 5.0, came: int = 0) -> Shot:
    return Shot(f"P{number}", number, timeout_s, came)


@dataclass
class Bench:
    """A camera, and how a part comes in front of it."""

    camera: Camera
    present: Callable[[int], None]

    def take(self, number: int, timeout_s: float = 5.0) -> Capture:
        """Present part `number` just after the trigger, as a line does, and photograph it."""
        coming = threading.Timer(0.2, self.present, (number,))
        coming.start()
        try:
            return self.camera.take(shot(number, timeout_s))
        finally:
            coming.join()


@pytest.fixture(params=["simulated", "folder"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    def write(number: int) -> None:
        (tmp_path / f"part{number}.png").write_bytes(encode_png(picture(number)))

    cameras = {
        "simulated": Bench(SimulatedCamera(picture, "simulated"), lambda _number: None),
        "folder": Bench(FolderCamera(tmp_path), write),
    }
    bench = cameras[request.param]
    bench.camera.open()
    yield bench
    bench.camera.close()


def test_each_take_gives_the_picture_of_the_part_in_front(bench: Bench) -> None:
    greys = [int(bench.take(number).image[0, 0]) for number in (1, 2, 3)]
    assert greys == [10, 20, 30]


def test_the_capture_bears_the_names_of_its_shot(bench: Bench) -> None:
    capture = bench.take(1)
    assert (capture.part_id, capture.trigger_id) == ("P1", 1)


def test_the_moment_is_told_in_utc(bench: Bench) -> None:
    before = datetime.now(UTC)
    assert before <= bench.take(1).captured_at <= datetime.now(UTC)


def test_nobody_can_write_into_a_photograph(bench: Bench) -> None:
    with pytest.raises(ValueError, match="read-only"):
        bench.take(1).image[0, 0] = 0


def test_frames_are_counted(bench: Bench) -> None:
    assert [bench.take(number).camera.frame_id for number in (1, 2)] == [1, 2]


def test_a_camera_that_is_not_open_is_gone_not_a_bad_part(bench: Bench) -> None:
    bench.camera.close()
    with pytest.raises(CameraError, match="not"):
        bench.camera.take(shot(1))


def test_closing_twice_is_fine(bench: Bench) -> None:
    bench.camera.close()
    bench.camera.close()


def test_a_camera_that_is_opened_again_goes_on(bench: Bench) -> None:
    bench.take(1)
    bench.camera.close()
    bench.camera.open()
    assert int(bench.take(2).image[0, 0]) == 20


def simulated(**faults: CameraFault) -> SimulatedCamera:
    camera = SimulatedCamera(picture, "simulated seed=1", {int(key[1:]): fault for key, fault in faults.items()})
    camera.open()
    return camera


def test_the_source_names_the_simulated_part() -> None:
    assert simulated().take(shot(1)).source == "simulated seed=1 part=1"


def test_distinct_parts_are_drawn_once_and_come_again_under_their_number() -> None:
    drawn: list[int] = []

    def draw(number: int) -> NDArray[np.uint8]:
        drawn.append(number)
        return picture(number)

    camera = SimulatedCamera(draw, "simulated seed=1", distinct_parts=3)
    camera.open()
    taken = [camera.take(shot(number)) for number in range(1, 8)]
    assert drawn == [0, 1, 2, 3]
    assert [int(each.image[0, 0]) for each in taken] == [10, 20, 30, 10, 20, 30, 10]
    assert taken[3].source == "simulated seed=1 part=1"
    assert taken[3].camera.frame_id == 4


@pytest.mark.parametrize("fault", [CameraFault.FROZEN, CameraFault.LATE])
def test_a_frame_that_is_not_of_this_part_is_no_capture(fault: CameraFault) -> None:
    camera = simulated(f2=fault)
    camera.take(shot(1))
    with pytest.raises(CaptureError, match="photograph part P2"):
        camera.take(shot(2, timeout_s=0.05))


def test_after_a_late_frame_the_next_part_gets_its_own() -> None:
    camera = simulated(f1=CameraFault.LATE)
    with pytest.raises(CaptureError):
        camera.take(shot(1, timeout_s=0.01))
    assert int(camera.take(shot(2)).image[0, 0]) == 20


def test_an_unplugged_camera_stays_gone_until_it_is_opened_again() -> None:
    camera = simulated(f1=CameraFault.UNPLUGGED)
    for number in (1, 2):
        with pytest.raises(CameraError, match="not connected"):
            camera.take(shot(number))
    camera.open()
    assert int(camera.take(shot(3)).image[0, 0]) == 30


def test_without_light_the_picture_is_black() -> None:
    assert int(simulated(f1=CameraFault.BLACK).take(shot(1)).image.max()) == 0


def test_a_torn_frame_has_lost_its_lower_half() -> None:
    image = simulated(f1=CameraFault.TORN).take(shot(1)).image
    assert (int(image[:12].min()), int(image[12:].max())) == (10, 0)


def test_a_picture_that_takes_longer_than_the_line_can_wait_is_no_capture() -> None:
    def slow(number: int) -> NDArray[np.uint8]:
        time.sleep(0.03)
        return picture(number)

    camera = SimulatedCamera(slow, "slow")
    camera.open()
    with pytest.raises(CaptureError, match="took"):
        camera.take(shot(1, timeout_s=0.01))


PNG = encode_png(picture(7))
BMP_HEAD_PX = 54


def opened(folder: Path, settle_s: float = 0.05, waiting: Literal["stale", "take"] = "stale") -> FolderCamera:
    camera = FolderCamera(folder, settle_s, waiting)
    camera.open()
    return camera


@contextmanager
def writer(write: Callable[[], object], after_s: float = 0.2) -> Iterator[None]:
    """Run `write` as another program does, a moment after the trigger."""
    timer = threading.Timer(after_s, write)
    timer.start()
    yield
    timer.join()


def dribble(path: Path, data: bytes, pieces: int, pause_s: float) -> None:
    with path.open("wb", buffering=0) as file:
        for piece in np.array_split(np.frombuffer(data, np.uint8), pieces):
            file.write(piece.tobytes())
            time.sleep(pause_s)


def bitmap(number: int) -> bytes:
    return cv2.imencode(".bmp", picture(number))[1].tobytes()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_a_missing_folder_is_a_camera_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(CameraError, match="No such file"):
        FolderCamera(tmp_path / "absent").open()


def test_a_folder_that_vanishes_is_a_camera_that_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    camera = opened(folder)
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(CameraError, match="No such file"):
        camera.take(shot(1, timeout_s=0.2))


def test_no_picture_in_time_is_a_camera_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(CameraError, match=r"no picture came within the 0\.10 s"):
        opened(tmp_path).take(shot(1, timeout_s=0.1))


def test_a_picture_from_before_the_trigger_is_never_judged_as_this_part(tmp_path: Path) -> None:
    camera = opened(tmp_path)
    (tmp_path / "old.png").write_bytes(PNG)
    with pytest.raises(CameraError):
        camera.take(shot(1, timeout_s=0.2))
    assert names(tmp_path / "stale") == ["old.png"]


@pytest.mark.parametrize("waiting", ["stale", "take"])
def test_what_lay_there_at_opening_belongs_to_no_trigger(tmp_path: Path, waiting: Literal["stale", "take"]) -> None:
    (tmp_path / "old.png").write_bytes(PNG)
    opened(tmp_path, waiting=waiting)
    assert names(tmp_path / "stale") == ["old.png"]


@pytest.mark.parametrize("waiting", ["stale", "take"])
def test_a_late_picture_is_given_to_no_part_however_soon_the_next_one_comes(
    tmp_path: Path, waiting: Literal["stale", "take"]
) -> None:
    camera = opened(tmp_path, waiting=waiting)
    with pytest.raises(CameraError):
        camera.take(shot(1, timeout_s=0.4))
    camera.close()
    with pytest.raises(CameraError, match=r"a picture did not come in time, and may still come for 0\.[234] s"):
        camera.open()
    with pytest.raises(CameraError, match="it is not open"):
        camera.take(shot(2))
    (tmp_path / "late.png").write_bytes(encode_png(picture(1)))
    time.sleep(0.45)
    camera.open()
    assert names(tmp_path / "stale") == ["late.png"]
    with writer(lambda: (tmp_path / "next.png").write_bytes(encode_png(picture(3)))):
        assert int(camera.take(shot(3)).image[0, 0]) == 30


def test_after_a_missed_picture_those_that_come_before_their_trigger_are_taken_again(tmp_path: Path) -> None:
    camera = opened(tmp_path, waiting="take")
    with pytest.raises(CameraError):
        camera.take(shot(1, timeout_s=0.1, came=1))
    time.sleep(0.15)
    camera.open()
    (tmp_path / "early.png").write_bytes(encode_png(picture(2)))
    assert int(camera.take(shot(2, timeout_s=0.5, came=2)).image[0, 0]) == 20


def test_waiting_pictures_can_be_taken_the_one_written_first_in_front(tmp_path: Path) -> None:
    camera = opened(tmp_path, waiting="take")
    for age, name in enumerate(("b.png", "a.png"), start=1):
        (tmp_path / name).write_bytes(encode_png(picture(age)))
        os.utime(tmp_path / name, (1000 + age, 1000 + age))
    assert [int(camera.take(shot(number, came=number)).image[0, 0]) for number in (1, 2)] == [10, 20]


def test_after_a_trigger_that_took_no_picture_all_that_waits_is_stale(tmp_path: Path) -> None:
    camera = opened(tmp_path, waiting="take")
    for name in ("refused.png", "next.png"):
        (tmp_path / name).write_bytes(PNG)
    with pytest.raises(CameraError):
        camera.take(shot(1, timeout_s=0.2, came=2))
    assert names(tmp_path / "stale") == ["next.png", "refused.png"]


@pytest.mark.parametrize(("suffix", "data"), [(".png", PNG), (".bmp", bitmap(7))], ids=["png", "bmp"])
def test_a_file_that_is_written_slowly_is_taken_only_when_whole(tmp_path: Path, suffix: str, data: bytes) -> None:
    camera = opened(tmp_path, settle_s=0.2)
    with writer(lambda: dribble(tmp_path / f"slow{suffix}", data, pieces=8, pause_s=0.03)):
        image = camera.take(shot(1)).image
    assert np.array_equal(image, picture(7))


def test_a_file_of_full_length_that_is_filled_later_is_taken_only_when_filled(tmp_path: Path) -> None:
    camera, data, path = opened(tmp_path, settle_s=1.0), bitmap(7), tmp_path / "reserved.bmp"

    def write() -> None:
        path.write_bytes(data[:BMP_HEAD_PX].ljust(len(data), b"\0"))
        time.sleep(0.1)
        path.write_bytes(data)

    with writer(write):
        assert np.array_equal(camera.take(shot(1)).image, picture(7))


def test_a_renamed_picture_is_taken_without_waiting_for_it_to_settle(tmp_path: Path) -> None:
    camera = opened(tmp_path, settle_s=60.0)

    def write() -> None:
        (tmp_path / "part.bmp.tmp").write_bytes(bitmap(7))
        time.sleep(0.2)
        (tmp_path / "part.bmp.tmp").rename(tmp_path / "part.bmp")

    with writer(write):
        assert np.array_equal(camera.take(shot(1)).image, picture(7))


def test_a_picture_written_in_place_of_a_renamed_one_has_to_settle(tmp_path: Path) -> None:
    camera, data, path = opened(tmp_path, settle_s=0.5, waiting="take"), bitmap(7), tmp_path / "part.bmp"
    with writer(partial((tmp_path / "part.tmp").rename, path)):
        (tmp_path / "part.tmp").write_bytes(data)
        camera.take(shot(1))
    path.write_bytes(data[:BMP_HEAD_PX].ljust(len(data), b"\0"))
    with writer(lambda: path.write_bytes(data), after_s=0.1):
        assert np.array_equal(camera.take(shot(2)).image, picture(7))


def test_a_picture_begun_before_the_trigger_and_named_after_it_is_never_judged_as_this_part(tmp_path: Path) -> None:
    camera = opened(tmp_path)
    (tmp_path / "late.png.part").write_bytes(PNG)
    rename = partial((tmp_path / "late.png.part").rename, tmp_path / "late.png")
    with writer(rename), pytest.raises(CameraError):
        camera.take(shot(1, timeout_s=0.3))
    assert names(tmp_path / "stale") == ["late.png"]


@pytest.mark.parametrize("name", [".part.png", "part.png.part", "part.tmp", "notes.txt"])
def test_names_that_are_no_pictures_are_never_looked_into(tmp_path: Path, name: str) -> None:
    camera = opened(tmp_path)
    with (
        writer(lambda: (tmp_path / name).write_bytes(PNG)),
        pytest.raises(CameraError, match="no picture came"),
    ):
        camera.take(shot(1, timeout_s=0.3))
    assert names(tmp_path) == [name]


BAD = {
    "empty": b"",
    "cut short": PNG[:-20],
    "no picture": b"MZ" * 400,
    "flipped bit": PNG[:45] + bytes([PNG[45] ^ 0xFF]) + PNG[46:],
    "16-bit": encode_png(np.full((4, 4), 9, np.uint16)),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_what_is_no_whole_8_bit_picture_is_a_fault_and_put_aside(tmp_path: Path, data: bytes) -> None:
    camera = opened(tmp_path, settle_s=0.01)
    with (
        writer(lambda: (tmp_path / "bad.png").write_bytes(data)),
        pytest.raises(CaptureError, match=r"bad\.png.*8"),
    ):
        camera.take(shot(1))
    assert names(tmp_path / "refused") == ["bad.png"]


def test_after_a_bad_file_the_next_part_is_photographed(tmp_path: Path) -> None:
    camera = opened(tmp_path, settle_s=0.01)
    with writer(lambda: (tmp_path / "x.png").write_bytes(b"")), pytest.raises(CaptureError):
        camera.take(shot(1))
    with writer(lambda: (tmp_path / "x.png").write_bytes(PNG)):
        assert np.array_equal(camera.take(shot(2)).image, picture(7))


def test_pictures_of_one_name_are_all_kept(tmp_path: Path) -> None:
    camera = opened(tmp_path)
    for number in (1, 2):
        with writer(partial((tmp_path / "x.png").write_bytes, encode_png(picture(number)))):
            camera.take(shot(number))
    first, second = sorted((tmp_path / "taken").iterdir(), key=lambda path: len(path.name))
    assert (first.name, second.name) == ("x.png", f"x~{second.stat().st_mtime_ns}.png")
    assert [first.read_bytes(), second.read_bytes()] == [encode_png(picture(1)), encode_png(picture(2))]


def test_pictures_of_one_name_and_one_moment_are_all_kept(tmp_path: Path) -> None:
    watched, shelf, kept = WatchedFolder(tmp_path), Shelf(tmp_path / "taken", 9), []
    for number in range(4):
        (tmp_path / "x.png").write_bytes(bytes([number]))
        os.utime(tmp_path / "x.png", ns=(7, 7))
        [file] = watched.look(0.0)
        kept.append(shelf.put(tmp_path / "x.png", file))
    assert [path.name for path in kept] == ["x.png", "x~7.png", "x~7~1.png", "x~7~2.png"]
    assert [path.read_bytes() for path in kept] == [bytes([number]) for number in range(4)]


def test_the_source_says_where_the_picture_lies_now(tmp_path: Path) -> None:
    with writer(lambda: (tmp_path / "x.png").write_bytes(PNG)):
        source = opened(tmp_path).take(shot(1)).source
    assert Path(source).read_bytes() == PNG


def test_pictures_can_be_deleted_instead(tmp_path: Path) -> None:
    (tmp_path / "old.png").write_bytes(PNG)
    camera = FolderCamera(tmp_path, settle_s=0.01, keep=0)
    camera.open()
    with writer(lambda: (tmp_path / "x.png").write_bytes(PNG)):
        assert np.array_equal(camera.take(shot(1)).image, picture(7))
    with (
        writer(lambda: (tmp_path / "bad.png").write_bytes(b"")),
        pytest.raises(CaptureError, match=r"bad\.png.*the file was deleted, by camera\.keep_newest"),
    ):
        camera.take(shot(2))
    assert [names(tmp_path / each) for each in (".", "taken", "stale", "refused")] == [[]] * 4


def test_a_bad_picture_that_cannot_be_moved_is_not_said_to_have_been(tmp_path: Path) -> None:
    camera = opened(tmp_path, settle_s=0.01)
    (tmp_path / "refused").rmdir()
    with (
        writer(lambda: (tmp_path / "bad.png").write_bytes(b"")),
        pytest.raises(CaptureError, match=r"bad\.png.*could not be moved, it is left where it is"),
    ):
        camera.take(shot(1))
    assert names(tmp_path) == ["bad.png"]


def test_only_the_newest_pictures_stay(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    for age, name in enumerate(("c.png", "b.png", "a.png", "notes.txt"), start=1):
        (tmp_path / "taken" / name).write_bytes(PNG)
        os.utime(tmp_path / "taken" / name, (age, age))
    camera = FolderCamera(tmp_path, keep=2)
    camera.open()
    lying = []
    for number in (1, 2):
        with writer(partial((tmp_path / f"{number}.png").write_bytes, PNG)):
            camera.take(shot(number))
        lying.append(names(tmp_path / "taken"))
    # Too many were there already: two go for each new one, the oldest first, and what is no picture stays.
    assert lying == [["1.png", "a.png", "notes.txt"], ["1.png", "2.png", "notes.txt"]]


def test_a_picture_that_cannot_be_deleted_costs_no_part_its_photograph(tmp_path: Path) -> None:
    camera = FolderCamera(tmp_path, keep=1)
    camera.open()
    for number in (1, 2):
        with writer(partial((tmp_path / f"{number}.png").write_bytes, PNG)):
            camera.take(shot(number))
        if number == 1:
            (tmp_path / "taken" / "1.png").unlink()
            (tmp_path / "taken" / "1.png").mkdir()
    assert names(tmp_path / "taken") == ["2.png"]
