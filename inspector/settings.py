"""The settings of one station: `station.toml`, read and checked whole before anything starts."""

from ipaddress import ip_address, ip_network
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator

from inspector.alarms.alarm_settings import AlarmSettings
from inspector.backup.plan import check_no_restore
from inspector.compare.card_file import CARD_FILE, FileName
from inspector.compare.precision import Device
from inspector.errors import RecipeError
from inspector.golden.recipe import as_json, explain

Port = Annotated[int, Field(ge=0, le=65_535)]
Name = Annotated[str, Field(min_length=1, max_length=60)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _address_or_none(text: str) -> str:
    return str(ip_address(text)) if text else text


def _networks(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(ip_network(text)) for text in texts)


class Folders(_Strict):
    """Where things are; relative paths start at the folder of `station.toml`."""

    golden_refs: Path = Field(Path("golden_refs"), description="library of goldens and recipes")
    models: Path = Field(Path("models"), description="the comparator's files and card")
    data: Path = Field(Path("data"), description="record and images of this station")


class SimulatedCameraSettings(_Strict):
    """The demo product on a simulated line."""

    kind: Literal["simulated"]
    seed: Annotated[int, Field(ge=0, description="which parts and defects come, and in which order")] = 1
    distinct_parts: Annotated[
        int, Field(ge=0, le=1_000, description="so many are drawn, then come again; 0: each one is new")
    ] = 0
    faults: dict[int, Literal["unplugged", "frozen", "black", "torn", "late"]] = Field(
        default={}, description="what goes wrong with which frame, counted from 1, to see what the line does then"
    )


class FolderCameraSettings(_Strict):
    """Pictures that another program writes into a folder."""

    kind: Literal["folder"]
    folder: Path = Field(description="where the pictures appear")
    settle_ms: Annotated[int, Field(ge=0, le=10_000, description="a file unchanged for so long is whole")] = 100
    waiting: Literal["stale", "take"] = Field(
        "stale", description="pictures from before the trigger: never judged, or one for each trigger, oldest first"
    )
    keep_newest: Annotated[
        int, Field(ge=0, le=1_000_000, description="so many pictures stay in each of taken/, stale/ and refused/")
    ] = 1_000


class PlcSettings(_Strict):
    """What holds for the controller whatever wire it is on."""

    kind: Literal["tcp-server", "tcp-client", "rtu-server"]
    word_order: Literal["high-first", "low-first"] = Field("high-first", description="which word of a u32 comes first")
    product_number: Annotated[
        int, Field(ge=1, le=65_535, description="the controller's number of the product, where it is the only one")
    ] = 1
    heartbeat_limit_ms: Annotated[
        int, Field(ge=100, le=60_000, description="silence of heartbeat_in that drops READY, once it ever changed")
    ] = 2_000
    heartbeat_required: bool = Field(default=False, description="READY waits for the first change of heartbeat_in")


class PlcTcpServerSettings(PlcSettings):
    """The Modbus TCP server that the controller polls."""

    kind: Literal["tcp-server"] = "tcp-server"
    host: str = Field("127.0.0.1", description="address to listen on; the PLC's network card on a line PC")
    port: Port = Field(5020, description="TCP port; 502 is Modbus' own")
    unit_id: Annotated[int, Field(ge=1, le=247, description="Modbus unit answered beside 0 and 255")] = 1
    writer: Annotated[str, AfterValidator(_address_or_none)] = Field(
        "", description="the controller's IP address: writes of all others are refused; empty takes everybody's"
    )
    writer_unit_id: Annotated[
        int, Field(ge=0, le=255, description="the only unit id whose writes are taken; 0 takes those of all")
    ] = 0
    allowed: Annotated[tuple[str, ...], AfterValidator(_networks)] = Field(
        (), description="IP addresses or networks that may connect, beside the writer; empty lets all connect"
    )
    connections_max: Annotated[
        int,
        Field(
            ge=2, le=1_000, description="open connections; one more replaces the longest silent, or is closed itself"
        ),
    ] = 32
    idle_s: Annotated[
        int, Field(ge=2, le=3_600, description="a connection on which nothing is asked for so long is closed")
    ] = 60


class PlcTcpClientSettings(PlcSettings):
    """The controller is a Modbus TCP server: the station calls it, reads and writes its registers."""

    kind: Literal["tcp-client"]
    host: str = Field(description="the controller's address")
    port: Port = Field(502, description="the controller's TCP port")
    unit_id: Annotated[int, Field(ge=0, le=255, description="the controller's Modbus unit")] = 1
    first_register: Annotated[
        int, Field(ge=0, le=65_000, description="the controller's holding register that is address 0 of the map")
    ] = 0
    poll_ms: Annotated[int, Field(ge=1, le=1_000, description="how often the controller is read")] = 10
    reply_timeout_ms: Annotated[
        int, Field(ge=20, le=10_000, description="no whole reply for so long is a lost connection")
    ] = 300


class PlcRtuServerSettings(PlcSettings):
    """Modbus RTU on a serial line, the controller is its master."""

    kind: Literal["rtu-server"]
    device: str = Field(min_length=1, description="serial port; a name in /dev/serial/by-id stays the same")
    baud: Literal[1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200] = Field(
        19_200, description="bits per second"
    )
    parity: Literal["even", "odd", "none"] = Field("even", description="as in the controller; even is Modbus' own")
    stop_bits: Literal[1, 2] = Field(1, description="as in the controller")
    echo: bool = Field(default=False, description="the adapter hears what it sends, as many RS-485 ones with two wires")
    unit_id: Annotated[int, Field(ge=1, le=247, description="this station's address on the line")] = 1


def _kind_of_link(given: object) -> object:
    """Return which link `given` speaks of; a file from before there was a choice means the TCP server."""
    return given.get("kind", "tcp-server") if isinstance(given, dict) else getattr(given, "kind", None)


PlcLinkSettings = Annotated[
    Annotated[PlcTcpServerSettings, Tag("tcp-server")]
    | Annotated[PlcTcpClientSettings, Tag("tcp-client")]
    | Annotated[PlcRtuServerSettings, Tag("rtu-server")],
    Discriminator(
        _kind_of_link,
        custom_error_type="kind",
        custom_error_message="kind is tcp-server, tcp-client or rtu-server",
    ),
]


class CompareSettings(_Strict):
    """Which runtime compares, and where it may run."""

    runtime: Literal["openvino", "onnx"] = Field("openvino", description="OpenVINO, or ONNX Runtime")
    devices: tuple[Device, ...] = Field(
        ("CPU",), min_length=1, description="tried in this order; one not there, or not in 16 bits, is a warning"
    )
    threads: Annotated[int, Field(ge=0, le=256, description="CPU threads; 0 leaves it to the runtime")] = 0
    card: FileName = Field(
        CARD_FILE, description="comparator in the models folder; `comparator.int8.json`: 8 bits, f32 near the limit"
    )


class ArchiveSettings(_Strict):
    """What is kept of each part beside its row: raw frame, review copy, thumbnail, score map.

    Parts that did not pass always keep their images, as do passed ones that people will look at (`review.audit_share`).
    """

    queue: Annotated[int, Field(ge=1, le=1_000, description="frames that may wait for the disk")] = 32
    free_mib_min: Annotated[int, Field(ge=0, description="less free room than this is a warning")] = 1_024
    pass_every: Annotated[
        int, Field(ge=0, le=1_000_000, description="1 in so many passed parts keeps its images; 0: none does")
    ] = 1
    after_change_min: Annotated[
        int, Field(ge=0, le=100_000, description="minutes after a change of golden or recipe in which all parts do")
    ] = 60


Days = Annotated[int, Field(ge=0, le=36_500)]


class RetentionSettings(_Strict):
    """When images are removed: rows and pinned images never are."""

    free_mib: Annotated[
        int,
        Field(
            ge=1,
            description="so much stays free: images go before, those of passed parts first, then review copies and "
            "score maps, then passed parts of the audit sample, then the others, the oldest first",
        ),
    ] = 2_048
    rows_mib: Annotated[
        int,
        Field(ge=0, description="set aside inside the record: rows go on when another program has filled the disk"),
    ] = 32
    pass_days: Annotated[Days, Field(description="images of passed parts go after so many days; 0: for room only")] = 0
    copies_days: Annotated[Days, Field(description="the same for review copies and score maps")] = 0
    audit_days: Annotated[
        Days, Field(description="the same for passed parts that people are to look at (`review.audit_share`)")
    ] = 0
    other_days: Annotated[Days, Field(description="the same for the images of all other parts")] = 0


class GoldenSettings(_Strict):
    """What a revision of the product needs before this station judges with it."""

    second_person: bool = Field(
        default=False, description="another person, with another key, approved it than drafted and submitted it"
    )
    unsigned: bool = Field(
        default=False, description="plain files without a ledger are taken too: nobody can tell who changed them"
    )


Codes = tuple[Annotated[str, Field(min_length=1, max_length=60)], ...]


class ReviewSettings(_Strict):
    """What people look at after the verdict, and which reasons they are offered."""

    audit_share: Annotated[
        float,
        Field(ge=0.0, le=1.0, description="share of passed parts that is drawn to be looked at: escapes are estimated"),
    ] = 0.01
    audit_key: Annotated[
        str, Field(min_length=1, max_length=60, description="with another one, another sample is drawn")
    ] = "audit"
    defect_reasons: Codes = Field(
        ("missing-part", "wrong-part", "bridge", "scratch", "dirt", "position", "other"),
        description="what may be wrong with a defective part",
    )
    overkill_reasons: Codes = Field(
        ("light", "dust", "position", "good-variation", "limit", "golden", "other"),
        description="why a good part may have been held back",
    )
    overkill_needs_reason: bool = Field(default=False, description="nobody calls a part overkill without a reason")


ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class MasterSettings(_Strict):
    """One challenge part, in the order in which they are shown."""

    product: Name = Field(description="of which product it is a master")
    name: Name = Field(description="what is written on it")
    expected: Literal["pass", "reject"] = Field(description="what it must be found to be")
    zone: Annotated[str, Field(max_length=40, description="where it must be rejected; empty: anywhere")] = ""

    @model_validator(mode="after")
    def _check_zone(self) -> Self:
        if self.zone and self.expected == "pass":
            raise ValueError(f"{self.name}: a master that must pass is rejected in no zone, take zone away")
        return self


class ChallengeSettings(_Strict):
    """Challenge parts: masters that are shown at every start and changeover, or READY stays down."""

    on: bool = Field(default=False, description="challenge parts are demanded; each product then needs its masters")
    shift_starts: tuple[ClockTime, ...] = Field(
        (), description='also due when a shift begins, as in `["06:00", "14:00"]`, on the clock of this PC'
    )
    every_parts: Annotated[int, Field(ge=0, le=1_000_000, description="also due after so many parts; 0: not")] = 0
    every_h: Annotated[float, Field(ge=0.0, le=10_000.0, description="also due after so many hours; 0: not")] = 0.0
    grace_min: Annotated[
        int, Field(ge=0, le=480, description="minutes the line may go on when they fall due by shift, parts or hours")
    ] = 0
    tries: Annotated[
        int, Field(ge=1, le=10, description="so often a master may be shown before the round begins again")
    ] = 1
    masters: tuple[MasterSettings, ...] = Field((), description="the masters of all products, in their order")


def _round_the_clock(shifts: dict[str, str]) -> dict[str, str]:
    clocks = list(shifts.values())
    if sum(b <= a for a, b in pairwise([*clocks, *clocks[:1]])) > 1 or len(set(clocks)) < len(clocks):
        raise ValueError(f"shifts begin one after the other within a day, in the order of the day, got {shifts}")
    return shifts


class DashboardSettings(_Strict):
    """The local web pages."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: Port = Field(8080, description="TCP port")
    names: Codes = Field(
        (),
        description="names and addresses of this PC by which browsers may ask, beside localhost, `host`, the address "
        "they reach it at and the PC's own name",
    )
    shifts: Annotated[
        dict[Name, Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):(00|15|30|45)$")]],
        AfterValidator(_round_the_clock),
        Field(
            description='start of each shift, on a quarter of an hour: `{early = "06:00"}`; a day begins with the '
            "first, Live counts the running one"
        ),
    ] = {}
    certificate: str = Field("", description="PEM file with which https is spoken; without it plain http")
    key: str = Field("", description="PEM file of its key")
    proxy: Annotated[str, AfterValidator(_address_or_none)] = Field(
        "", description="IP address of a reverse proxy that is believed who asks, and whether by https; empty: none"
    )


class UsersSettings(_Strict):
    """When people who are signed in are signed off by themselves; `inspector users` says who they are."""

    idle_min: Annotated[
        int, Field(ge=1, le=720, description="minutes after the last touch of the display or key by which they are")
    ] = 15
    longest_h: Annotated[int, Field(ge=1, le=24, description="hours after which they are in any case")] = 12


class Settings(_Strict):
    """Everything that is set for one station."""

    station: Name = Field("station", description="how people call this station")
    product: Name = Field(
        description="product of the library whose active revision is judged with; at first, of several"
    )
    products: dict[Annotated[int, Field(ge=1, le=65_535)], Name] = Field(
        default={}, description="the products the controller may change to, by its numbers, `product` among them"
    )
    folders: Folders = Folders()
    camera: Annotated[SimulatedCameraSettings | FolderCameraSettings, Field(discriminator="kind")]
    plc: PlcLinkSettings = PlcTcpServerSettings()
    compare: CompareSettings = CompareSettings()
    archive: ArchiveSettings = ArchiveSettings()
    retention: RetentionSettings = RetentionSettings()
    golden: GoldenSettings = GoldenSettings()
    review: ReviewSettings = ReviewSettings()
    challenge: ChallengeSettings = ChallengeSettings()
    alarms: AlarmSettings = AlarmSettings()
    dashboard: DashboardSettings = DashboardSettings()
    users: UsersSettings = UsersSettings()

    @model_validator(mode="after")
    def _check_products(self) -> Self:
        if (names := self.products.values()) and self.product not in names:
            raise ValueError(f"products: they are {', '.join(names)}, and product {self.product} is none of them")
        return self

    @model_validator(mode="after")
    def _check_masters(self) -> Self:
        known = set(self.products_by_number().values())
        strange = {master.product for master in self.challenge.masters} - known
        if strange:
            raise ValueError(f"challenge.masters: {', '.join(sorted(strange))} is no product of this station")
        tells = {master.product for master in self.challenge.masters if master.expected == "reject"}
        if self.challenge.on and known - tells:
            raise ValueError(f"challenge.masters: {', '.join(sorted(known - tells))} has none that must be rejected")
        return self

    def products_by_number(self) -> dict[int, str]:
        """Return every product by the controller's number of it, one at least."""
        return dict(self.products) or {self.plc.product_number: self.product}

    def first_number(self) -> int:
        """Return the number of the product that the station starts with; its lowest, where it has several."""
        return min(number for number, name in self.products_by_number().items() if name == self.product)


def load_settings(path: Path) -> Settings:
    """Return the settings in the TOML file at `path`, with all folders absolute.

    Raises
    ------
    RecipeError
        The file is missing or unusable, or a restore of the station is not finished. Nothing is started.
    """
    check_no_restore(path)
    try:
        settings = Settings.model_validate_json(as_json(path.read_text("utf-8")))
    except OSError as error:
        raise RecipeError(f"read settings {path}", error.strerror or str(error), "check the path") from error
    except ValidationError as error:
        raise RecipeError(f"use settings {path}", explain(error), "mend the key named") from error
    except (ValueError, RecursionError) as error:
        raise RecipeError(f"read settings {path}", f"no TOML: {error}", "mend the file") from error
    return _absolute(settings, path.parent.resolve())


def _absolute(settings: Settings, here: Path) -> Settings:
    folders = Folders(**{name: here / folder for name, folder in settings.folders})
    camera = settings.camera
    if isinstance(camera, FolderCameraSettings):
        camera = camera.model_copy(update={"folder": here / camera.folder})
    pages = settings.dashboard
    pem = {"certificate": pages.certificate, "key": pages.key}
    pages = pages.model_copy(update={name: str(here / file) if file else "" for name, file in pem.items()})
    return settings.model_copy(update={"folders": folders, "camera": camera, "dashboard": pages})
