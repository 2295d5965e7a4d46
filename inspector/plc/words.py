"""The words that show the handshake's state to the PLC. Pure."""

from inspector.part import Outcome
from inspector.plc.link import ErrorCode
from inspector.plc.registers import DeviceWords, ResultWords
from inspector.plc.state import (
    COUNTER_MODULUS,
    Counters,
    State,
    error_code,
    is_challenge_ready,
    is_ready,
    is_selected,
    results_pending,
)


def words_of(state: State) -> DeviceWords:
    """Return the words that show `state` to the PLC. No result bit is on unless `result_valid` is."""
    if not state.online:
        return DeviceWords(map_version=state.map_version)
    result = state.result or ResultWords()
    shown = result.outcome if state.valid else 0
    code, counters = error_code(state), state.counters
    return DeviceWords(
        outcome=result.outcome,
        reason=result.reason,
        result_id=result.result_id,
        score_milli=result.score_milli,
        defect_count=result.defect_count,
        largest_area=result.largest_area,
        offset_x=result.offset_x,
        offset_y=result.offset_y,
        angle=result.angle,
        time_ms=result.time_ms,
        online=True,
        ready=is_ready(state),
        trigger_ack=state.trigger_ack,
        busy=state.part is not None,
        exposure_done=state.exposure_done,
        result_valid=state.valid,
        result_toggle=state.toggle,
        pass_=shown == Outcome.PASS,
        reject=shown == Outcome.REJECT,
        recheck=shown == Outcome.RECHECK,
        fault=shown == Outcome.FAULT,
        missed_trigger=state.missed_trigger,
        buffer_overrun=state.buffer_overrun,
        warning=state.station.warning,
        error=code is not ErrorCode.NONE,
        challenge_due=state.station.challenge_due,
        active_product=state.station.product_number,
        golden_revision=state.station.golden_revision,
        recipe_checksum=state.station.recipe_checksum,
        error_code=code,
        inspected=_inspected(counters),
        passed=counters.passed,
        rejected=counters.rejected,
        rechecked=counters.rechecked,
        faulted=counters.faulted,
        missed=counters.missed,
        heartbeat_out=state.beats,
        map_version=state.map_version,
        product_select_ack=_is_select_acknowledged(state),
        product_select_failed=state.select_error is not ErrorCode.NONE,
        challenge_ready=is_challenge_ready(state),
        challenge_failed=state.station.challenge_failed,
        results_waiting=len(results_pending(state)),
    )


def _is_select_acknowledged(state: State) -> bool:
    return state.plc.product_select_request and bool(state.selected) and is_selected(state)


def _inspected(counters: Counters) -> int:
    total = counters.passed + counters.rejected + counters.rechecked + counters.faulted
    return total % COUNTER_MODULUS
