"""Roles, sessions that end by themselves, waits that grow: with clocks that the tests turn."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from people import ADDED_BY, CHEAP, PIN
from typing_extensions import override

from inspector.errors import ChangedError, InputError, StoreError
from inspector.people import throttle
from inspector.people.pins import Pins, check_pin
from inspector.people.roles import Role
from inspector.people.sign_in import SignedIn, SignIn, Wait
from inspector.people.sqlite_trail import TRAIL_FILE, SqliteTrail
from inspector.people.sqlite_users import SqliteUsers
from inspector.people.throttle import Throttle
from inspector.people.users import Change, SessionRules, check_name

HERE = "192.168.10.7"
RULES = SessionRules(idle_s=900, longest_s=3_600)


@dataclass(slots=True)
class Clocks:
    """The time of day, and the seconds since the start."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 2, 6, 0, tzinfo=UTC))
    now_s: float = 0.0

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.now_s += seconds


@dataclass(frozen=True, slots=True)
class Station:
    clocks: Clocks
    users: SqliteUsers
    trail: SqliteTrail
    door: SignIn


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    """Return a station with Li, an operator, who is not signed in."""
    clocks = Clocks()
    trail = SqliteTrail(tmp_path, lambda: clocks.now)
    users = SqliteUsers(tmp_path, trail, RULES, Pins(CHEAP), lambda: clocks.now)
    with closing(trail), closing(users):
        users.add("Li", Role.OPERATOR, PIN, None, ADDED_BY)
        yield Station(clocks, users, trail, SignIn(users, trail, lambda: clocks.now_s))


def is_in(station: Station, secret: str, *, used: bool = False) -> bool:
    return station.users.session(secret, used=used) is not None


def test_a_session_ends_after_idle_minutes_and_use_makes_it_last_on(station: Station) -> None:
    secret = station.users.open_session("Li", HERE)
    station.clocks.go_on(800)
    assert is_in(station, secret, used=True)
    station.clocks.go_on(800)
    assert is_in(station, secret)
    station.clocks.go_on(101)
    assert not is_in(station, secret)


def test_a_session_ends_after_its_longest_time_however_it_is_used(station: Station) -> None:
    secret = station.users.open_session("Li", HERE)
    for _ in range(5):
        station.clocks.go_on(700)
        assert is_in(station, secret, used=True)
    station.clocks.go_on(101)
    assert not is_in(station, secret, used=True)


def test_a_clock_that_was_set_back_ends_a_session(station: Station) -> None:
    secret = station.users.open_session("Li", HERE)
    station.clocks.go_on(-1)
    assert not is_in(station, secret)


def acts(station: Station) -> list[tuple[str, str, str, str]]:
    """Return who did what from where and why, oldest first, without how the list of users came about."""
    found = station.trail.page(100)[::-1]
    return [(each.by.name, each.act, each.by.address, each.detail) for each in found if each.act != "add-user"]


def test_who_is_signed_off_by_itself_is_noted_once_with_the_reason(station: Station) -> None:
    station.users.open_session("Li", HERE)
    station.clocks.go_on(899)
    station.users.sign_off_idle()
    assert acts(station) == []
    station.clocks.go_on(1)
    for _ in range(2):
        station.users.sign_off_idle()
    assert acts(station) == [("Li", "sign-off", HERE, "nobody touched the display for 15 min")]


def test_who_was_busy_for_too_long_is_signed_off_for_that(station: Station) -> None:
    secret = station.users.open_session("Li", HERE)
    for _ in range(4):
        station.clocks.go_on(800)
        assert is_in(station, secret, used=True)
    station.clocks.go_on(400)
    station.users.sign_off_idle()
    assert acts(station) == [("Li", "sign-off", HERE, "1 h after signing in")]


def test_a_touch_tells_how_long_it_lasts_from_now(station: Station) -> None:
    secret = station.users.open_session("Li", HERE)
    station.clocks.go_on(890)
    touched = station.users.session(secret, used=True)
    assert touched is not None
    assert (touched.left_s, touched.longest_left_s) == (900, 3_600 - 890)


