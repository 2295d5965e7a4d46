"""The Quality page's data: figures, tables that add up to them, and what cannot be asked."""

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from dashboards import serving
from dispositions import HOSTILE
from people import client
from qualities import MORNING, say_much, write_parts

from inspector.people.roles import Role
from inspector.record.spreadsheet import safe_cell
from inspector.record.sqlite import SqliteRecorder

DAY = f"{MORNING:%Y-%m-%d}"
RECIPE = '[[zones]]\nname = "U20"\nbox = [0, 0, 20, 20]\nlimits = {}\n'
FIELD = {"zones": "zones", "reasons": "reasons", "polarities": "polarities"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Return a display of quality on a served record of 400 parts, with what people said of six."""
    data = tmp_path_factory.mktemp("quality")
    write_parts(data)
    say_much(data)
    for revision in ("r001", "r002"):
        (data / "golden_refs" / "PN-1042" / revision).mkdir(parents=True)
        (data / "golden_refs" / "PN-1042" / revision / "recipe.toml").write_text(RECIPE)
    with serving(data) as url, client(data, url, role=Role.QUALITY) as desk:
        yield desk


def asked(
    desk: httpx.Client, path: str = "", status: int = 200, query: dict[str, str] | None = None, **more: str
) -> httpx.Response:
    answer = desk.get(f"api/quality{path}", params={"from": DAY, **(query or {}), **more})
    assert answer.status_code == status, answer.text
    return answer


def table(desk: httpx.Client, name: str, query: dict[str, str] | None = None) -> list[dict[str, str]]:
    text = asked(desk, f"/tables/{name}", query=query).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_figures_of_a_day(desk: httpx.Client) -> None:
    found = asked(desk).json()
    assert found["counts"] == {
        "passed": 360, "rejected": 32, "rechecked": 0, "faulted": 8, "judged": 392, "all": 400,
    }  # fmt: skip
    assert (found["first_pass_yield"]["count"], found["first_pass_yield"]["of"]) == (360, 400)
    assert (found["final_yield"]["count"], found["final_yield"]["of"]) == (360, 400)
    assert found["dpmo"] == {
        "defective": 32, "opportunities": 784, "value": pytest.approx(1e6 * 32 / 784), "unknown": [],
    }  # fmt: skip
    assert found["overkill"]["reviewed"] == 4 / 32
    assert (found["overkill"]["share"]["count"], found["overkill"]["share"]["of"]) == (1, 4)


def test_few_audits_tell_of_no_share(desk: httpx.Client) -> None:
    escapes = asked(desk).json()["escapes"]
    assert escapes == {"share": None, "audited": 2, "uncertain": 0, "found_otherwise": 0}


def test_the_chart_has_a_point_an_hour_and_its_revisions(desk: httpx.Client) -> None:
    found = asked(desk).json()
    points = found["p_chart"]["points"]
    assert [point["of"]["revision"] for point in points] == ["r001"] * 4 + ["r002"] * 3
    assert sum(point["judged"] for point in points) == found["counts"]["judged"]
    assert [found["spans"][point["span"]]["start"] for point in points] == sorted(
        found["spans"][point["span"]]["start"] for point in points
    )
    assert {centre["is_frozen"] for centre in found["p_chart"]["centres"]} == {False}


@pytest.mark.parametrize("query", [{}, {"revision": "r002"}, {"per": "day"}, {"per": "quarter", "runs": "true"}])
def test_tables_add_up_to_the_screen(desk: httpx.Client, query: dict[str, str]) -> None:
    found = asked(desk, query=query).json()
    for name, field in FIELD.items():
        rows = table(desk, name, query)
        assert [(row["name"], int(row["count"])) for row in rows] == [(b["name"], b["count"]) for b in found[field]]
    places = table(desk, "places", query)
    assert sum(int(row["defects"]) for row in places) == sum(cell["defects"] for cell in found["places"]["cells"])
    points = table(desk, "p-chart", query)
    assert sum(int(row["judged"]) for row in points) == found["counts"]["judged"]
    assert sum(int(row["held_back"]) for row in points) == found["counts"]["rejected"] + found["counts"]["rechecked"]
    figures = {row["figure"]: row for row in table(desk, "figures", query)}
    assert {name: int(figures[name]["count"]) for name in ("passed", "rejected", "rechecked", "faulted")} == {
        name: found["counts"][name] for name in ("passed", "rejected", "rechecked", "faulted")
    }
    assert float(figures["dpmo"]["value"]) == found["dpmo"]["value"]
    assert len(table(desk, "drift", query)) == len(found["drift"])


def test_too_few_audits_are_said_in_the_table_too(desk: httpx.Client) -> None:
    (row,) = [row for row in table(desk, "figures") if row["figure"] == "escapes-of-audited-passes"]
    assert (row["value"], row["note"]) == ("", "not enough audit data (n = 2), at least 60")


def test_revisions_and_the_running_day_are_offered(desk: httpx.Client) -> None:
    found = desk.get("api/quality/choices").json()
    assert [each["revision"] for each in found["revisions"]] == ["r001", "r002"]
    assert found["shifts"] == [{"name": "early", "start": "06:00"}, {"name": "late", "start": "14:00"}]


def test_a_shift_is_its_part_of_the_day(desk: httpx.Client) -> None:
    early, late = (asked(desk, shift=name).json()["counts"]["all"] for name in ("early", "late"))
    assert (early, late) == (400, 0)


def test_a_day_without_parts_claims_nothing(desk: httpx.Client) -> None:
    found = asked(desk, query={"from": "2020-01-01"}).json()
    assert (found["first_pass_yield"], found["dpmo"]["value"], found["p_chart"]["points"]) == (None, None, [])
    assert asked(desk, "/report", query={"from": "2020-01-01"}).content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("status", "query"),
    [
        (400, {"to": "2020-01-01"}),
        (400, {"shift": "noon"}),
        (400, {"from": "2020-01-01", "to": "2024-01-01"}),
        (422, {"from": "yesterday"}),
        (422, {"per": "year"}),
        (422, {"product": "x" * 201}),
    ],
)
def test_what_cannot_be_asked_is_refused(desk: httpx.Client, status: int, query: dict[str, str]) -> None:
    asked(desk, status=status, query=query)
    asked(desk, "/tables/zones", status=status, query=query)
    asked(desk, "/report", status=status, query=query)


def test_there_is_no_other_table(desk: httpx.Client) -> None:
    asked(desk, "/tables/parts", status=422)


def test_hostile_zones_are_text_in_tables_and_report(tmp_path: Path) -> None:
    write_parts(tmp_path, 300, zones=HOSTILE)
    with serving(tmp_path) as url, client(tmp_path, url, role=Role.QUALITY) as desk:
        shown = [bar["name"] for bar in asked(desk).json()["zones"]]
        rows = [row["name"] for row in table(desk, "zones")]
        report = asked(desk, "/report").content
    assert set(shown) <= set(HOSTILE)
    assert len(shown) > 6
    assert [name for name in rows if name.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert rows == [safe_cell(name) for name in shown]
    assert report.startswith(b"%PDF")


def test_a_record_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with closing(SqliteRecorder(tmp_path)) as recorder:
        recorder.open()
    with serving(tmp_path) as url, client(tmp_path, url, role=Role.QUALITY) as desk:
        for file in tmp_path.glob("inspections.sqlite3*"):
            file.unlink()
        (tmp_path / "inspections.sqlite3").write_bytes(b"no record" * 1_000)
        assert "not a database" in asked(desk, status=503).json()["detail"]


@pytest.mark.parametrize("path", ["", "/choices", "/tables/zones", "/report"])
def test_figures_are_for_quality_and_those_above(tmp_path: Path, path: str) -> None:
    with serving(tmp_path) as url:
        with client(tmp_path, url, "Wang", Role.OPERATOR) as operator:
            assert operator.get(f"api/quality{path}").status_code == 403
        with client(tmp_path, url, "Chen", Role.ENGINEER) as engineer:
            assert engineer.get(f"api/quality{path}").status_code == 200
        assert httpx.get(f"{url}api/quality{path}").status_code == 401
