"""What has to hold before somebody is changed: a badge is one person's, and an admin who can come in is always left."""

from sqlite_utils import Database

from inspector.errors import ChangedError, InputError
from inspector.people.roles import Role
from inspector.people.users import Change, User, UserState, folded
from inspector.refusal import RefusalCode, because


def check_pin_given(user: User, change: Change, role: Role) -> None:
    """Raise InputError where `user` gets a role that may need more digits, and no PIN with it."""
    is_higher = role.may(Role.ENGINEER) and not user.role.may(role)
    if change.pin is None and is_higher:
        told_as = because(RefusalCode.PIN_NEEDED, role=role)
        needed = "more digits may be needed for that role"
        raise InputError(f"make {user.name} {role}", needed, "give a new PIN", told_as)


def check_unchanged(now: User, found: User) -> None:
    """Raise ChangedError where somebody else changed the role for which PIN and badge were looked at meanwhile."""
    if now.role is not found.role:
        told_as = because(RefusalCode.USER_CHANGED, name=now.name, role=now.role)
        changed = f"somebody made them {now.role} meanwhile"
        raise ChangedError(f"change {now.name}", changed, "look at the list of users again", told_as)


def check_way_in_left(db: Database, user: User, change: Change) -> None:
    """Raise InputError where `user` would have neither PIN nor badge: nobody could sign in as them any more."""
    has_pin = change.pin is not None or db.execute("SELECT pin FROM users WHERE name = ?", (user.name,)).fetchone()[0]
    if change.badge == "" and not has_pin:
        told_as = because(RefusalCode.PIN_OR_BADGE)
        raise InputError(f"take the badge of {user.name}", "they have no PIN", "give them a PIN first", told_as)


def check_badge_free(db: Database, badge: bytes | None, name: str) -> None:
    """Raise InputError where the badge is another one's than `name`'s; None is nobody's."""
    found = db.execute("SELECT name FROM users WHERE badge = ? AND folded <> ?", (badge, folded(name))).fetchone()
    if found:
        told_as = because(RefusalCode.BADGE_TAKEN, name=found[0])
        raise InputError(f"give that badge to {name}", f"it is the badge of {found[0]}", "give another", told_as)


def check_admin_left(db: Database, user: User, becomes: Role | None) -> None:
    """Raise InputError where `user` is the last admin who may sign in, and no longer is one as `becomes`."""
    others = db.execute(
        "SELECT count(*) FROM users WHERE role = 'admin' AND state = 'active' AND name <> ?", (user.name,)
    ).fetchone()[0]
    was = user.role is Role.ADMIN and user.state is UserState.ACTIVE
    if was and becomes is not Role.ADMIN and not others:
        told_as = because(RefusalCode.LAST_ADMIN, name=user.name)
        raise InputError(f"change {user.name}", "no other admin is left", "add or unlock another admin first", told_as)
