"""One alarm over any sequence of events: it is never lost, never cleared by a word, never put away for ever."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import MOMENT

from inspector.alarms.alarm import SHELVED_MAX, Act, Alarm, Event, Key, Sign, State, after, marked, standing
from inspector.alarms.catalogue import CATALOGUE, Kind, hidden_by
from inspector.errors import InputError

SIGN = Sign(Key(Kind.CAMERA))


def event(act: Act, number: int = 1, minutes: float = 0.0, shelved_for: timedelta = timedelta(hours=1)) -> Event:
    at = MOMENT + timedelta(minutes=minutes)
    who = "" if act in {Act.RAISED, Act.RETURNED} else "Li"
    shelf = act is Act.SHELVED
    return Event(number, at, act, SIGN, who, "known" if shelf else "", at + shelved_for if shelf else None)


def after_all(*acts: Act) -> Alarm:
    alarm = None
    for number, act in enumerate(acts, 1):
        alarm = after(alarm, event(act, number, number))
    assert alarm is not None
    return alarm


RAISED, RETURNED, ACKNOWLEDGED, SHELVED, UNSHELVED = Act


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ((RAISED,), State.ACTIVE_UNACKNOWLEDGED),
        ((RAISED, ACKNOWLEDGED), State.ACTIVE_ACKNOWLEDGED),
        ((RAISED, RETURNED), State.RETURNED_UNACKNOWLEDGED),
        ((RAISED, RETURNED, ACKNOWLEDGED), State.CLEARED),
        ((RAISED, ACKNOWLEDGED, RETURNED), State.CLEARED),
        ((RAISED, RETURNED, RAISED), State.ACTIVE_UNACKNOWLEDGED),
        ((RAISED, SHELVED), State.SHELVED),
        ((RAISED, SHELVED, RETURNED), State.SHELVED),
        ((RAISED, ACKNOWLEDGED, SHELVED, UNSHELVED), State.ACTIVE_UNACKNOWLEDGED),
        ((RAISED, SHELVED, RETURNED, UNSHELVED), State.CLEARED),
        ((RAISED, SHELVED, RETURNED, RAISED, UNSHELVED), State.ACTIVE_UNACKNOWLEDGED),
    ],
)
def test_the_way_through_the_states(acts: tuple[Act, ...], state: State) -> None:
    assert after_all(*acts).state is state


@pytest.mark.parametrize(
    "acts",
    [
        (RETURNED,),
        (ACKNOWLEDGED,),
        (SHELVED,),
        (RAISED, RAISED),
        (RAISED, ACKNOWLEDGED, ACKNOWLEDGED),
        (RAISED, UNSHELVED),
        (RAISED, SHELVED, ACKNOWLEDGED),
        (RAISED, SHELVED, SHELVED),
        (RAISED, RETURNED, RETURNED),
        (RAISED, ACKNOWLEDGED, RETURNED, ACKNOWLEDGED),
    ],
)
def test_what_does_not_suit_the_state_is_refused(acts: tuple[Act, ...]) -> None:
    with pytest.raises(InputError, match="look at the alarm again"):
        after_all(*acts)


def test_an_alarm_that_comes_back_before_anybody_saw_it_is_one_entry_counted_twice() -> None:
    alarm = after_all(RAISED, RETURNED, RAISED)
    assert (alarm.count, alarm.raised, alarm.first_at) == (2, 3, MOMENT + timedelta(minutes=1))
    assert alarm.last_at == MOMENT + timedelta(minutes=3)


def test_after_it_was_cleared_it_is_counted_anew() -> None:
    alarm = after_all(RAISED, ACKNOWLEDGED, RETURNED, RAISED)
    assert (alarm.count, alarm.first_at) == (1, MOMENT + timedelta(minutes=4))


@pytest.mark.parametrize("shelved_for", [timedelta(0), timedelta(minutes=-1), SHELVED_MAX + timedelta(seconds=1)])
def test_nothing_is_put_away_for_longer_than_eight_hours(shelved_for: timedelta) -> None:
    with pytest.raises(InputError, match="within 8:00:00"):
        after(after_all(RAISED), event(SHELVED, 2, 2, shelved_for))


def test_nothing_is_put_away_without_a_reason() -> None:
    with pytest.raises(InputError, match="no reason"):
        after(after_all(RAISED), replace(event(SHELVED, 2), reason=""))


ACTS = st.lists(st.sampled_from(Act), max_size=30)


@settings(deadline=None)
@given(ACTS)
def test_over_any_sequence_no_word_of_a_person_changes_what_is_wrong(acts: list[Act]) -> None:
    alarm, is_wrong = None, False
    for number, act in enumerate(acts, 1):
        try:
            alarm = after(alarm, event(act, number, number))
        except InputError:
            continue
        is_wrong = {RAISED: True, RETURNED: False}.get(act, is_wrong)
        assert alarm.is_active is is_wrong
        if is_wrong:
            assert alarm.state is not State.CLEARED


@settings(deadline=None)
@given(ACTS)
def test_over_any_sequence_what_nobody_saw_is_never_cleared(acts: list[Act]) -> None:
    alarm, was_seen = None, True
    for number, act in enumerate(acts, 1):
        try:
            alarm = after(alarm, event(act, number, number))
        except InputError:
            continue
        was_seen = alarm.shelf is not None or (act is not RAISED and (was_seen or act is ACKNOWLEDGED))
        if alarm.state is State.CLEARED:
            assert was_seen


@settings(deadline=None)
@given(ACTS)
def test_over_any_sequence_the_journal_tells_the_same_as_living_through_it(acts: list[Act]) -> None:
    alarm, entered = None, []
    for number, act in enumerate(acts, 1):
        try:
            alarm = after(alarm, event(act, number, number))
        except InputError:
            continue
        entered.append(event(act, number, number))
    expected = {} if alarm is None or alarm.state is State.CLEARED else {SIGN.key: alarm}
    assert standing(entered, {}) == expected


@settings(deadline=None)
@given(ACTS)
def test_over_any_sequence_what_is_marked_as_its_end_is_its_end(acts: list[Act]) -> None:
    alarms = standing((), {})
    for number, act in enumerate(acts, 1):
        try:
            (entered,) = marked((event(act, number, number),), alarms)
        except InputError:
            continue
        alarms = standing((entered,), alarms)
        assert entered.clears is (SIGN.key not in alarms)


def test_every_kind_has_its_rule_and_none_hides_itself() -> None:
    assert set(CATALOGUE) == set(Kind)
    assert [kind for kind, rule in CATALOGUE.items() if kind in rule.hides] == []


def test_a_silent_station_hides_everything_that_only_it_could_tell() -> None:
    assert hidden_by(frozenset({Kind.SILENT})) == set(Kind) - {Kind.SILENT, Kind.TROUBLE, Kind.JOURNAL}
