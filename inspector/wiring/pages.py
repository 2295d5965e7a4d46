"""The dashboard put together from a station's settings."""

from inspector.dashboard.app import Sources
from inspector.dashboard.serve import Dashboard, Hooks
from inspector.record.connection import IMAGES_FOLDER
from inspector.record.sqlite import SqliteReader
from inspector.settings import Settings


def dashboard_of(settings: Settings, hooks: Hooks) -> Dashboard:
    """Return the dashboard of a station, not yet listening."""
    data = settings.folders.data
    sources = Sources(SqliteReader(data), data / IMAGES_FOLDER, settings.folders.golden_refs)
    return Dashboard(sources, settings.dashboard.host, settings.dashboard.port, hooks)