@pytest.mark.parametrize("change", [Change(pin="864209"), Change(role=Role.QUALITY), Change(locked=True)])
def test_whoever_is_changed_is_signed_off(station: Station, change: Change) -> None:
    secret = station.users.open_session("Li", HERE)
    station.users.change("Li", change, ADDED_BY)
    assert not is_in(station, secret)


def test_nobody_is_left_without_pin_and_badge(station: Station) -> None:
    station.users.add("Wang", Role.ADMIN, None, "0007391842", ADDED_BY)
    with pytest.raises(InputError, match="cannot take the badge of Wang: they have no PIN; give them a PIN first"):
        station.users.change("Wang", Change(badge=""), ADDED_BY)
    assert isinstance(station.door.by_badge("0007391842", HERE), SignedIn)
    station.users.change("Wang", Change(badge="", pin="864209"), ADDED_BY)
    assert isinstance(station.door.by_pin("Wang", "864209", HERE), SignedIn)


class InterruptedPins(Pins):
    """Makes what is kept of a PIN; somebody else changes the same user meanwhile."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__(CHEAP)
        self._meanwhile = meanwhile

    @override
    def kept(self, pin: str) -> str:
        self._meanwhile()
        return super().kept(pin)


def test_a_role_that_was_taken_away_meanwhile_does_not_come_back_with_a_new_pin(
    tmp_path: Path, station: Station
) -> None:
    station.users.change("Li", Change(role=Role.QUALITY), ADDED_BY)
    pins = InterruptedPins(lambda: station.users.change("Li", Change(role=Role.OPERATOR), ADDED_BY))
    says = "cannot change Li: somebody made them operator meanwhile"
    with closing(SqliteUsers(tmp_path, station.trail, RULES, pins)) as other, pytest.raises(ChangedError, match=says):
        other.change("Li", Change(pin="864209"), ADDED_BY)
    assert [(user.name, user.role) for user in station.users.all()] == [("Li", Role.OPERATOR)]
    assert isinstance(station.door.by_pin("Li", PIN, HERE), SignedIn)


def test_whoever_is_locked_does_not_come_in(station: Station) -> None:
    station.users.change("Li", Change(locked=True), ADDED_BY)
    assert station.door.by_pin("Li", PIN, HERE) is None


def test_a_secret_that_nobody_was_given_opens_nothing(station: Station) -> None:
    secret = station.users.open_session("Li", HERE)
    assert [is_in(station, guess) for guess in ("", "x", secret[:-1], "\udc80" * 43)] == [False] * 4


def test_the_oldest_of_too_many_sessions_of_one_person_ends(station: Station) -> None:
    secrets = []
    for _ in range(9):
        secrets.append(station.users.open_session("Li", HERE))
        station.clocks.go_on(1)
    assert [is_in(station, secret) for secret in secrets] == [False] + [True] * 8
    assert acts(station) == [("Li", "sign-off", HERE, "signed in 8 times since")]


def test_waits_double_and_the_right_pin_ends_them(station: Station) -> None:
    assert [station.door.by_pin("Li", "0000", HERE) for _ in range(3)] == [None] * 3
    assert station.door.by_pin("Li", PIN, HERE) == Wait(2.0)
    station.clocks.go_on(2)
    assert station.door.by_pin("Li", "0000", HERE) is None
    assert station.door.by_pin("Li", PIN, HERE) == Wait(4.0)
    station.clocks.go_on(4)
    assert isinstance(station.door.by_pin("Li", PIN, HERE), SignedIn)
    assert station.door.by_pin("Li", "0000", HERE) is None
    assert isinstance(station.door.by_pin("Li", PIN, HERE), SignedIn)


def test_another_address_does_not_shorten_the_wait_for_a_name(station: Station) -> None:
    for last in range(3):
        station.door.by_pin("Li", "0000", f"192.168.10.{last}")
    assert station.door.by_pin("Li", PIN, "192.168.10.99") == Wait(2.0)


def test_one_address_waits_whatever_names_it_tries(station: Station) -> None:
    for name in ("Li", "Wang", "nobody"):
        station.door.by_pin(name, "0000", HERE)
    assert station.door.by_pin("Maria", PIN, HERE) == Wait(2.0)
    assert station.door.by_badge("0007391842", HERE) == Wait(2.0)


def test_a_right_pin_or_badge_ends_no_wait_for_guessing_badges(station: Station) -> None:
    station.users.add("Wang", Role.OPERATOR, None, "0007391842", ADDED_BY)
    door = station.door
    for guess in ("0007391841", "0007391843", "0007391844"):
        assert door.by_badge(guess, HERE) is None
        station.clocks.go_on(2)
        assert isinstance(door.by_badge("0007391842", HERE), SignedIn)
        assert isinstance(door.by_pin("Li", PIN, HERE), SignedIn)
    assert door.by_badge("0007391845", HERE) is None
    assert isinstance(door.by_pin("Li", PIN, "192.168.10.8"), SignedIn)
    assert door.by_badge("0007391842", HERE) == Wait(4.0)


def test_an_hour_without_a_wrong_badge_is_enough_however_many_were_right(station: Station) -> None:
    station.users.add("Wang", Role.OPERATOR, None, "0007391842", ADDED_BY)
    for _ in range(2):
        station.door.by_badge("0007391843", HERE)
    for _ in range(7):
        station.clocks.go_on(600)
        assert isinstance(station.door.by_badge("0007391842", HERE), SignedIn)
    assert station.door.by_badge("0007391843", HERE) is None
    assert isinstance(station.door.by_badge("0007391842", HERE), SignedIn)


def test_many_tries_at_once_gain_nothing(station: Station) -> None:
    found: list[SignedIn | Wait | None] = []
    threads = [
        Thread(target=lambda: found.append(station.door.by_pin("Li", "0000", HERE)), name=f"try {n}") for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sum(answer is None for answer in found) == throttle.FREE_TRIES


def test_whoever_tries_many_names_fills_no_memory() -> None:
    waits = Throttle(kept=8)
    for number in range(1_000):
        waits.count(f"192.168.{number // 256}.{number % 256}", 0.0)
    assert [waits.count(f"192.168.3.{last}", 1.0) for last in (231, 0)] == [2, 1]


def test_what_cannot_be_noted_is_not_done(tmp_path: Path, station: Station) -> None:
    station.trail.close()
    (tmp_path / TRAIL_FILE).write_bytes(b"nonsense" * 2_000)
    with pytest.raises(StoreError, match=r"audit\.sqlite3"):
        station.users.add("Wang", Role.ADMIN, PIN, None, ADDED_BY)
    with pytest.raises(StoreError, match=r"audit\.sqlite3"):
        station.door.by_pin("Li", PIN, HERE)
    assert station.users.named("Wang") is None


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\x1b[31m", "\u202egnp.exe", "x" * 61, "\ud800"])
def test_a_name_that_cannot_be_seen_or_is_too_long_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="use the name"):
        check_name(name)


@pytest.mark.parametrize("name", ["王芳", "<b>O'Brien</b>", "=1+1", "José", "Li / Wang"])
def test_a_name_is_kept_as_it_was_given(name: str) -> None:
    assert check_name(f" {name} ") == name


def test_names_that_look_the_same_are_the_same() -> None:
    """On a page two spaces are one."""
    assert check_name("Li   Wei") == check_name("Li Wei")


@pytest.mark.parametrize(
    ("role", "pin"), [(Role.OPERATOR, "2749"), (Role.ADMIN, "274951"), (Role.ADMIN, "274951864209")]
)
def test_a_pin_that_is_long_enough_is_taken(role: Role, pin: str) -> None:
    assert check_pin(pin, role) == pin
