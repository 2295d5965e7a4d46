"""Faults of the camera: no picture, an old one, a wrong one."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from faults.belt import Belt, Eye, Piece, Truth
from faults.process import SEED, StationProcess, piece
from faults.proxy import Proxy
from faults.records import Record
from faults.scenario import Prepare, Repeat, Scenario, Shop, Sighting, StationLine

from inspector.demo.line import DemoLine
from inspector.part import Outcome
from inspector.plc.conveyor import PlcPart

ITSELF = "by itself, with the next part"
ROW_WITHIN_S = 10.0


@contextmanager
def unplugged(shop: Shop) -> Iterator[Repeat]:
    """Take the camera's folder away while a part is judged."""
    with shop.line() as line:
        folder = line.station.home / "camera"
        away = folder.with_name("away")

        @contextmanager
        def pulled() -> Iterator[None]:
            folder.rename(away)
            yield
            away.rename(folder)

        yield lambda number: line.drill(replace(piece(number), truth=Truth.UNSEEN), pulled())


def spoilt_by(spoil: Callable[[bytes], bytes | None], late_s: float = 0.0) -> Prepare:
    """Return the preparation of a fault in which the camera's file is changed, missing or late."""

    @contextmanager
    def prepare(shop: Shop) -> Iterator[Repeat]:
        with shop.line() as line:

            @contextmanager
            def spoilt() -> Iterator[None]:
                line.station.eye.spoil, line.station.eye.late_s = spoil, late_s
                yield
                time.sleep(late_s)
                line.station.eye.spoil, line.station.eye.late_s = bytes, 0.0

            yield lambda number: line.drill(replace(piece(number), truth=Truth.UNSEEN), spoilt())

    return prepare


def seen_as(change: Callable[[Piece], Piece]) -> Prepare:
    """Return the preparation of a fault in which the picture is whole and shows something else."""

    @contextmanager
    def prepare(shop: Shop) -> Iterator[Repeat]:
        with shop.line() as line:

            @contextmanager
            def nothing_else() -> Iterator[None]:
                yield

            yield lambda number: line.drill(replace(change(piece(number)), truth=Truth.UNSEEN), nothing_else())

    return prepare


def another_part(of: Piece) -> Piece:
    """Return what the camera sees of something that was never taught."""
    noise = np.random.default_rng(1).integers(0, 256, (120, 160, 3), np.uint8)
    return replace(of, image=np.kron(noise, np.ones((8, 8, 1), np.uint8)))


def in_driver(fault: str, most: int = 200) -> Prepare:
    """Return the preparation of a fault of the simulated camera itself: every third frame has it."""

    @contextmanager
    def prepare(shop: Shop) -> Iterator[Repeat]:
        faulty = range(3, most, 3)
        names = ", ".join(f'{number} = "{fault}"' for number in faulty)
        settings = f'kind = "simulated"\nseed = {SEED}\nfaults = {{ {names} }}'
        parts = DemoLine(SEED)
        with (
            StationProcess(shop.home / f"driver-{fault}", camera=settings) as station,
            Proxy(station.port) as proxy,
            Belt(proxy.port, Eye()) as belt,
        ):
            line = StationLine(belt, Record(station.record), proxy, station)

            def next_piece() -> Piece:
                number = line.records.newest() + 1
                if number in faulty:
                    return Piece(Truth.UNSEEN, np.zeros((1, 1), np.uint8))
                is_bad = any(defect.must_be_caught for defect in parts.truth(number))
                return Piece(Truth.DEFECTIVE if is_bad else Truth.GOOD, np.zeros((1, 1), np.uint8))

            yield lambda _number: _until_faulty(line, next_piece)

    return prepare


def _until_faulty(line: StationLine, next_piece: Callable[[], Piece]) -> Sighting:
    """Send parts as the camera has them: up to the faulty frame, that one, and on until one passes."""
    wrong = line.belt.wrong
    while (coming := next_piece()).truth is not Truth.UNSEEN:
        _sent(line, coming)
    before = line.records.newest()
    line.belt.codes.clear()
    start_s = time.monotonic()
    part = _sent(line, coming)
    saw = line.saw(part)
    while _sent(line, next_piece()).outcome is not Outcome.PASS:
        pass
    took_s = time.monotonic() - start_s
    return Sighting(saw, line.records.recorded(before, part.trigger_id), took_s, line.belt.wrong - wrong)


def _sent(line: StationLine, piece: Piece) -> PlcPart:
    """Send a part and wait for its row: there is one for each frame that the camera took, also of a late verdict."""
    before, part = line.records.newest(), line.belt.send(piece)
    end_s = time.monotonic() + ROW_WITHIN_S
    while line.records.newest() == before and time.monotonic() < end_s:
        time.sleep(0.005)
    return part


SCENARIOS = (
    Scenario(
        "camera unplugged",
        "its folder is gone while the part is in work",
        "by itself, once it is back; READY waits",
        unplugged,
        "FAULT CAMERA|FAULT BAD_IMAGE",
    ),
    Scenario(
        "frame frozen", "the driver hands out the last frame again", ITSELF, in_driver("frozen"), "FAULT BAD_IMAGE"
    ),
    Scenario(
        "frame torn",
        "the driver loses the lower half and says nothing",
        ITSELF,
        in_driver("torn"),
        "REJECT NOT_ALIGNED|FAULT BAD_IMAGE",
    ),
    Scenario(
        "file torn",
        "half a picture is written and left",
        ITSELF,
        spoilt_by(lambda data: data[: len(data) // 2]),
        "FAULT BAD_IMAGE|FAULT DEADLINE",
    ),
    Scenario(
        "frame missing",
        "no picture comes",
        "by itself, after as long again as the line waited",
        spoilt_by(lambda _data: None),
        "FAULT (CAMERA|DEADLINE)",
    ),
    Scenario(
        "frame late",
        "the picture comes after the deadline",
        "by itself, after as long again as the line waited; the late picture is set aside",
        spoilt_by(bytes, late_s=2.5),
        "FAULT (CAMERA|DEADLINE)",
    ),
    Scenario(
        "frame black",
        "the light stays off",
        ITSELF,
        seen_as(lambda of: replace(of, image=of.image // 64)),
        "REJECT NOT_ALIGNED|FAULT (BAD_IMAGE|DEADLINE)",
    ),
    Scenario(
        "frame saturated",
        "every pixel is 255",
        ITSELF,
        seen_as(lambda of: replace(of, image=np.full_like(of.image, 255))),
        "REJECT NOT_ALIGNED|FAULT (BAD_IMAGE|DEADLINE)",
    ),
    Scenario(
        "alignment refused",
        "something else lies in the nest",
        ITSELF,
        seen_as(another_part),
        "REJECT NOT_ALIGNED|FAULT DEADLINE",
    ),
)
