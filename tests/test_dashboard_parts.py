"""The Parts pages' data: history, one part, its raw frame; and nothing from outside the folders that are shown."""

import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import get_args

import httpx
import numpy as np
import pytest
from dashboards import serving
from makers import make_capture, make_deviation, make_inspection
from recording import DEFECT, make_defective, make_fault, make_noise, make_signal, record, record_parts

from inspector.dashboard.files import bytes_of, etag_of, picture
from inspector.dashboard.views import DEFECTS_SHOWN, OutcomeName, PolarityName, ReasonName
from inspector.errors import StoreError
from inspector.image_file import decode_image, encode_png
from inspector.part import Outcome, Polarity, Reason
from inspector.record.connection import IMAGES_FOLDER, RECORD_FILE
from inspector.record.images import FileArchive
from inspector.record.sqlite import SqliteRecorder

SECRET = b"\x89PNG the private key of the line PC"


@pytest.fixture
def url(tmp_path: Path, recorder: SqliteRecorder) -> Iterator[str]:
    """Serve a record with one kept frame, one golden, and files beside them that are nobody's business."""
    scores = make_deviation(np.full((48, 64), 0.5, np.float32))
    kept = replace(make_inspection("KEPT"), capture=make_capture(make_noise(), "KEPT"), deviation=scores)
    record(recorder, kept)
    archive = FileArchive(tmp_path)
    archive.open()
    archive.keep(kept, make_signal(kept))
    archive.close()
    golden = tmp_path / "golden_refs" / "board" / "r001"
    golden.mkdir(parents=True)
    (golden / "golden.png").write_bytes(encode_png(make_noise(7)))
    (tmp_path / "golden.png").write_bytes(SECRET)
    (tmp_path / "secret.png").write_bytes(SECRET)
    with serving(tmp_path) as url:
        yield url


def get_raw(url: str, target: str) -> bytes:
    """Ask for `target` as it stands: an HTTP library would tidy it up."""
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port), timeout=20) as client:
        client.sendall(
            f"GET {target} HTTP/1.1\r\nHost: {address.host}:{address.port}\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b""
        while chunk := client.recv(65_536):
            answer += chunk
    return answer


# History


def test_history_is_walked_page_by_page_without_a_gap(url: str, recorder: SqliteRecorder) -> None:
    record_parts(recorder, 9)
    seqs, before = [], ""
    while True:
        page = httpx.get(f"{url}api/parts?limit=4{before}").json()
        seqs.append([part["seq"] for part in page["parts"]])
        if page["next_before"] is None:
            break
        before = f"&before={page['next_before']}"
    assert seqs == [[10, 9, 8, 7], [6, 5, 4, 3], [2, 1]]


def test_a_last_page_that_is_full_is_known_as_the_last(url: str) -> None:
    page = httpx.get(f"{url}api/parts?limit=1").json()
    assert (len(page["parts"]), page["next_before"]) == (1, None)


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "before=0", "before=x", f"before={2**64}"])
def test_a_page_that_is_none_is_refused(url: str, query: str) -> None:
    assert httpx.get(f"{url}api/parts?{query}").status_code == 422


def test_a_part_carries_what_its_verdict_depends_on(url: str, recorder: SqliteRecorder) -> None:
    record(recorder, make_defective())
    part = httpx.get(f"{url}api/parts/P9").json()
    assert (part["outcome"], part["reason"], part["signal"]["outcome"]) == ("REJECT", "DEFECT", "REJECT")
    assert (part["provenance"]["model_sha256"], part["stage_times"]["total_ms"]) == ("c" * 64, 12.5)


def test_a_part_with_thousands_of_defects_shows_the_largest_and_their_number(
    url: str, recorder: SqliteRecorder
) -> None:
    many = tuple(replace(DEFECT, score=1.0 + number / 1_000) for number in range(3_000))
    record(recorder, make_defective(defects=many))
    part = httpx.get(f"{url}api/parts/P9").json()
    assert (part["defect_count"], len(part["defects"])) == (3_000, DEFECTS_SHOWN)
    assert part["defects"][0]["score"] == 3.999


def test_an_unknown_part_is_not_found(url: str) -> None:
    answer = httpx.get(f"{url}api/parts/NONE")
    assert (answer.status_code, answer.json()["detail"]) == (404, "there is no part NONE in the record")


def test_a_hostile_name_is_text(url: str, recorder: SqliteRecorder) -> None:
    name = "'; DROP TABLE parts; --<script>"
    record(recorder, make_fault(name))
    answer = httpx.get(f"{url}api/parts/{name}")
    assert (answer.headers["content-type"], answer.json()["part_id"]) == ("application/json", name)


# Raw frames


def test_the_raw_frame_comes_bit_for_bit_as_a_png_to_download(url: str) -> None:
    answer = httpx.get(f"{url}api/parts/KEPT/raw")
    assert (answer.headers["content-type"], answer.content[:4]) == ("image/png", b"\x89PNG")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''KEPT.png"
    assert (decode_image(answer.content, "answer") == make_noise()).all()


def test_a_frame_of_an_older_version_is_sent_as_it_is(url: str, tmp_path: Path) -> None:
    old = encode_png(make_noise(3))
    (tmp_path / IMAGES_FOLDER / "old.png").write_bytes(old)
    with closing(sqlite3.connect(tmp_path / RECORD_FILE, isolation_level=None)) as db:
        db.execute("UPDATE images SET file = 'old.png'")
        db.execute("DELETE FROM copies")
    assert httpx.get(f"{url}api/parts/KEPT/raw").content == old
    assert httpx.get(f"{url}api/parts/KEPT/image").content == old


