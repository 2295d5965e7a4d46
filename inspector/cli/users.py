"""`inspector users`: who may sign in at the dashboard, and what they did."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from inspector.cli import options
from inspector.cli.plain import plain
from inspector.cli.users_place import place_options, users_place
from inspector.people.pins import check_badge
from inspector.people.roles import Role
from inspector.people.trail import Entry
from inspector.people.users import Change, User
from inspector.wiring.people import at_the_command_line, people_of

_DONE, _FAILED = 0, 1
_ROLES = click.Choice([role.value for role in Role])


@click.group()
def users() -> None:
    """Say who may sign in at the dashboard, in which role, and show what they did.

    A PIN or a badge is asked for without showing it, or read from standard input, one a line: never from the command
    line, where others see it. On a line PC give these commands as the account of the dashboard, which writes these
    files: `sudo -u inspector-dashboard -g inspector`.
    """


@users.command()
@click.argument("name")
@click.option("--role", type=_ROLES, default=Role.OPERATOR.value, show_default=True, help="What they may.")
@click.option("--pin/--no-pin", default=None, help="Ask for a PIN; on by default where --badge is not.")
@click.option("--badge", is_flag=True, help="Ask for a badge: hold it to the reader.")
@place_options
def add(*, name: str, role: str, pin: bool | None, badge: bool, data_dir: Path | None, config: Path | None) -> None:
    """Let NAME sign in: by PIN, by badge, or by both."""
    place = users_place(data_dir, config)
    asks_pin = not badge if pin is None else pin
    with people_of(place.data, place.users) as people:
        pin_given = _asked("PIN", twice=True) if asks_pin else None
        badge_given = check_badge(_asked("Badge")) if badge else None
        added = people.users.add(name, Role(role), pin_given, badge_given, at_the_command_line())
    click.echo(_line(added))


@users.command("list")
@place_options
@options.as_json
def list_command(data_dir: Path | None, config: Path | None, *, as_json: bool) -> None:
    """List everybody who may sign in or once could."""
    place = users_place(data_dir, config)
    with people_of(place.data, place.users) as people:
        found = people.users.all()
    if as_json:
        click.echo(json.dumps([asdict(user) for user in found], indent=1, default=str, ensure_ascii=False))
        return
    nobody = "nobody can sign in: `inspector users add NAME --role admin` adds the first"
    click.echo("\n".join(map(_line, found)) or nobody)


@users.command()
@click.argument("name")
@click.option("--role", type=_ROLES, help="What they may from now on.")
@click.option("--pin", is_flag=True, help="Ask for a new PIN; without it the one they have stays.")
@click.option("--badge/--no-badge", default=None, help="Ask for another badge, or take it away.")
@click.option("--lock/--unlock", "locked", default=None, help="Whether they may sign in.")
@place_options
def change(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    name: str,
    role: str | None,
    pin: bool,
    badge: bool | None,
    locked: bool | None,
    data_dir: Path | None,
    config: Path | None,
) -> None:
    """Change what NAME may or signs in with; whoever is signed in by that name is signed off."""
    place = users_place(data_dir, config)
    with people_of(place.data, place.users) as people:
        wanted = Change(
            role=Role(role) if role else None,
            pin=_asked("PIN", twice=True) if pin else None,
            badge=None if badge is None else check_badge(_asked("Badge")) if badge else "",
            locked=locked,
        )
        click.echo(_line(people.users.change(name, wanted, at_the_command_line())))


@users.command()
@click.argument("name")
@place_options
def remove(name: str, data_dir: Path | None, config: Path | None) -> None:
    """Take PIN and badge from NAME for good; nobody else gets the name, for the audit trail tells of it."""
    place = users_place(data_dir, config)
    with people_of(place.data, place.users) as people:
        people.users.remove(name, at_the_command_line())
    click.echo(f"{name} cannot sign in any more")


@users.command()
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many entries.")
@click.option("--verify", is_flag=True, help="Check that no entry was changed, taken away or put in between.")
@click.option("--head", help="Hash of the last entry as it was noted elsewhere: it has to be one of the trail.")
@place_options
@options.as_json
def audit(
    limit: int, head: str | None, data_dir: Path | None, config: Path | None, *, verify: bool, as_json: bool
) -> int:
    """Show what was done, the newest last: when, by whom, from where.

    With --verify the status is 1 where something is wrong.
    """
    place = users_place(data_dir, config)
    with people_of(place.data, place.users) as people:
        if verify or head:
            found = people.trail.verify(head or "")
            good = f"{found.entries} entries are as they were written, the last is {found.head_sha256}"
            click.echo(json.dumps(asdict(found), indent=1) if as_json else found.wrong or good)
            return _FAILED if found.wrong else _DONE
        entries = people.trail.page(limit)[::-1]
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in entries], indent=1, default=str, ensure_ascii=False))
    else:
        click.echo("\n".join(map(_act_line, entries)) or "nothing was done yet")
    return _DONE


def _asked(what: str, *, twice: bool = False) -> str:
    """Return what somebody types without it being seen; where standard input is no terminal, its next line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt(what, hide_input=True, confirmation_prompt=twice, err=True))


def _line(user: User) -> str:
    badge = "badge" if user.has_badge else ""
    return f"{user.name:<24} {user.role:<9} {user.state:<8} {badge:<6} since {user.since:%Y-%m-%d}".rstrip()


def _act_line(entry: Entry) -> str:
    by = entry.by
    who = f"{by.name or 'nobody'} ({by.role})" if by.role else by.name or "nobody"
    what = " ".join(part for part in (entry.act, entry.about) if part)
    detail = f": {entry.detail}" if entry.detail else ""
    words = plain(f"{who} from {by.address} {what}{detail}")
    return f"{entry.number:>6} {entry.at:%Y-%m-%d %H:%M:%S} {words}"
