"""A line PC is installed from a folder of wheels, into a root of its own, by the script that the line uses."""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.metadata import Distribution, distribution, version
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
INSTALL = CHECKOUT / "deploy" / "install.sh"
# What `inspector --version` and the check of settings need; the whole set is 160 MB and comes from the network.
NEEDED = (
    "annotated-types",
    "click",
    "pip",
    "pydantic",
    "pydantic-core",
    "structlog",
    "typing-extensions",
    "typing-inspection",
)
# No index could be reached whatever this PC is set to; compiling what runs twice would take most of the time.
ENVIRONMENT = {**os.environ, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_COMPILE": "1"}

Refused = tuple[Path, Path, subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.peer


def pack(package: Distribution, folder: Path) -> None:
    """Write an installed package back into the wheel it came from."""
    tag = re.search(r"(?m)^Tag: (\S+)$", package.read_text("WHEEL") or "")
    files = [file for file in package.files or () if ".." not in file.parts and file.suffix != ".pyc"]
    assert tag, package.name
    record, rows = next(file for file in files if file.name == "RECORD"), io.StringIO()
    csv.writer(rows).writerows((file.as_posix(), "", "") for file in files)
    name = re.sub(r"[-_.]+", "_", package.name)
    with zipfile.ZipFile(folder / f"{name}-{package.version}-{tag[1]}.whl", "w") as wheel:
        for file in files:
            if file != record:
                wheel.write(str(package.locate_file(file)), file.as_posix())
        wheel.writestr(record.as_posix(), rows.getvalue())


def seal(wheels: Path) -> None:
    subprocess.run([CHECKOUT / "deploy" / "seal.sh", wheels, sys.executable], check=True)


def install(root: Path, wheels: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [INSTALL, "--root", root, "--wheelhouse", wheels, "--python", sys.executable, *more]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)


def next_release(wheels: Path, folder: Path) -> Path:
    """Return wheels that are another release: something in them has changed."""
    other = shutil.copytree(wheels, folder / f"wheels of {folder.name}")
    with zipfile.ZipFile(next(other.glob("click-*")), "a") as wheel:
        wheel.writestr("changed.txt", str(folder))
    seal(other)
    return other


def current(root: Path) -> str:
    return (root / "opt/inspector/current").readlink().name


def copied(root: Path, target: Path) -> Path:
    return shutil.copytree(root, target, symlinks=True)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory, require_peer: Callable[[str], None]) -> Path:
    """Return a sealed folder of wheels, with the project's own built from this checkout."""
    require_peer("systemd-analyze")
    folder = tmp_path_factory.mktemp("wheels")
    for name in NEEDED:
        pack(distribution(name), folder)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", folder, CHECKOUT], check=True)
    seal(folder)
    return folder


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Path:
    """Return a root into which the project was installed; tests that change it take a copy."""
    root = tmp_path_factory.mktemp("line pc") / "root"
    done = install(root, wheels)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def refused(staged: Path, wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Refused:
    """Return a root, the wheels of a second release, and how installing it ended: a key of the settings is unknown."""
    folder = tmp_path_factory.mktemp("second")
    root, second = copied(staged, folder / "root"), next_release(wheels, folder)
    with (root / "etc/inspector/station.toml").open("a", encoding="utf-8") as settings:
        settings.write("colour = 1\n")
    return root, second, install(root, second)


def test_the_wheel_holds_everything_a_line_pc_needs(wheels: Path) -> None:
    with zipfile.ZipFile(next(wheels.glob("inspector-*.whl"))) as wheel:
        held = wheel.namelist()
    shared = f"inspector-{version('inspector')}.data/data/share/inspector"
    committed = subprocess.run(
        ["git", "-C", CHECKOUT, "ls-files", "golden_refs", "models"], capture_output=True, text=True, check=True
    )
    wanted = {"inspector/plc/register_map.toml", "inspector/dashboard/static/index.html"}
    assert wanted | {f"{shared}/{path}" for path in committed.stdout.splitlines()} <= set(held)


def test_the_installed_program_answers(staged: Path) -> None:
    command: list[str | Path] = [staged / "opt/inspector/current/bin/python", "-I", "-m", "inspector", "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.endswith(f"inspector, version {version('inspector')}\n")


def test_the_program_of_every_unit_is_installed(staged: Path) -> None:
    units = (staged / "etc/systemd/system").glob("inspector-*.service")
    programs = {re.findall(r"(?m)^ExecStart=/(\S+)", unit.read_text("utf-8"))[0] for unit in units}
    assert [os.access(staged / program, os.X_OK) for program in programs] == [True]


def test_both_services_start_with_the_pc(staged: Path) -> None:
    wanted = staged / "etc/systemd/system/multi-user.target.wants"
    assert {link.name for link in wanted.iterdir()} == {"inspector-station.service", "inspector-dashboard.service"}


def test_the_services_have_users_of_their_own(staged: Path) -> None:
    users = {line.split(":")[0] for line in (staged / "etc/passwd").read_text("utf-8").splitlines()}
    assert {"inspector", "inspector-dashboard"} <= users


def test_the_pages_may_write_what_people_say_of_parts_and_nothing_else(staged: Path) -> None:
    folders = [f"/var/lib/inspector/data/{name}" for name in ("dispositions", "alarms", "users")]
    unit = (staged / "etc/systemd/system/inspector-dashboard.service").read_text("utf-8")
    assert re.findall(r"(?m)^ReadWritePaths=-(.*)$", unit) == folders
    assert [(staged / folder[1:]).stat().st_mode & 0o7777 for folder in folders] == [0o2770, 0o2770, 0o770]
    assert (staged / folders[0][1:]).parent.stat().st_mode & 0o777 == 0o750


def test_what_the_pages_wrote_alone_the_commands_may_write_after_an_update(
    staged: Path, wheels: Path, tmp_path: Path
) -> None:
    root = copied(staged, tmp_path / "root")
    folder = root / "var/lib/inspector/data/dispositions"
    folder.chmod(0o770)
    (folder / "dispositions.sqlite3").touch(0o600)
    done = install(root, wheels)
    assert done.returncode == 0, done.stderr
    modes = [path.stat().st_mode & 0o7777 for path in (folder, folder / "dispositions.sqlite3")]
    assert modes == [0o2770, 0o660]


def test_nothing_installed_names_the_folder_it_was_staged_in(staged: Path) -> None:
    release = staged / "opt/inspector/current"
    texts = [*release.glob("bin/*"), release / "pyvenv.cfg", *(staged / "etc").rglob("*")]
    named = [path for path in texts if path.is_file() and str(staged).encode() in path.read_bytes()]
    links = [path for path in staged.rglob("*") if path.is_symlink() and str(staged) in str(path.readlink())]
    assert named + links == []


def test_goldens_are_the_stations_own_from_the_first_start(staged: Path) -> None:
    shipped = staged / "opt/inspector/current/share/inspector/golden_refs"
    files = {path.relative_to(shipped) for path in shipped.rglob("*")}
    assert files
    assert files == {
        path.relative_to(staged / "var/lib/inspector/golden_refs")
        for path in (staged / "var/lib/inspector/golden_refs").rglob("*")
    }


def test_installing_again_changes_nothing_that_people_changed(staged: Path, wheels: Path, tmp_path: Path) -> None:
    root = copied(staged, tmp_path / "root")
    settings = root / "etc/inspector/station.toml"
    settings.write_text(settings.read_text("utf-8").replace("station-1", "press 7"), "utf-8")
    (root / "var/lib/inspector/golden_refs/own").mkdir()
    before = (root / "opt/inspector/current/.complete").stat().st_mtime_ns
    assert install(root, wheels).returncode == 0
    assert 'station = "press 7"' in settings.read_text("utf-8")
    assert (root / "var/lib/inspector/golden_refs/own").is_dir()
    assert (root / "opt/inspector/current/.complete").stat().st_mtime_ns == before


def test_a_release_that_refuses_the_stations_settings_is_not_switched_to(staged: Path, refused: Refused) -> None:
    root, _, done = refused
    assert (done.returncode, current(root)) == (2, current(staged))
    assert ".colour: unknown key" in done.stderr


def test_a_new_release_keeps_the_one_before_and_no_older(refused: Refused, wheels: Path, tmp_path: Path) -> None:
    (before, second, _), root = refused, tmp_path / "root"
    copied(before, root)
    shutil.copy(CHECKOUT / "deploy/station.toml", root / "etc/inspector/station.toml")
    names = []
    for release in (second, next_release(wheels, tmp_path)):
        assert install(root, release).returncode == 0
        names.append(current(root))
    assert (root / "opt/inspector/previous").readlink().name == names[0]
    assert {path.name for path in (root / "opt/inspector/releases").iterdir()} == set(names)


def test_a_wheel_damaged_on_its_way_is_not_installed(staged: Path, wheels: Path, tmp_path: Path) -> None:
    root, damaged = copied(staged, tmp_path / "root"), next_release(wheels, tmp_path)
    with zipfile.ZipFile(next(damaged.glob("structlog-*")), "a") as wheel:
        wheel.writestr("structlog/more.py", "")
    done = install(root, damaged)
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert current(root) == current(staged)


def test_wheels_for_another_python_are_refused(wheels: Path, tmp_path: Path) -> None:
    other = shutil.copytree(wheels, tmp_path / "wheels")
    (other / "TARGET").write_text("Python 3.10 on x86_64\n", "ascii")
    done = install(tmp_path / "root", other)
    assert done.returncode == 2
    assert "the wheels are for Python 3.10 on x86_64" in done.stderr
    assert not (tmp_path / "root").exists()


def test_uninstalling_keeps_settings_goldens_and_record(staged: Path, wheels: Path, tmp_path: Path) -> None:
    root = copied(staged, tmp_path / "root")
    (root / "var/lib/inspector/data/inspections.sqlite3").touch()
    assert install(root, wheels, "--uninstall").returncode == 0
    left = {path.relative_to(root) for path in root.rglob("*inspect*") if not path.is_dir()}
    assert left == {Path("var/lib/inspector/data/inspections.sqlite3")}
    assert (root / "etc/inspector/station.toml").is_file()
    assert (root / "var/lib/inspector/golden_refs").is_dir()
    assert not (root / "opt/inspector").exists()


@pytest.mark.parametrize("script", sorted(CHECKOUT.glob("deploy/*.sh")), ids=lambda script: str(script.name))
def test_a_script_of_the_line_pc_has_no_known_trap(script: Path, require_peer: Callable[[str], None]) -> None:
    require_peer("shellcheck")
    found = subprocess.run(["shellcheck", script], capture_output=True, text=True, check=False)
    assert found.stdout == ""
