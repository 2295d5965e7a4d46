"""The table `[alarms]` of `station.toml`."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Parts = Annotated[int, Field(ge=0, le=20)]


class AlarmSettings(BaseModel):
    """From where on the dashboard calls for a person; 0 turns that alarm off. A single reject is none."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    rejects_in_row: Annotated[_Parts, Field(description="rejects one after the other")] = 5
    not_aligned: Annotated[_Parts, Field(description="of the last 20 parts, that could not be aligned")] = 3
    late: Annotated[_Parts, Field(description="of the last 20 parts, with no verdict in time")] = 3
    uninspected: Annotated[_Parts, Field(description="of the last 20 parts, not inspected for another reason")] = 3
    p_chart_parts: Annotated[
        int,
        Field(
            ge=0,
            le=100_000,
            description="judged parts of the last hour that are enough to hold them against the p-chart's limits",
        ),
    ] = 50
    confirm_s: Annotated[
        float, Field(ge=0, le=3_600, description="seconds after which a reject must have been read by the PLC")
    ] = 10.0
    no_parts_min: Annotated[
        float, Field(ge=0, le=1_440, description="minutes without a part while the station is ready")
    ] = 0.0
    disk_free_gb: Annotated[float, Field(ge=0, le=100_000, description="less free room than this, in 10^9 bytes")] = 5.0
    disk_days: Annotated[
        float, Field(ge=0, le=365, description="images begin to be removed for room within so many days")
    ] = 7.0
    archive_waiting: Annotated[int, Field(ge=0, le=1_000, description="more frames than this wait for the disk")] = 8
    clock_jump_s: Annotated[
        float, Field(ge=0, le=86_400, description="seconds by which the clock of the line PC was set")
    ] = 5.0
