"""`inspector dashboard`: the pages of a station alone, in the foreground."""

import os
import sys
import time
from pathlib import Path

import click
import structlog

from inspector.cli import options
from inspector.dashboard.serve import Hooks
from inspector.settings import load_settings
from inspector.supervisor import outlive_nobody
from inspector.wiring.pages import dashboard_of
from inspector.wiring.watchdog import Watchdog


@click.command()
@options.config
@options.supervised
def dashboard(config: Path, *, supervised: bool) -> None:
    """Serve the dashboard of a station alone, in the foreground; the station does not need it."""
    settings = load_settings(config)
    with Watchdog(os.environ.get("NOTIFY_SOCKET"), time.monotonic) as watchdog:
        pages = dashboard_of(settings, Hooks(ready=watchdog.beat, beat=watchdog.beat))
        if supervised:
            outlive_nobody(sys.stdin.read, pages.stop)
        structlog.get_logger().info("dashboard", url=pages.bind())
        pages.run()
