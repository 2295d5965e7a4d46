"""Station settings are checked whole before anything starts."""

import re
from pathlib import Path

import pytest

from inspector.errors import RecipeError
from inspector.settings import FolderCameraSettings, PlcTcpServerSettings, load_settings
from inspector.wiring.links import link_of

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
        (WHOLE + "[plc]\nport = 07:32:00\n", "plc.tcp-server.port: input should be a valid integer"),
        ("", "product: field required"),
        ('product = "a"\n', "camera: field required"),
        (WHOLE + "[plc]\nport = 70000\n", "plc.tcp-server.port = 70000: input should be less than or equal to 65535"),
        (WHOLE + "[plc]\nprot = 502\n", "plc.tcp-server.prot: unknown key"),
        (WHOLE + '[plc]\nkind = "profinet"\n', "plc: kind is tcp-server, tcp-client or rtu-server"),
        (WHOLE + '[plc]\nkind = "tcp-client"\n', "plc.tcp-client.host: field required"),
        (WHOLE + '[plc]\nkind = "tcp-client"\nhost = "plc"\nidle_s = 5\n', "plc.tcp-client.idle_s: unknown key"),
        (WHOLE + '[plc]\nkind = "rtu-server"\ndevice = "/dev/ttyS0"\nbaud = 300\n', "plc.rtu-server.baud = 300"),
        (WHOLE + '[plc]\nwriter = "plc1"\n', "plc.tcp-server.writer = 'plc1': 'plc1' does not appear to be an ipv4"),
        (WHOLE + '[plc]\nallowed = ["10.0.0.1/8"]\n', "has host bits set"),
        (WHOLE.replace("folder", "usb"), "does not match any of the expected tags"),
        (WHOLE + '[compare]\ndevices = ["TPU"]\n', "compare.devices.0 = 'TPU'"),
        (WHOLE + "[compare]\ndevices = []\n", "compare.devices"),
        (WHOLE + '[products]\n7 = "PN-1043"\n', "products: they are pn-1043, and product pn-1042 is none of them"),
        (WHOLE + '[products]\n0 = "PN-1042"\n', "products.0"),
        (WHOLE + '[products]\nseven = "PN-1042"\n', "products.seven"),
    ],
)
def test_settings_that_cannot_be_used_say_which_key(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RecipeError) as refused:
        load_settings(written(tmp_path, text))
    assert says in str(refused.value)


def test_a_file_from_before_there_was_a_choice_of_links_means_the_tcp_server(tmp_path: Path) -> None:
    plc = load_settings(written(tmp_path, WHOLE + "[plc]\nport = 502\nunit_id = 7\n")).plc
    assert plc == PlcTcpServerSettings(port=502, unit_id=7)
    assert load_settings(written(tmp_path, WHOLE)).plc == PlcTcpServerSettings()


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ("port = 502", "Modbus TCP 127.0.0.1:502"),
        ('kind = "tcp-client"\nhost = "10.0.0.2"', "Modbus TCP to 10.0.0.2:502"),
        ('kind = "rtu-server"\ndevice = "/dev/ttyS7"\nparity = "none"', "Modbus RTU /dev/ttyS7 19200 8N1"),
    ],
    ids=["tcp-server", "tcp-client", "rtu-server"],
)
def test_each_kind_of_link_can_be_set(tmp_path: Path, keys: str, name: str) -> None:
    assert link_of(load_settings(written(tmp_path, f"{WHOLE}[plc]\n{keys}\n")).plc).name == name


def test_the_example_in_the_guide_to_the_wire_can_be_used_as_it_stands(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[1] / "docs" / "network.md").read_text("utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    plc = load_settings(written(tmp_path, WHOLE + example)).plc
    assert isinstance(plc, PlcTcpServerSettings)
    assert (plc.writer, plc.allowed) == ("192.168.10.2", ("192.168.10.20/32",))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"gone\.toml: No such file"):
        load_settings(tmp_path / "gone.toml")


def test_one_product_has_the_number_that_is_set_for_it(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, WHOLE + "[plc]\nproduct_number = 9\n"))
    assert (settings.products_by_number(), settings.first_number()) == ({9: "PN-1042"}, 9)


def test_of_several_products_the_one_that_is_set_comes_first(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, WHOLE + '[products]\n7 = "PN-1043"\n8 = "PN-1042"\n'))
    assert (settings.products_by_number(), settings.first_number()) == ({7: "PN-1043", 8: "PN-1042"}, 8)
