"""The units, judged by systemd itself."""

import configparser
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from inspector.cli.app import inspector

SHIPPED = Path(__file__).parents[1] / "systemd"
UNITS = sorted(path.name for path in SHIPPED.glob("inspector*.s[el]*"))
SERVICES = [name for name in UNITS if name.endswith(".service")]
# What systemd calls exposure, in tenths: 100 has no walls at all.
EXPOSURE_MAX = {"inspector-station.service": 20, "inspector-dashboard.service": 15}

pytestmark = pytest.mark.peer


def parsed(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign, assignment] # as configparser's manual does it
    parser.read(SHIPPED / name)
    return parser


def verify(root: Path, name: str) -> str:
    """Return what systemd has to say of a unit; its exit status is 0 even for a key it does not know."""
    command = ["systemd-analyze", f"--root={root}", "verify", name]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


@pytest.fixture
def line_pc(tmp_path: Path, require_peer: Callable[[str], None]) -> Path:
    """Return a root with systemd's own units, ours, and a program where they expect it."""
    require_peer("systemd-analyze")
    shutil.copytree("/usr/lib/systemd/system", tmp_path / "usr/lib/systemd/system", symlinks=True)
    shutil.copytree(SHIPPED, tmp_path / "etc/systemd/system")
    program = tmp_path / "opt/inspector/current/bin/inspector"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    return tmp_path


def test_all_units_of_the_folder_are_verified() -> None:
    assert {"inspector-station.service", "inspector-dashboard.service", "inspector.slice"} == set(UNITS)


@pytest.mark.parametrize("name", UNITS)
def test_systemd_has_nothing_to_say_of_a_unit(name: str, line_pc: Path) -> None:
    assert verify(line_pc, name) == ""


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("WatchdogSecs=10", "'WatchdogSecs'"),
        ("SystemCallFilter=@no-such", "@no-such"),
        ("IPAddressAllow=plant", "plant"),
        ("ExecStart=\nExecStart=/opt/inspector/bin/inspector", "not executable"),
    ],
)
def test_a_wrong_line_in_a_unit_would_be_seen(fault: str, says: str, line_pc: Path) -> None:
    with (line_pc / "etc/systemd/system/inspector-station.service").open("a", encoding="utf-8") as unit:
        unit.write(f"[Service]\n{fault}\n")
    assert says in verify(line_pc, "inspector-station.service")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_walled_in(name: str, require_peer: Callable[[str], None]) -> None:
    require_peer("systemd-analyze")
    threshold = f"--threshold={EXPOSURE_MAX[name]}"
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", threshold, str(SHIPPED / name)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_what_the_runtimes_need_is_open_to_the_pages_too() -> None:
    """They judge a part again for its evidence."""
    station, pages = (parsed(f"inspector-{name}.service")["Service"] for name in ("station", "dashboard"))
    for key in ("MemoryDenyWriteExecute", "ProcSubset"):
        assert (key in station, key in pages) == (False, False)
    assert pages["SystemCallFilter"] == station["SystemCallFilter"]


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_that_happens_keeps_a_service_down(name: str) -> None:
    unit = parsed(name)
    assert (unit["Service"]["Restart"], unit["Unit"]["StartLimitIntervalSec"]) == ("always", "0")
    assert "RestartPreventExitStatus" not in unit["Service"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_starts_a_command_that_exists(name: str) -> None:
    _, command, *options = parsed(name)["Service"]["ExecStart"].split()
    with click.Context(inspector) as context:
        found = inspector.get_command(context, command)
    assert found is not None
    assert found.make_context(command, options).params["config"] == Path("/etc/inspector/station.toml")


def test_only_the_station_has_a_privilege_and_it_is_the_port() -> None:
    granted = {name: parsed(name)["Service"]["CapabilityBoundingSet"] for name in SERVICES}
    assert granted == {"inspector-station.service": "CAP_NET_BIND_SERVICE", "inspector-dashboard.service": ""}
