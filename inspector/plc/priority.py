"""The wire's thread comes before all else on its PC: the controller waits for nobody's time slice."""

import os
import sys

# The lowest there is: above every program of this PC, below what the system itself keeps in real time.
_LOWEST = 1


def come_first() -> bool:
    """Give the calling thread real-time priority, where the system grants it; return whether it did.

    A thread that only has a better nice value still waits until the running one has used up its slice, some 3 ms on
    Linux since 6.6. What this thread starts does not inherit the priority. Granted to root, and to a service with
    `LimitRTPRIO=1`; without it the line runs as safely, with a longer tail.

    Notes
    -----
    sched(7), "SCHED_RR: Round-robin scheduling" and "Resetting scheduling policy for child processes".
    """
    if sys.platform != "linux":
        return False
    try:
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(_LOWEST))
    except PermissionError:
        return False
    return True
