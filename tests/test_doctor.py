"""The doctor looks at what a station would need, on this PC, and says what is wrong before the line finds out."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from certificates import write_certificate
from click.testing import CliRunner

from inspector.cli.doctor import doctor
from inspector.errors import InputError
from inspector.settings import load_settings
from inspector.wiring.doctor_looks import Finding
from inspector.wiring.doctor_station import examine_station
from inspector.wiring.places import shipped

WHOLE = f"""product = "demo-board"
[folders]
golden_refs = "{shipped("golden_refs")}"
models = "{shipped("models")}"
"""
CAMERA = '[camera]\nkind = "simulated"\n'
WIRE = "[plc]\nport = 0\n"
PAGES = "[dashboard]\nport = 0\n"


def written(folder: Path, *sections: str) -> Path:
    path = folder / "station.toml"
    path.write_text("\n".join((WHOLE, *sections)), "utf-8")
    return path


def found(folder: Path, camera: str = CAMERA, wire: str = WIRE, pages: str = PAGES) -> dict[str, Finding]:
    """Return what the doctor finds of a station without comparator, which takes no time."""
    settings = load_settings(written(folder, camera, wire, pages))
    nowhere = settings.folders.model_copy(update={"models": folder / "nowhere"})
    return {each.what: each for each in examine_station(settings.model_copy(update={"folders": nowhere}))}


def told(*words: object) -> tuple[int, str]:
    """Return the status of the command and what it printed."""
    ended = CliRunner().invoke(doctor, list(map(str, words)), catch_exceptions=False, standalone_mode=False)
    return ended.return_value, ended.output


def states(*words: object) -> dict[str, str]:
    _, out = told("--json", *words)
    return {each["what"]: each["state"] for each in json.loads(out)}


def test_both_runtimes_are_found_on_the_cpu(tmp_path: Path) -> None:
    state = states("--data-dir", tmp_path)
    assert (state["openvino on CPU"], state["onnx on CPU"], state["model"]) == ("ok", "ok", "ok")


def test_how_much_of_a_golden_is_ignored_is_told(tmp_path: Path) -> None:
    _, out = told("--data-dir", tmp_path, "--models", tmp_path)
    assert "demo-board, 1.6% of it ignored" in out


def test_without_a_model_no_station_could_run(tmp_path: Path) -> None:
    status, out = told("--json", "--data-dir", tmp_path, "--models", tmp_path)
    assert (status, json.loads(out)[1]["state"]) == (1, "wrong")


def of_this_pc(what: str, *words: object) -> Finding:
    _, out = told("--json", "--models", "nowhere", *words)
    return next(Finding(**each) for each in json.loads(out) if each["what"] == what)


def test_a_library_by_which_no_product_can_be_judged_is_wrong(tmp_path: Path) -> None:
    goldens = of_this_pc("goldens", "--golden-refs", tmp_path, "--data-dir", tmp_path)
    assert (goldens.state, "no product has an active revision" in goldens.found) == ("wrong", True)


@pytest.mark.parametrize(("what", "option"), [("goldens", "--golden-refs"), ("data folder", "--data-dir")])
def test_it_goes_on_where_it_may_not_look(tmp_path: Path, what: str, option: str) -> None:
    """As in the data folder of a line PC, without sudo; root may look everywhere, but not at a name this long."""
    refused = of_this_pc(what, "--data-dir", tmp_path, option, tmp_path / ("x" * 300))
    assert (refused.state, "File name too long" in refused.found) == ("wrong", True)


def test_a_station_that_could_run_has_nothing_wrong(tmp_path: Path) -> None:
    config = written(tmp_path, CAMERA, WIRE, PAGES)
    state = states("--config", config)
    assert [state[what] for what in ("comparator", "product 1", "plc 127.0.0.1:0", "pages 127.0.0.1:0")] == ["ok"] * 4
    assert told("--config", config)[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["station.toml"]


def test_a_product_without_a_revision_is_wrong_and_the_status_says_so(tmp_path: Path) -> None:
    config = written(tmp_path, CAMERA, WIRE, PAGES)
    config.write_text(config.read_text().replace('"demo-board"', '"PN-7"'))
    status, out = told("--config", config)
    assert status == 1
    assert "wrong    product 1: cannot" in out
    assert "PN-7" in out


def test_folders_named_on_the_command_line_come_before_those_of_the_settings(tmp_path: Path) -> None:
    status, out = told("--config", written(tmp_path, CAMERA, WIRE, PAGES), "--models", tmp_path / "nowhere")
    assert (status, "wrong    comparator: " in out, str(tmp_path / "nowhere") in out) == (1, True, True)


def test_the_ports_are_those_of_the_settings_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="both --config and --port are given"):
        told("--config", written(tmp_path, CAMERA), "--port", 5020)


def test_a_watched_folder_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    camera = f'[camera]\nkind = "folder"\nfolder = "{tmp_path / "in"}"\n'
    assert found(tmp_path, camera)["camera"].state == "wrong"
    (tmp_path / "in").mkdir()
    assert found(tmp_path, camera)["camera"].state == "ok"


def test_an_address_that_no_network_card_has_is_wrong_and_a_taken_one_may_be_the_station(tmp_path: Path) -> None:
    foreign = found(tmp_path, wire='[plc]\nhost = "192.0.2.7"\n')["plc 192.0.2.7:5020"]
    assert (foreign.state, "nothing can listen there" in foreign.found) == ("wrong", True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert found(tmp_path, pages=f"[dashboard]\nport = {port}\n")[f"pages 127.0.0.1:{port}"].state == "warning"


def test_a_plc_that_is_called_answers_or_is_waited_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plc:
        port = plc.getsockname()[1]
        wire = f'[plc]\nkind = "tcp-client"\nhost = "127.0.0.1"\nport = {port}\n'
        assert found(tmp_path, wire=wire)[f"plc 127.0.0.1:{port}"].state == "ok"
    silent = found(tmp_path, wire=wire)[f"plc 127.0.0.1:{port}"]
    assert (silent.state, silent.found) == (
        "warning",
        "Connection refused: READY stays down until the PLC answers there",
    )


@pytest.fixture
def serial_port() -> Iterator[str]:
    master, device = os.openpty()
    yield os.ttyname(device)
    os.close(master)
    os.close(device)


def test_a_serial_port_is_opened_as_it_is_set_and_let_go_again(tmp_path: Path, serial_port: str) -> None:
    wire = f'[plc]\nkind = "rtu-server"\ndevice = "{serial_port}"\nparity = "none"\n'
    for _ in range(2):
        assert found(tmp_path, wire=wire)[f"plc {serial_port}"].state == "ok"
    with closing(os.fdopen(os.open(serial_port, os.O_RDWR | os.O_NOCTTY), "rb", buffering=0)) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert found(tmp_path, wire=wire)[f"plc {serial_port}"].found == "in use: a station may be running"
    missing = found(tmp_path, wire=wire.replace(serial_port, "/dev/ttyNONE"))["plc /dev/ttyNONE"]
    assert (missing.state, "no such file" in missing.found) == ("wrong", True)


@pytest.mark.parametrize(("days", "state"), [(365, "ok"), (20, "warning")])
def test_a_certificate_that_ends_soon_is_told_before_it_does(tmp_path: Path, days: int, state: str) -> None:
    write_certificate(tmp_path, days)
    pages = f'{PAGES}certificate = "pages.pem"\nkey = "pages.key"\n'
    assert found(tmp_path, pages=pages)["certificate"].state == state


def test_a_certificate_that_is_none_is_wrong(tmp_path: Path) -> None:
    for name in ("pages.pem", "pages.key"):
        (tmp_path / name).write_text("no certificate")
    pages = f'{PAGES}certificate = "pages.pem"\nkey = "pages.key"\n'
    wrong = found(tmp_path, pages=pages)["certificate"]
    assert (wrong.state, "give both as PEM files" in wrong.found) == ("wrong", True)
