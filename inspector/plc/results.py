"""The results that wait for their acknowledge: put in, shown one after the other, taken out. Pure.

Results are shown in the order of their parts, each alone on the wire until the PLC has acknowledged it. The next goes
up only when `result_ack` has fallen, so that one acknowledge never counts for two results.
"""

from dataclasses import replace

from inspector.plc.link import ErrorCode
from inspector.plc.registers import ResultWords
from inspector.plc.state import State, Trail, follow, results_pending


def put_up(state: State, result: ResultWords) -> Trail:
    """Let `result` wait behind the others, and show it where nothing is before it."""
    return follow((replace(state, waiting=(*state.waiting, result)),), show_next)


def show_next(state: State) -> Trail:
    """Show the oldest result: first its words, then, with nothing else changed, its bits."""
    if state.result or not state.waiting or state.plc.result_ack:
        return ()
    words_up = replace(state, result=state.waiting[0], waiting=state.waiting[1:])
    return words_up, replace(words_up, valid=True, toggle=not state.toggle)


def acknowledge(state: State, *, was_shown: bool) -> Trail:
    """Take the shown result down because the PLC has read it, where it was shown before."""
    if not (state.valid and was_shown):
        return (replace(state, refusal=ErrorCode.ACK_WITHOUT_RESULT),)
    return _take_down(state)


def withdraw(state: State) -> Trail:
    """Take every result down, shown or waiting: none of them may be used any more."""
    return _take_down(replace(state, waiting=())) if results_pending(state) else ()


def _take_down(state: State) -> Trail:
    """Take the shown result down: first its bits, then its words; `exposure_done` falls with the last part's result."""
    bits_down = replace(state, valid=False)
    may_move = state.exposure_done and bool(state.waiting or state.part)
    return bits_down, replace(bits_down, result=None, exposure_done=may_move)
