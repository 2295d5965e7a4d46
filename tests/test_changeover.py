"""The change of product: asked for by the PLC, done by the station between two parts, acknowledged by the active id."""

from dataclasses import replace

import pytest
from desk import WELL, Desk

from inspector.part import Outcome, Reason
from inspector.plc import changeover
from inspector.plc.link import ErrorCode
from inspector.plc.registers import DeviceWords

SEVERAL = replace(WELL, products=(3, 4))


def _asked(desk: Desk, number: int) -> DeviceWords:
    """Let the PLC ask for product `number`, on a new rise of its request."""
    desk.plc(product_select=number, product_select_request=False)
    return desk.plc(product_select_request=True)


def _on_three() -> Desk:
    desk = Desk(station=SEVERAL)
    _asked(desk, 3)
    desk.plc(product_select_request=False)
    return desk


def _answers(words: DeviceWords) -> tuple[bool, bool]:
    return words.product_select_ack, words.product_select_failed


def test_a_change_goes_through_not_ready_to_the_active_product_and_its_acknowledge() -> None:
    desk = _on_three()
    seen = _asked(desk, 4)
    assert (seen.ready, seen.active_product, _answers(seen)) == (False, 3, (False, False))
    assert changeover.wanted(desk.state) == 4
    seen = desk.report(product_number=4)
    assert (seen.ready, seen.active_product, _answers(seen)) == (True, 4, (True, False))
    assert changeover.wanted(desk.state) == 0


def test_the_acknowledge_falls_with_the_request() -> None:
    desk = _on_three()
    assert _asked(desk, 3).product_select_ack
    seen = desk.plc(product_select_request=False)
    assert (_answers(seen), seen.ready) == ((False, False), True)


def test_the_active_product_is_acknowledged_at_once_and_spoils_nothing() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    assert _asked(desk, 3).product_select_ack
    assert desk.judge(7).outcome is Outcome.PASS


def test_a_part_in_work_while_the_product_changes_cannot_pass() -> None:
    desk = _on_three()
    desk.trigger(7)
    desk.take()
    desk.plc(trigger=False)
    _asked(desk, 4)
    shown = desk.judge(7)
    assert (shown.outcome, shown.reason, desk.seen.fault) == (Outcome.FAULT, Reason.RECIPE, True)


def test_a_trigger_in_the_very_write_that_asks_for_another_product_is_missed() -> None:
    desk = _on_three()
    seen = desk.plc(product_select=4, product_select_request=True, trigger_id=7, trigger=True)
    assert (seen.busy, seen.missed, seen.error_code) == (False, 1, ErrorCode.NOT_READY)


def test_results_wait_to_be_read_until_the_product_has_changed() -> None:
    desk = _on_three()
    desk.judged_part(7)
    assert _asked(desk, 4).result_valid
    seen = desk.report(product_number=4)
    assert (seen.result_valid, seen.results_waiting) == (False, 0)


@pytest.mark.parametrize("number", [0, 9])
def test_an_unknown_product_is_refused_with_a_code_and_holds_the_line(number: int) -> None:
    desk = _on_three()
    seen = _asked(desk, number)
    assert (seen.error_code, seen.active_product) == (ErrorCode.UNKNOWN_PRODUCT, 3)
    assert (_answers(seen), seen.ready) == ((False, True), False)
    assert changeover.wanted(desk.state) == 0


def test_a_part_in_work_while_an_unknown_product_is_asked_for_cannot_pass() -> None:
    desk = Desk()
    desk.trigger(7)
    desk.take()
    _asked(desk, 9)
    assert desk.judge(7).reason is Reason.RECIPE


def test_after_an_unknown_product_a_known_one_gets_the_line_going_again() -> None:
    desk = _on_three()
    _asked(desk, 9)
    seen = _asked(desk, 3)
    assert (_answers(seen), seen.ready, seen.error_code) == ((True, False), True, ErrorCode.NONE)


def test_after_clear_error_a_station_with_one_product_goes_on_with_it() -> None:
    desk = Desk()
    _asked(desk, 9)
    seen = desk.plc(clear_error=True)
    assert (_answers(seen), seen.ready, seen.error_code) == ((False, False), True, ErrorCode.NONE)


def test_after_clear_error_a_station_with_several_products_waits_to_be_told_which() -> None:
    desk = _on_three()
    _asked(desk, 9)
    seen = desk.plc(clear_error=True)
    assert (seen.ready, seen.error_code) == (False, ErrorCode.PRODUCT_NOT_SELECTED)


def test_a_station_with_several_products_is_not_ready_after_boot_until_one_is_selected() -> None:
    desk = Desk(station=SEVERAL)
    assert (desk.seen.ready, desk.seen.error_code) == (False, ErrorCode.PRODUCT_NOT_SELECTED)
    assert _asked(desk, 3).ready


def test_a_product_that_the_station_cannot_go_over_to_fails_the_selection() -> None:
    desk = _on_three()
    _asked(desk, 4)
    seen = desk.refuse_product(4)
    assert (_answers(seen), seen.ready, seen.error_code) == ((False, True), False, ErrorCode.PRODUCT_FAILED)
    assert changeover.wanted(desk.state) == 0


def test_a_failed_product_may_be_asked_for_again() -> None:
    desk = _on_three()
    _asked(desk, 4)
    desk.refuse_product(4)
    assert not _asked(desk, 4).product_select_failed
    assert changeover.wanted(desk.state) == 4


def test_a_refusal_of_a_product_that_is_no_longer_wanted_changes_nothing() -> None:
    desk = Desk(station=replace(WELL, products=(3, 4, 5)))
    _asked(desk, 4)
    _asked(desk, 5)
    assert not desk.refuse_product(4).product_select_failed
    assert changeover.wanted(desk.state) == 5


def test_a_station_that_arrives_at_a_product_no_longer_wanted_is_sent_on() -> None:
    desk = _on_three()
    _asked(desk, 4)
    _asked(desk, 3)
    seen = desk.report(product_number=4)
    assert (seen.ready, _answers(seen), changeover.wanted(desk.state)) == (False, (False, False), 3)


def test_clear_error_does_not_stop_a_change_on_its_way() -> None:
    desk = _on_three()
    _asked(desk, 4)
    desk.plc(clear_error=True)
    assert changeover.wanted(desk.state) == 4


def test_product_zero_holds_a_station_with_one_product_too() -> None:
    seen = _asked(Desk(), 0)
    assert (seen.ready, seen.product_select_failed) == (False, True)
