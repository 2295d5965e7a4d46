"""Figures of quality put together from a station's record, library and settings."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from inspector.alarms.chart_watch import Charted
from inspector.errors import RecipeError
from inspector.golden.recipe import parse_recipe
from inspector.golden.revision import RECIPE_FILE
from inspector.quality.desk import QualityDesk
from inspector.quality.p_chart import p_chart
from inspector.quality.spans import Shift
from inspector.record.quality_rows import QualityAsked, QualityReader, Revision, Span
from inspector.record.sqlite_quality import SqliteQuality
from inspector.settings import DashboardSettings

_QUARTER, _HOUR = timedelta(minutes=15), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ZonesOfRecipes:
    """Tells how many places of a part a revision's recipe looks at; the library is read, never trusted with names."""

    golden_refs: Path

    def __call__(self, of: Revision) -> int | None:
        """Return the zones of the recipe and one for what no zone covers; None where it cannot be read."""
        library = self.golden_refs.resolve()
        try:
            path = (library / of.product / of.revision / RECIPE_FILE).resolve()
            # The names come from the record.
            if not path.is_relative_to(library):
                return None
            return len(parse_recipe(path.read_text("utf-8"), f"{of.product} {of.revision}").zones) + 1
        except (OSError, ValueError, RecipeError):
            return None


def desk_of(reader: QualityReader, golden_refs: Path, dashboard: DashboardSettings) -> QualityDesk:
    """Return what answers questions about the quality of a station."""
    return QualityDesk(reader, shifts_of(dashboard), ZonesOfRecipes(golden_refs))


@contextmanager
def quality_desk(data: Path, golden_refs: Path, dashboard: DashboardSettings) -> Iterator[QualityDesk]:
    """Open what answers questions about the record in the folder `data`."""
    with closing(SqliteQuality(data)) as reader:
        yield desk_of(reader, golden_refs, dashboard)


def charted(reader: QualityReader, product: str, revision: str, now: datetime) -> Charted | None:
    """Return the p-chart's point of a revision's last hour, by the quarters in which parts are counted.

    None where nothing was judged, or the revision has not the hours yet from which its limits are frozen.

    Raises
    ------
    StoreError
        The record cannot be read.
    """
    end = now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond) + _QUARTER
    rows = reader.read(QualityAsked((Span(end - _HOUR, end),), product, revision))
    chart = p_chart(rows.tallies, rows.baselines)
    if not chart.points or not all(centre.is_frozen for centre in chart.centres):
        return None
    (point,) = chart.points
    return Charted(point.judged, point.held_back, point.low, point.high)


def shifts_of(dashboard: DashboardSettings) -> tuple[Shift, ...]:
    """Return the site's shifts in the order of the day."""
    return tuple(Shift(name, time.fromisoformat(clock)) for name, clock in dashboard.shifts.items())
