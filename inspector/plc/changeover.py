r"""The change of product: the PLC names one, the station goes over to it, and only then parts are taken again. Pure.

::

    plc     product_select          ==X== 4 =======================================
            product_select_request  ____/-------------------------\________________
    device  ready                   -----\________________________/----------------
            active_product          == 3 ====================X= 4 =================
            product_select_ack      _________________________/-----\_______________

A product that cannot be had sets `product_select_failed` instead, and `ready` stays down: which product lies in front
of the camera only the PLC knows, and that it names one the station does not have must not end in parts judged by
another product's golden.
"""

from dataclasses import replace

from inspector.part import Reason
from inspector.plc.link import ErrorCode
from inspector.plc.state import State, Trail, follow, spoil


def select(state: State) -> Trail:
    """Take the product that the PLC asks for now; a part in work is not of that product for sure."""
    number, station = state.plc.product_select, state.station
    is_known = number == station.product_number or number in station.products
    error = ErrorCode.NONE if is_known and number else ErrorCode.UNKNOWN_PRODUCT
    asked = replace(state, selected=number, select_error=error)
    if number == station.product_number and not wanted(state):
        return (asked,)
    return follow((asked,), lambda s: spoil(s, Reason.RECIPE))


def wanted(state: State) -> int:
    """Return the number of the product that the station shall go over to, 0 for none."""
    is_open = state.selected != state.station.product_number and not state.select_error
    return state.selected if is_open else 0


def refused(state: State, number: int) -> Trail:
    """Note that the station cannot go over to product `number`; whatever the PLC has asked for since stays asked."""
    if not number or wanted(state) != number:
        return ()
    return (replace(state, select_error=ErrorCode.PRODUCT_FAILED),)


def forget(state: State) -> Trail:
    """Forget a selection that failed; a station with several products then waits for another one."""
    return (replace(state, selected=0, select_error=ErrorCode.NONE),) if state.select_error else ()
