"""The account that gives a command, as trails and ledgers name it."""

import os
import pwd


def account_name() -> str:
    """Return the name of the account of this process, its number where it has none, as in a container.

    The system is asked and not the environment, in which anybody can be anybody.
    """
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
