"""Every error of the product, sorted by what the line must do.

::

    InspectorError
    |-- PartError          this part is FAULT, the line goes on
    |   |-- CaptureError       its image cannot be had or used
    |   `-- ComparisonError    it could not be compared with its golden
    |-- StationError       this part is FAULT, READY drops, a person is called
    |   |-- CameraError        the camera is gone
    |   |-- LinkError          the PLC link cannot be opened
    |   |   `-- LinkLostError      it ended while the station was online
    |   |-- StoreError         the record cannot be read or written
    |   `-- RuntimeLostError   the inference runtime or its device is gone
    |-- RecipeError        golden, recipe, model or settings are unusable: refuse to start, keep what runs
    |-- InputError         a command was given something it cannot use
    |   `-- ChangedError       what it is about was changed meanwhile: look at it again
    `-- StoppedError       a long command was ended by a person or for want of memory; given again it goes on

The commands turn any of them into one line and exit status 2, or 1 where the same command given again may succeed.
Foreign exceptions are translated in the adapter that met them, with the cause kept.
"""

from inspector.refusal import Refusal


class InspectorError(Exception):
    """What could not be done, what was found instead, and what to do about it.

    Parameters
    ----------
    cannot
        The act and the thing it was meant for, as in ``"align part P7"``.
    found
        What was measured, what was expected and where that is set.
    remedy
        What a person does next.
    refusal
        The same for a page, which says it in the language of its reader; None where only commands meet it.

    Examples
    --------
    >>> print(PartError("align part P7", "correlation 0.41, at least 0.90 by limits of PN-1042", "check the nest"))
    cannot align part P7: correlation 0.41, at least 0.90 by limits of PN-1042; check the nest
    """

    def __init__(self, cannot: str, found: str, remedy: str, refusal: Refusal | None = None) -> None:
        super().__init__(f"cannot {cannot}: {found}; {remedy}".replace("\n", " "))
        self.refusal = refusal


class PartError(InspectorError):
    """The part could not be judged: it is FAULT and the line goes on."""


class CaptureError(PartError):
    """The image of the part cannot be had or used."""


class ComparisonError(PartError):
    """The part could not be compared with its golden."""


class StationError(InspectorError):
    """The station cannot judge any part: FAULT, READY drops until a person or a retry mends it."""


class CameraError(StationError):
    """The camera is gone or was never there."""


class LinkError(StationError):
    """The PLC link cannot be opened."""


class LinkLostError(LinkError):
    """The PLC link ended while the station was online: a new process opens it again."""


class StoreError(StationError):
    """The record cannot be read or written."""


class RuntimeLostError(StationError):
    """The inference runtime or its device is gone."""


class RecipeError(InspectorError):
    """Golden, recipe, model or settings are unusable: the station refuses to start with them."""


class InputError(InspectorError):
    """A command was given something it cannot use."""


class ChangedError(InputError):
    """Somebody else changed meanwhile what was to be changed: nothing was done, it has to be looked at again."""


class StoppedError(InspectorError):
    """A long command was ended before its end: given again, it goes on from where it was."""
