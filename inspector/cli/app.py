"""The command `inspector`: finds the command asked for, and turns every known error into one line and a status."""

import importlib
import logging
import sys

import click
import structlog
from typing_extensions import override

from inspector.cli.plain import plain
from inspector.errors import InspectorError, LinkLostError, RuntimeLostError, StoppedError

_DONE, _FAILED, _BAD_INPUT = 0, 1, 2
_COMMANDS = {
    "align": "inspector.cli.align:align",
    "backup": "inspector.cli.backup:backup",
    "bench": "inspector.cli.bench:measure",
    "bundle": "inspector.cli.bundle:bundle",
    "calibrate": "inspector.cli.calibrate:calibrate",
    "dashboard": "inspector.cli.dashboard:dashboard",
    "demo": "inspector.cli.demo:demo",
    "doctor": "inspector.cli.doctor:doctor",
    "drill": "inspector.cli.drill:drill",
    "evaluate": "inspector.cli.evaluate:evaluate",
    "export": "inspector.cli.export:export",
    "golden": "inspector.cli.golden:golden",
    "judge": "inspector.cli.judge:judge",
    "msa": "inspector.cli.msa:msa",
    "plc": "inspector.cli.plc:plc",
    "quantise": "inspector.cli.quantise:quantise",
    "records": "inspector.cli.records:records",
    "replay": "inspector.cli.replay:replay_command",
    "restore": "inspector.cli.backup:restore",
    "run": "inspector.cli.run:run",
    "station": "inspector.cli.station:station",
    "teach": "inspector.cli.teach:teach",
    "train": "inspector.cli.train:train",
    "users": "inspector.cli.users:users",
    "vary": "inspector.cli.vary:vary",
}


class _Commands(click.Group):
    """Imports a command when it is asked for: `inspector plc map` waits for no inference runtime."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_COMMANDS})

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{_COMMANDS[cmd_name]} is no command")
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="inspector")
def inspector() -> None:
    """Golden-reference defect inspection for production lines."""


def main() -> None:
    """Run the command line and leave with its status: 0 done, 1 failed, 2 bad usage or input.

    A station that lost its device or its link has failed: started again, it may have both. So has a training that was
    stopped before its end: started again, it goes on.
    """
    _log_to_stderr()
    try:
        sys.exit(inspector.main(standalone_mode=False) or _DONE)
    except (RuntimeLostError, LinkLostError, StoppedError) as error:
        _leave(plain(str(error)), _FAILED)
    except InspectorError as error:
        _leave(plain(str(error)))
    except click.Abort:
        _leave("stopped")
    except click.ClickException as error:
        where = (
            f"`{error.ctx.command_path} --help` tells how" if isinstance(error, click.UsageError) and error.ctx else ""
        )
        _leave("; ".join(part for part in (error.format_message().rstrip("."), where) if part))


def _leave(line: str, status: int = _BAD_INPUT) -> None:
    click.echo(f"inspector: {line}", err=True)
    sys.exit(status)


def _log_to_stderr() -> None:
    """Log lines go to standard error, one JSON document each; libraries only speak up from a warning on."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
