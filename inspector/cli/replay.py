"""`inspector replay`: the archive judged again, by the revisions of then and by one that may follow."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from inspector.cli import options
from inspector.cli.golden_place import act_of, key_option
from inspector.cli.plain import plain
from inspector.errors import InputError
from inspector.golden.ledger import Entry
from inspector.part import Outcome
from inspector.replay.pace import progress_line
from inspector.replay.report import Report, report_lines
from inspector.wiring.account import account_name
from inspector.wiring.comparators import Runtime
from inspector.wiring.giving_way import GivesWay, be_nice
from inspector.wiring.material import Places
from inspector.wiring.places import shipped
from inspector.wiring.replay_entry import enter
from inspector.wiring.replaying import Order, Plan, crew_of, plan_of, replay, truths_of

_DONE, _FAILED = 0, 1
_SAY_EVERY_S = 10.0
_SAY_EVERY_ON_SCREEN_S = 0.5
_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command("replay")
@click.argument("product")
@click.option("--candidate", required=True, help="The revision that may follow, whatever its state.")
@options.data_dir
@options.golden_refs
@options.models
@options.card
@options.runtime
@options.device
@click.option("--since", type=_MOMENT, help="Only parts inspected from then on, UTC.")
@click.option("--until", type=_MOMENT, help="Only parts inspected before then, UTC.")
@click.option("--outcomes", help="Only parts recorded so, as in `reject,recheck`.")
@click.option("--out", type=options.FILE, help="The result [default: PRODUCT-REVISION.replay.json in this folder].")
@options.workers
@options.scheduler
@click.option(
    "--pause-above",
    type=click.FloatRange(0.05, 1.0),
    default=0.8,
    show_default=True,
    help="Wait while programs that give way to nobody take more than this share of the processor; 1: never wait.",
)
@click.option("--no-entry", is_flag=True, help="Do not enter the result into the ledger of the product.")
@click.option("--who", default=account_name, show_default="login name", help="Who does it, for the ledger.")
@click.option("--why", default="replayed before it may go live", show_default=True, help="Why, for the ledger.")
@key_option
@options.as_json
def replay_command(  # noqa: PLR0913, PLR0917 -- one parameter for each option of the command
    product: str,
    candidate: str,
    data_dir: Path | None,
    golden_refs: Path | None,
    models: Path | None,
    card: str,
    runtime: Runtime,
    device: str | None,
    since: datetime | None,
    until: datetime | None,
    outcomes: str | None,
    out: Path | None,
    workers: int,
    scheduler: str | None,
    pause_above: float,
    who: str,
    why: str,
    key: Path | None,
    *,
    no_entry: bool,
    as_json: bool,
) -> int:
    """Judge the archived parts of PRODUCT again: first as they were judged, then with a candidate revision.

    Says which recorded verdicts do not come again to the bit and why, and which parts the candidate judges otherwise.
    Ended at any moment and given again, it goes on. The result goes into the ledger: while the candidate would pass a
    part that is known to be defective, it cannot be activated unless that is signed for. The status is 1 where there is
    such a part, or a verdict that did not come again.
    """
    if data_dir is None:
        raise InputError(f"replay {product}", "it is not said where the record is", "give --data-dir")
    order = Order(
        product=product,
        candidate=candidate,
        data=data_dir,
        places=Places(golden_refs or shipped("golden_refs"), models or shipped("models")),
        runtime=runtime,
        device=device,
        card=card,
        out=out or Path(f"{product}-{candidate}.replay.json"),
        since=_utc(since),
        until=_utc(until),
        outcomes=_outcomes(outcomes),
    )
    plan, report = _run(order, workers, scheduler, pause_above)
    if not no_entry:
        _say_entered(order, enter(order, plan, report, act_of(who, why, key, signed=False)))
    click.echo(report.text() if as_json else "\n".join(map(plain, report_lines(report))), nl=not as_json)
    return _DONE if report.same == report.parts and not report.new_escapes else _FAILED


class _Progress:
    """Says on standard error how far it is: often on a screen, now and then in a log."""

    def __init__(self, plan: Plan) -> None:
        self._parts, self._start_s = plan.parts, time.monotonic()
        self._on_screen = sys.stderr.isatty()
        self._every_s = _SAY_EVERY_ON_SCREEN_S if self._on_screen else _SAY_EVERY_S
        self._said_s = -self._every_s

    def say(self, done: int, fresh: int) -> None:
        now_s = time.monotonic()
        if now_s - self._said_s >= self._every_s or done == self._parts:
            self._said_s = now_s
            self.put(progress_line(done, self._parts, fresh, now_s - self._start_s), last=done == self._parts)

    def put(self, line: str, *, last: bool = False) -> None:
        click.echo(f"\r{line:<79}" if self._on_screen else line, err=True, nl=last or not self._on_screen)


def _run(order: Order, workers: int, scheduler: str | None, pause_above: float) -> tuple[Plan, Report]:
    be_nice()
    plan = plan_of(order)
    progress = _Progress(plan)
    way, crew = GivesWay(pause_above, progress.put), crew_of(plan, workers, scheduler)
    return plan, replay(order, plan, crew, truths_of(order.data), progress.say, way.through)


def _say_entered(order: Order, entry: Entry | None) -> None:
    if entry:
        click.echo(f"entry {entry.number} of the ledger of {order.product} has the result", err=True)


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


def _outcomes(text: str | None) -> tuple[Outcome, ...]:
    names = tuple(name.strip().upper() for name in text.split(",")) if text else ()
    wrong = next((name for name in names if name not in Outcome.__members__), None)
    if wrong is not None:
        known = ", ".join(outcome.name.lower() for outcome in Outcome)
        raise InputError("replay these outcomes", f"{wrong.lower()!r} is none of {known}", "give some of them")
    return tuple(sorted({Outcome[name] for name in names}))
