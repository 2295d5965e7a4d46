"""Signs of life: of the PLC, of the station, and the device's own. Pure."""

from dataclasses import replace
from functools import partial

from inspector.part import Reason
from inspector.plc.registers import PlcWords
from inspector.plc.results import withdraw
from inspector.plc.state import State, Trail, follow, spoil

_BEAT_MODULUS = 1 << 16


def plc_silence(state: State, now_s: float) -> Trail:
    """Lose a watched PLC whose heartbeat stands."""
    if state.plc_lost or state.heartbeat_s is None or now_s - state.heartbeat_s <= state.settings.heartbeat_limit_s:
        return ()
    return lose_plc(state)


def lose_plc(state: State) -> Trail:
    """Take every result down: nobody knows what the PLC still does with them. A part in work can only be FAULT."""
    return follow((replace(state, plc_lost=True),), withdraw, partial(spoil, reason=Reason.PLC))


def find_plc(state: State) -> Trail:
    """Take the PLC for present again, unless its heartbeat is watched: then its next change tells."""
    is_watched = state.settings.heartbeat_required or state.heartbeat_s is not None
    return (replace(state, plc_lost=state.plc_lost and is_watched),)


def hear_plc(state: State, words: PlcWords, now_s: float) -> Trail:
    """Take a changed heartbeat as a sign of life."""
    if words.heartbeat_in == state.plc.heartbeat_in:
        return ()
    return (replace(state, heartbeat_s=now_s, plc_lost=False),)


def station_silence(state: State, now_s: float) -> Trail:
    """Say that the station takes no triggers; a result that nobody has read until then goes down."""
    works = state.owed or (state.part is not None and state.part.taken)
    patience_s = state.settings.station_limit_s + (state.station.deadline_ms / 1000 if works else 0.0)
    if state.station_silent or now_s - state.station_s <= patience_s:
        return ()
    return follow((replace(state, station_silent=True),), withdraw)


def hear_station(state: State, now_s: float) -> Trail:
    """Take whatever the station does as a sign of life."""
    return (replace(state, station_s=now_s, station_silent=False),)


def beat(state: State, now_s: float) -> Trail:
    """Count the device's own heartbeat on; it stands while the station is silent."""
    if state.station_silent or now_s < state.beat_s:
        return ()
    return (replace(state, beats=(state.beats + 1) % _BEAT_MODULUS, beat_s=now_s + state.settings.beat_s),)
