"""The PLC changes the product while the line runs: the next part is judged by the golden of the product it named."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from libraries import Library, make_library
from lines import NAMES, board, board_with_hole, running
from pyModbusTCP.client import ModbusClient

from inspector.compare.comparator import Comparator
from inspector.golden import acts
from inspector.golden.golden import Golden
from inspector.golden.library import draft
from inspector.golden.revision import RevisionFiles
from inspector.golden.trust import Demands
from inspector.image_file import encode_png
from inspector.part import Outcome, Reason
from inspector.plc.contract import shipped_contract
from inspector.plc.link import ErrorCode
from inspector.plc.registers import DeviceWords, PlcWords
from inspector.record.sqlite import SqliteReader
from inspector.settings import load_settings
from inspector.station.judging import Gauge
from inspector.wiring.comparators import load_comparator
from inspector.wiring.demo import free_port
from inspector.wiring.line import run_station
from inspector.wiring.pairs import learn_gauge
from inspector.wiring.places import shipped
from inspector.wiring.products import ActiveProducts
from inspector.wiring.revisions import Library as Followed

CONTRACT = shipped_contract()
STRICT = RevisionFiles(encode_png(board()), b"[limits]\nmin_area_px = 12\n")
BLIND = replace(STRICT, recipe=b"[limits]\nmin_area_px = 12\n[[ignore]]\nbox = [140, 90, 200, 140]\nwhy = 'a hole'\n")


@dataclass
class Plc:
    """A master of another maker that writes single words and waits for what the device makes of them."""

    port: int
    words: PlcWords = field(default_factory=PlcWords)

    def __post_init__(self) -> None:
        self._client = ModbusClient(host="127.0.0.1", port=self.port, unit_id=1, auto_open=True, timeout=10)

    def say(self, **changes: int) -> None:
        self.words = replace(self.words, **changes)  # type: ignore[arg-type]
        written = self._client.write_multiple_registers(CONTRACT.plc.start, CONTRACT.plc.encode(self.words))
        assert written, self._client.last_error_as_txt

    def shown(self) -> DeviceWords:
        registers = self._client.read_holding_registers(CONTRACT.device.start, CONTRACT.device.count)
        assert registers, self._client.last_error_as_txt
        return CONTRACT.device.decode(DeviceWords, registers)

    def until(self, holds: Callable[[DeviceWords], bool]) -> DeviceWords:
        end_s = time.monotonic() + 30
        while not holds(shown := self.shown()):
            assert time.monotonic() < end_s, f"it never came true: {shown}"
            time.sleep(0.005)
        return shown

    def select(self, number: int) -> DeviceWords:
        """Ask for a product and return what stands there when the device has answered."""
        self.say(product_select=number, product_select_request=True)
        shown = self.until(lambda words: words.product_select_ack or words.product_select_failed)
        self.say(product_select_request=False)
        return shown

    def trigger(self, trigger_id: int) -> None:
        self.until(lambda words: words.ready)
        self.say(trigger=True, trigger_id=trigger_id)
        self.until(lambda words: words.trigger_ack)
        self.say(trigger=False)

    def read(self) -> DeviceWords:
        """Return the next result and acknowledge it."""
        shown = self.until(lambda words: words.result_valid)
        self.say(result_ack=True)
        self.until(lambda words: not words.result_valid)
        self.say(result_ack=False)
        return shown

    def part(self, trigger_id: int) -> DeviceWords:
        self.trigger(trigger_id)
        return self.read()


@pytest.fixture(scope="module")
def comparator() -> Comparator:
    return load_comparator("onnx", ["CPU"], shipped("models"), threads=1)


def activated(library: Library, product: str, files: RevisionFiles) -> None:
    """Bring `product` to its first active revision."""
    revision = draft(library.golden_refs, product, files, library.anna)
    acts.submit(library.golden_refs, product, revision, library.anna)
    acts.approve(library.golden_refs, product, revision, library.bert)
    acts.activate(library.golden_refs, product, revision, library.bert)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library of two products of one shape: a hole is a defect in the first, ignored in the second."""
    made = make_library(tmp_path)
    activated(made, "closed", STRICT)
    activated(made, "with-hole", BLIND)
    return made


