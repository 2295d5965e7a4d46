"""The dashboard put together from a station's settings."""

from datetime import datetime
from pathlib import Path

from inspector.dashboard.app import Sources
from inspector.dashboard.quality import QualityPages
from inspector.dashboard.review import Review
from inspector.dashboard.serve import Dashboard, Hooks
from inspector.record.connection import IMAGES_FOLDER
from inspector.record.inbox import Inbox
from inspector.record.sqlite import SqliteReader
from inspector.record.sqlite_dispositions import SqliteDispositions
from inspector.record.sqlite_quality import SqliteQuality
from inspector.settings import DashboardSettings, ReviewSettings, Settings
from inspector.wiring.people import access_of
from inspector.wiring.quality import desk_of
from inspector.wiring.records import reasons_of, sample_of


def dashboard_of(settings: Settings, hooks: Hooks) -> Dashboard:
    """Return the dashboard of a station, not yet listening."""
    data = settings.folders.data
    sources = Sources(
        SqliteReader(data),
        data / IMAGES_FOLDER,
        settings.folders.golden_refs,
        review=review_of(data, settings.review),
        access=access_of(data, settings.users),
        names=settings.dashboard.names,
        quality=quality_pages(data, settings.folders.golden_refs, settings.dashboard),
    )
    return Dashboard(sources, settings.dashboard.host, settings.dashboard.port, hooks)


def quality_pages(data: Path, golden_refs: Path, dashboard: DashboardSettings) -> QualityPages:
    """Return what tells of the quality of a record, on the clock of this PC."""
    return QualityPages(desk_of(SqliteQuality(data), golden_refs, dashboard), datetime.now)


def review_of(data: Path, review: ReviewSettings) -> Review:
    """Return what people say of the parts of a record, and what they have to look at."""
    ledger, sample = SqliteDispositions(data), sample_of(review)
    return Review(ledger, Inbox(data, ledger, sample), sample, reasons_of(review))
