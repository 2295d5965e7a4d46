"""The record put together from a station's settings: rows, images, what is removed of them and when."""

from datetime import UTC, datetime

from inspector.record.images import ArchiveRules, FileArchive
from inspector.record.policy import Policy
from inspector.record.retention import FileRetention, Limits
from inspector.record.sqlite import SqliteRecorder
from inspector.settings import RetentionSettings, Settings
from inspector.wiring.records import sample_of

_MINUTE_US = 60_000_000


def record_of(settings: Settings) -> tuple[SqliteRecorder, FileArchive]:
    """Return recorder and archive of a station, not yet open."""
    data, archive = settings.folders.data, settings.archive
    limits = limits_of(settings.retention)
    rules = ArchiveRules(
        queue=archive.queue,
        policy=Policy(archive.pass_every, archive.after_change_min * _MINUTE_US, sample_of(settings.review)),
        # Half of what retention keeps free: it has the other half to catch up in.
        floor_bytes=limits.free_bytes // 2,
    )
    retention = FileRetention(data, limits, utc=lambda: datetime.now(UTC))
    return SqliteRecorder(data), FileArchive(data, rules, retention=retention)


def limits_of(retention: RetentionSettings) -> Limits:
    """Return the settings in bytes and days."""
    return Limits(
        free_bytes=retention.free_mib << 20,
        rows_bytes=retention.rows_mib << 20,
        pass_days=retention.pass_days,
        copies_days=retention.copies_days,
        audit_days=retention.audit_days,
        other_days=retention.other_days,
    )