@contextmanager
def line_of(
    library: Library, comparator: Comparator, folder: Path, learn: Callable[[Golden], Gauge] | None = None
) -> Iterator[Plc]:
    """Run a station on parts with a hole; 1 is the product without, 2 the one with, 3 is in no library."""
    names = {1: "closed", 2: "with-hole", 3: "gone"}
    followed = {number: Followed(library.golden_refs, name, Demands(ledger=True)) for number, name in names.items()}
    with (
        ActiveProducts(followed, 1, learn or (lambda golden: learn_gauge(golden, comparator))) as products,
        running(folder, products.first, board_with_hole, revisions=products, products=products, names=NAMES) as line,
    ):
        yield Plc(line.link.port)


def test_a_part_is_judged_by_the_product_that_the_plc_selected(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    with line_of(library, comparator, tmp_path) as plc:
        assert plc.shown().error_code == ErrorCode.PRODUCT_NOT_SELECTED
        seen = []
        for trigger_id, number in enumerate((1, 2, 1, 2), start=1):
            shown = plc.select(number)
            assert (shown.active_product, shown.product_select_ack) == (number, True)
            result = plc.part(trigger_id)
            seen.append((result.active_product, Outcome(result.outcome)))
    assert seen == [(1, Outcome.REJECT), (2, Outcome.PASS), (1, Outcome.REJECT), (2, Outcome.PASS)]
    rows = SqliteReader(tmp_path).after(0, 9)
    assert [row.provenance.product for row in rows] == ["closed", "with-hole", "closed", "with-hole"]


def test_a_part_in_work_while_the_plc_changes_the_product_is_fault(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    judging, go_on = threading.Event(), threading.Event()

    class Slow:
        """The comparison of the first product waits until the test lets it go."""

        def __init__(self, gauge: Gauge) -> None:
            self.engine, self._compare = gauge.comparison.engine, gauge.comparison.compare
            self.second_look = None

        def compare(self, alignment):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            judging.set()
            go_on.wait(20)
            return self._compare(alignment)

    def learn(golden: Golden) -> Gauge:
        gauge = learn_gauge(golden, comparator)
        return replace(gauge, comparison=Slow(gauge)) if golden.product == "closed" else gauge

    with line_of(library, comparator, tmp_path, learn) as plc:
        plc.select(1)
        plc.trigger(7)
        judging.wait(20)
        plc.say(product_select=2, product_select_request=True)
        assert not plc.shown().product_select_ack
        go_on.set()
        result = plc.read()
        assert (result.result_id, result.fault, result.reason) == (7, True, Reason.RECIPE)
        assert plc.until(lambda words: words.product_select_ack).active_product == 2


def test_a_product_that_cannot_be_used_leaves_the_station_not_ready_until_another_is_selected(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    with line_of(library, comparator, tmp_path) as plc:
        plc.select(1)
        for number, code in ((3, ErrorCode.PRODUCT_FAILED), (99, ErrorCode.UNKNOWN_PRODUCT)):
            shown = plc.select(number)
            assert (shown.product_select_failed, shown.error_code, shown.active_product) == (True, code, 1)
            assert not plc.shown().ready
        assert plc.select(1).product_select_ack
        assert plc.part(7).reject


def test_people_are_told_why_the_line_stands_where_the_plc_means_no_product(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    with line_of(library, comparator, tmp_path) as plc, closing(SqliteReader(tmp_path)) as reader:
        assert told(reader) == "the PLC has not selected a product yet"
        plc.select(99)
        assert told(reader) == "the PLC selected product 99, which cannot be inspected (UNKNOWN_PRODUCT)"
        plc.select(3)
        assert told(reader) == "the PLC selected product 3, which cannot be inspected (PRODUCT_FAILED)"
        plc.select(1)
        assert told(reader, is_ready=True) == ""


def told(reader: SqliteReader, *, is_ready: bool = False) -> str:
    """Return why the line cannot run, in a status that is written from now on."""
    begun = datetime.now(UTC)
    while True:
        status = reader.status()
        if status and status.at > begun and status.ready is is_ready:
            return status.not_ready_because
        time.sleep(0.05)


def test_a_product_whose_revision_changed_while_another_was_judged_comes_back_as_it_is_now(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    with line_of(library, comparator, tmp_path) as plc:
        plc.select(1)
        plc.select(2)
        activated(library, "closed", BLIND)
        assert (plc.select(1).golden_revision, plc.part(7).pass_) == (2, True)


def test_a_product_that_failed_while_another_was_asked_for_is_tried_again(
    library: Library, comparator: Comparator
) -> None:
    names = {1: "closed", 2: "with-hole", 3: "late"}
    followed = {number: Followed(library.golden_refs, name, Demands(ledger=True)) for number, name in names.items()}
    with ActiveProducts(followed, 1, lambda golden: learn_gauge(golden, comparator)) as products:
        assert products.other(3) is None
        while products.other(2) is None:
            time.sleep(0.001)
        activated(library, "late", STRICT)
        while (gauge := products.other(3)) is None:
            time.sleep(0.001)
    assert gauge.golden.product == "late"


def test_a_revision_of_the_selected_product_is_followed(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    with line_of(library, comparator, tmp_path) as plc:
        plc.select(2)
        activated(library, "with-hole", STRICT)
        plc.until(lambda words: words.golden_revision == 2)
        assert plc.part(7).reject


def test_results_of_many_parts_wait_on_the_wire_and_are_read_in_order(
    library: Library, comparator: Comparator, tmp_path: Path
) -> None:
    with line_of(library, comparator, tmp_path) as plc:
        plc.select(1)
        for trigger_id in range(1, 9):
            plc.trigger(trigger_id)
        shown = plc.until(lambda words: words.results_waiting == 8)
        assert (shown.ready, shown.result_id) == (False, 1)
        plc.say(trigger=True, trigger_id=9)
        assert plc.until(lambda words: words.buffer_overrun).error_code == ErrorCode.RESULTS_FULL
        assert [plc.read().result_id for _ in range(8)] == list(range(1, 9))


def test_only_the_last_products_stay_learnt(library: Library, comparator: Comparator) -> None:
    for number in range(3, 8):
        activated(library, f"product-{number}", STRICT)
    names = {1: "closed", 2: "with-hole"} | {number: f"product-{number}" for number in range(3, 8)}
    followed = {number: Followed(library.golden_refs, name, Demands(ledger=True)) for number, name in names.items()}
    learnt: list[str] = []

    def learn(golden: Golden) -> Gauge:
        learnt.append(golden.product)
        return learn_gauge(golden, comparator)

    with ActiveProducts(followed, 1, learn) as products:
        for number in (2, 3, 1, 3, 4, 5, 6, 1):
            while products.other(number) is None:
                time.sleep(0.001)
    assert learnt == ["closed", "with-hole", "product-3", "product-4", "product-5", "product-6", "closed"]


def test_the_demo_product_under_two_names_in_the_settings_of_a_station(tmp_path: Path) -> None:
    for name in ("demo-left", "demo-right"):
        shutil.copytree(shipped("golden_refs") / "demo-board", tmp_path / "golden_refs" / name)
        (tmp_path / "golden_refs" / name / "ledger.jsonl").unlink()
        (tmp_path / "golden_refs" / name / "ACTIVE").write_text("r001\n", "utf-8")
    port = free_port(0)
    settings = f"""
        product = "demo-left"
        products = {{ 10 = "demo-left", 20 = "demo-right" }}
        folders = {{ models = "{shipped("models")}" }}
        camera = {{ kind = "simulated" }}
        compare = {{ runtime = "onnx" }}
        golden = {{ unsigned = true }}
        plc = {{ port = {port} }}
    """
    (tmp_path / "station.toml").write_text(settings, "utf-8")
    up, stop = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as thread:
        ended = thread.submit(run_station, load_settings(tmp_path / "station.toml"), stop, lambda _: up.set())
        ended.add_done_callback(lambda _: up.set())
        try:
            assert up.wait(60)
            assert not ended.done() or ended.result()
            plc = Plc(port)
            seen = [
                (plc.select(number).active_product, plc.part(part).result_id) for part, number in ((1, 20), (2, 10))
            ]
        finally:
            stop.set()
    assert seen == [(20, 1), (10, 2)]
    rows = SqliteReader(tmp_path / "data").after(0, 9)
    assert [row.provenance.product for row in rows] == ["demo-right", "demo-left"]
