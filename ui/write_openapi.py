"""Writes ui/openapi.json, from which the types of the pages are made: `.venv/bin/python ui/write_openapi.py`."""

from pathlib import Path

from inspector.alarms.alarm_settings import AlarmSettings
from inspector.dashboard.app import Sources, write_openapi
from inspector.dashboard.serve import Dashboard
from inspector.record.sqlite import SqliteReader
from inspector.settings import DashboardSettings, ReviewSettings
from inspector.wiring.evidence import BundledEvidence
from inspector.wiring.material import Places
from inspector.wiring.pages import annunciator_of, quality_pages, review_of
from inspector.wiring.people import access_of

if __name__ == "__main__":
    here = Path(__file__).parent
    nothing = Sources(
        SqliteReader(here),
        images=here,
        golden_refs=here,
        review=review_of(here, ReviewSettings()),
        access=access_of(here),
        quality=quality_pages(here, here, DashboardSettings()),
        alarms=annunciator_of(here, AlarmSettings()),
        evidence=BundledEvidence(here, Places(here, here)),
    )
    write_openapi(Dashboard(nothing, "127.0.0.1", 0).app, here / "openapi.json")
