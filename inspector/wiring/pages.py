"""The dashboard put together from a station's settings."""

import time
from datetime import datetime
from functools import partial
from pathlib import Path

from inspector.alarms.alarm_settings import AlarmSettings
from inspector.alarms.annunciator import Annunciator
from inspector.alarms.chart_watch import ChartWatch
from inspector.alarms.part_signs import PartLimits
from inspector.alarms.signs import Limits
from inspector.alarms.sqlite import SqliteAlarms
from inspector.dashboard.app import Sources
from inspector.dashboard.front import Front
from inspector.dashboard.quality import QualityPages
from inspector.dashboard.review import Review
from inspector.dashboard.serve import Dashboard, Hooks
from inspector.record.connection import IMAGES_FOLDER
from inspector.record.inbox import Inbox
from inspector.record.sqlite import SqliteReader
from inspector.record.sqlite_dispositions import SqliteDispositions
from inspector.record.sqlite_quality import SqliteQuality
from inspector.settings import DashboardSettings, ReviewSettings, Settings
from inspector.wiring.evidence import BundledEvidence
from inspector.wiring.material import Places
from inspector.wiring.people import access_of
from inspector.wiring.quality import charted, desk_of
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
        front=front_of(settings.dashboard),
        quality=quality_pages(data, settings.folders.golden_refs, settings.dashboard),
        alarms=annunciator_of(data, settings.alarms),
        evidence=BundledEvidence(data, Places(settings.folders.golden_refs, settings.folders.models)),
    )
    return Dashboard(sources, settings.dashboard.host, settings.dashboard.port, hooks)


def front_of(pages: DashboardSettings) -> Front:
    """Return what stands between browsers and the pages."""
    certificate, key = (Path(file) if file else None for file in (pages.certificate, pages.key))
    return Front(certificate, key, pages.proxy)


def quality_pages(data: Path, golden_refs: Path, dashboard: DashboardSettings) -> QualityPages:
    """Return what tells of the quality of a record, on the clock of this PC."""
    return QualityPages(desk_of(SqliteQuality(data), golden_refs, dashboard), datetime.now)


def review_of(data: Path, review: ReviewSettings) -> Review:
    """Return what people say of the parts of a record, and what they have to look at."""
    ledger, sample = SqliteDispositions(data), sample_of(review)
    return Review(ledger, Inbox(data, ledger, sample), sample, reasons_of(review))


def annunciator_of(data: Path, alarms: AlarmSettings) -> Annunciator:
    """Return who looks for alarms in a record and keeps their journal."""
    parts = PartLimits(
        rejects_in_row=alarms.rejects_in_row,
        not_aligned=alarms.not_aligned,
        late=alarms.late,
        uninspected=alarms.uninspected,
        confirm_s=alarms.confirm_s,
    )
    limits = Limits(
        parts=parts,
        disk_free_bytes=1e9 * alarms.disk_free_gb,
        disk_days=alarms.disk_days,
        archive_waiting=alarms.archive_waiting,
        no_parts_min=alarms.no_parts_min,
    )
    chart = ChartWatch(partial(charted, SqliteQuality(data)), alarms.p_chart_parts)
    return Annunciator(SqliteAlarms(data), limits, alarms.clock_jump_s, time.monotonic, chart)
