"""What kind of line the simulated PLC runs, and what goes wrong with it."""

from dataclasses import dataclass, field

from inspector.plc.simulated_faults import FaultSettings


@dataclass(frozen=True, slots=True)
class SimulatedPlcSettings:
    """The line that is simulated.

    A part comes every `takt_s`. A belt that `waits` stands still until the device is ready and the part before the
    gate is settled; one that does not wait moves on in its takt, and the gate takes out what was not asked for or not
    answered. The gate is `gate_pitches` parts behind the sensor.

    Where `shows_masters`, the part that comes while challenge parts are due is shown as one of them; else nothing comes
    until they are not.

    The device is read every `poll_s`, as a PLC task does. No reply within `reply_timeout_s` is a lost link; no
    `trigger_ack` or result within `result_timeout_s` leaves the part unanswered, and so does a `heartbeat_out` that
    stands for `beat_limit_s`.
    """

    host: str = "127.0.0.1"
    port: int = 5020
    unit_id: int = 1
    takt_s: float = 0.5
    poll_s: float = 0.01
    heartbeat_s: float = 0.25
    reply_timeout_s: float = 1.0
    result_timeout_s: float = 10.0
    beat_limit_s: float = 2.0
    gate_pitches: int = 1
    waits: bool = True
    shows_masters: bool = False
    faults: FaultSettings = field(default_factory=FaultSettings)
