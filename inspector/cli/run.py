"""`inspector run`: a station and its dashboard as two supervised processes."""

import signal
import sys
import threading
import time
from pathlib import Path

import click

from inspector.cli import options
from inspector.settings import load_settings
from inspector.supervisor import Child, Supervisor


@click.command()
@options.config
@click.option("--dashboard/--no-dashboard", "with_dashboard", default=True, help="Whether the pages are served too.")
def run(config: Path, *, with_dashboard: bool) -> int:
    """Run a station and its dashboard, and start again what dies; Ctrl-C ends both."""
    load_settings(config)
    names = ("station", "dashboard") if with_dashboard else ("station",)
    with Supervisor([child(name, config) for name in names], time.monotonic) as supervisor:
        return supervisor.watch(stop_on_signals())


def child(name: str, config: Path) -> Child:
    """Return the supervised process of the command `name`; the line needs the station alone."""
    command = [sys.executable, "-m", "inspector", name, "--supervised", "--config", str(config)]
    return Child(name, command, essential=name == "station")


def stop_on_signals() -> threading.Event:
    """Return an event that Ctrl-C and SIGTERM set."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
