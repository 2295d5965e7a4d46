"""Whatever bytes come, the device answers each by the book and shows what the book wants; the bench gives a million."""

import asyncio
import random
from dataclasses import replace

import pytest
from fuzz_plc import GOOD, as_the_writer, codec, in_process, inputs, over_sockets, serial_line
from fuzz_plc_client import ask, conversations, hostile, replies
from fuzz_plc_twin import WELL, Twin
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.plc.modbus_client import Peer


@st.composite
def _nearly_good(draw: st.DrawFn) -> bytes:
    """Return a good request with one byte changed, or with bytes cut from its end, or added."""
    request = bytearray(draw(st.sampled_from(GOOD)))
    request[draw(st.integers(0, len(request) - 1))] = draw(st.integers(0, 255))
    return bytes(request[: draw(st.integers(1, len(request)))]) + draw(st.binary(max_size=3))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=253) | st.sampled_from(GOOD) | _nearly_good(), max_size=8))
def test_no_bytes_crash_the_device_or_change_a_bit_that_the_book_does_not_change(requests: list[bytes]) -> None:
    async def give_all() -> None:
        twin = Twin()
        for request in requests:
            code = await twin.give(request)
            assert code in {0, 1, 2, 3}

    asyncio.run(give_all())


def test_the_bench_itself_sees_a_bit_that_changed() -> None:
    twin = Twin()
    twin.fuzzed.report(replace(WELL, golden_revision=2))
    with pytest.raises(AssertionError, match="the book wants"):
        asyncio.run(twin.give(GOOD[0]))


def test_the_inputs_come_while_results_of_every_kind_are_up() -> None:
    _, up = asyncio.run(in_process(6_000, seed=5))
    assert min(up[outcome] for outcome in ("PASS", "REJECT", "RECHECK", "FAULT", "none")) > 40, up


def test_the_bench_itself_sees_a_result_that_nobody_found() -> None:
    twin = Twin()

    async def until_up() -> None:
        for request in inputs(3_000, seed=5):
            await twin.give(request)
            if twin.up["PASS"]:
                twin.station.judged.clear()

    with pytest.raises(AssertionError, match=r"PASS with bits 0001 for part \d+, found None"):
        asyncio.run(until_up())


def test_a_pass_that_is_up_stays_up_whatever_strangers_send() -> None:
    assert over_sockets(600, seed=5) >= 1


def test_the_writer_over_a_socket_gets_what_the_book_wants() -> None:
    assert as_the_writer(1_500, seed=5)["PASS"] > 20


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.binary(max_size=120), max_size=3))
def test_no_reply_is_taken_for_an_answer_that_is_not_one_to_the_byte(seed: int, noise: list[bytes]) -> None:
    rng = random.Random(seed)
    for answers in (hostile(rng), lambda _request: noise):
        asyncio.run(ask(rng, answers))


def test_among_hostile_replies_right_ones_are_taken() -> None:
    taken, undecodable = asyncio.run(replies(400, seed=5))
    assert (20 < taken < 120, undecodable > 0) == (True, True)


def test_a_plc_that_says_anything_is_shown_no_result() -> None:
    assert asyncio.run(conversations(200, seed=5)) == 200


def test_the_bench_itself_sees_a_reply_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Peer, "_check", lambda *_: None)
    with pytest.raises(AssertionError, match="taken for"):
        asyncio.run(replies(2_000, seed=5))


def test_random_registers_and_lumps_of_a_serial_line_come_back_as_they_were() -> None:
    assert codec(200, seed=5) == 400
    assert serial_line(500, seed=5) > 10
