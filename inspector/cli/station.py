"""`inspector station`: the station alone, in the foreground."""

import os
import sys
import time
from pathlib import Path

import click

from inspector.cli import options
from inspector.cli.run import stop_on_signals
from inspector.settings import load_settings
from inspector.supervisor import outlive_nobody
from inspector.wiring.line import run_station
from inspector.wiring.watchdog import Watchdog


@click.command()
@options.config
@options.supervised
def station(config: Path, *, supervised: bool) -> None:
    """Run the station alone, in the foreground: capture, align, compare, decide, signal, record."""
    settings = load_settings(config)
    stop = stop_on_signals()
    if supervised:
        outlive_nobody(sys.stdin.read, stop.set)
    with Watchdog(os.environ.get("NOTIFY_SOCKET"), time.monotonic, os.environ.get("WATCHDOG_USEC")) as watchdog:
        run_station(settings, stop, watchdog.beat)
