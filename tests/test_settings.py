"""Station settings are checked whole before anything starts."""

from pathlib import Path

import pytest

from inspector.errors import RecipeError
from inspector.settings import FolderCameraSettings, load_settings

WHOLE = 'product = "PN-1042"\n[camera]\nkind = "folder"\nfolder = "in"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "station.toml"
    path.write_text(text, "utf-8")
    return path


def test_folders_start_at_the_file(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, WHOLE + '[folders]\ndata = "d"\nmodels = "/srv/models"\n'))
    assert (settings.folders.data, settings.folders.models) == (tmp_path / "d", Path("/srv/models"))


def test_the_watched_folder_starts_at_the_file(tmp_path: Path) -> None:
    camera = load_settings(written(tmp_path, WHOLE)).camera
    assert isinstance(camera, FolderCameraSettings)
    assert camera.folder == tmp_path / "in"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("product =", "no TOML"),
        ("", "product: field required"),
        ('product = "a"\n', "camera: field required"),
        (WHOLE + "[plc]\nport = 70000\n", "plc.port = 70000: input should be less than or equal to 65535"),
        (WHOLE + "[plc]\nprot = 502\n", "plc.prot: unknown key"),
        (WHOLE.replace("folder", "usb"), "does not match any of the expected tags"),
        (WHOLE + '[compare]\ndevices = ["TPU"]\n', "compare.devices.0 = 'TPU'"),
        (WHOLE + "[compare]\ndevices = []\n", "compare.devices"),
    ],
)
def test_settings_that_cannot_be_used_say_which_key(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RecipeError) as refused:
        load_settings(written(tmp_path, text))
    assert says in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"gone\.toml: No such file"):
        load_settings(tmp_path / "gone.toml")