def test_a_browser_is_shown_the_review_copy(url: str, tmp_path: Path) -> None:
    answer = httpx.get(f"{url}api/parts/KEPT/image")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content == (tmp_path / IMAGES_FOLDER / "2026/11/02/KEPT+review.jpg").read_bytes()
    assert decode_image(answer.content, "answer").shape == make_noise().shape


def test_a_thumbnail_and_the_score_map_are_there(url: str) -> None:
    thumbnail, score_map = (httpx.get(f"{url}api/parts/KEPT/{name}") for name in ("thumbnail", "map"))
    assert (thumbnail.headers["content-type"], score_map.headers["content-type"]) == ("image/jpeg", "image/png")
    assert (decode_image(score_map.content, "answer") == 32).all()


def test_without_its_copies_a_part_shows_its_raw_frame(url: str, tmp_path: Path) -> None:
    for copy in (tmp_path / IMAGES_FOLDER).rglob("KEPT+*"):
        copy.unlink()
    for name in ("image", "thumbnail"):
        answer = httpx.get(f"{url}api/parts/KEPT/{name}")
        assert answer.headers["content-type"] == "image/png"
        assert (decode_image(answer.content, "answer") == make_noise()).all()
    assert httpx.get(f"{url}api/parts/KEPT/map").status_code == 410


def test_a_raw_frame_that_is_damaged_is_said_to_be(url: str, tmp_path: Path) -> None:
    file = tmp_path / IMAGES_FOLDER / "2026/11/02/KEPT.jxl"
    file.write_bytes(file.read_bytes()[:500])
    answer = httpx.get(f"{url}api/parts/KEPT/raw")
    assert (answer.status_code, "cannot read image" in answer.json()["detail"]) == (410, True)


def test_a_picture_is_fetched_once_for_ever(url: str) -> None:
    first = httpx.get(f"{url}api/parts/KEPT/image")
    assert first.headers["cache-control"] == "private, max-age=31536000, immutable"
    again = httpx.get(f"{url}api/parts/KEPT/image", headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")


def test_a_frame_on_its_way_is_not_found_yet(url: str, recorder: SqliteRecorder) -> None:
    record(recorder, make_inspection("NEW"))
    answer = httpx.get(f"{url}api/parts/NEW/image")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    assert answer.json()["detail"] == "the image of part NEW is on its way to the disk"


def test_a_frame_that_was_never_taken_is_gone_and_says_why(url: str, recorder: SqliteRecorder) -> None:
    record(recorder, make_fault("DARK"))
    answer = httpx.get(f"{url}api/parts/DARK/image")
    assert answer.status_code == 410
    assert answer.json()["detail"] == "the image of part DARK is not kept: the part was not photographed"


def test_a_frame_that_somebody_deleted_is_gone(url: str, tmp_path: Path) -> None:
    for file in (tmp_path / IMAGES_FOLDER).rglob("KEPT*"):
        file.unlink()
    answer = httpx.get(f"{url}api/parts/KEPT/image")
    assert (answer.status_code, answer.json()["detail"]) == (410, "the image of part KEPT is gone from the disk")


def test_a_link_out_of_the_image_folder_is_not_followed(url: str, tmp_path: Path) -> None:
    for file in (tmp_path / IMAGES_FOLDER).rglob("KEPT*"):
        file.unlink()
        file.symlink_to(tmp_path / "secret.png")
    for name in ("image", "raw", "thumbnail", "map"):
        assert httpx.get(f"{url}api/parts/KEPT/{name}").status_code == 410


@pytest.mark.parametrize("read", [etag_of, bytes_of, lambda path: picture(path, '"tag"', None, "no-cache")])
def test_a_picture_that_retention_took_while_it_was_asked_for_cannot_be_read_now(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    with pytest.raises(StoreError, match=r"show P1\.jpg: No such file"):
        read(tmp_path / "P1.jpg")


# Names


@pytest.mark.parametrize(
    "target",
    [
        "/api/goldens/../golden_refs/../image",
        "/api/goldens/%2e%2e/%2e/image",
        "/api/goldens/%2e/%2e%2e/image",
        "/api/goldens/..%2f/x/image",
        "/api/goldens/%2fetc/passwd/image",
        "/api/goldens/board/r001%00/image",
        "/api/goldens/..%2f/x/places",
        "/api/goldens/%2e%2e/%2e/places",
        "/api/goldens/board/%ff%fe/image",
        "/api/goldens/board/" + "r" * 199 + "/image",
        "/api/goldens/board/" + "%e7%ba%bf" * 199 + "/image",
        "/api/parts/..%2f..%2fsecret/image",
        "/api/parts/%2e%2e/image",
        "/api/parts/x%00/image",
        "/../secret.png",
        "/%2e%2e/secret.png",
        "/assets/..%2f..%2fsecret.png",
        "//etc/passwd",
        "/..\\secret.png",
    ],
)
def test_no_name_leads_out_of_the_folders_that_are_shown(url: str, target: str) -> None:
    answer = get_raw(url, target)
    status = int(answer.split(b" ", 2)[1])
    assert (SECRET in answer, b"root:" in answer) == (False, False)
    assert status in {404, 422, 503}


def test_a_name_that_is_longer_than_any_is_refused(url: str) -> None:
    assert httpx.get(f"{url}api/parts/{'P' * 201}").status_code == 422


# The contract's words are the line's words


def test_every_outcome_reason_and_polarity_has_its_name_in_the_contract() -> None:
    assert get_args(OutcomeName) == tuple(outcome.name for outcome in Outcome)
    assert get_args(ReasonName) == tuple(reason.name for reason in Reason)
    assert get_args(PolarityName) == tuple(polarity.value for polarity in Polarity)
