"""Why a part is what people say it is: the short codes that a site offers, in the order they are shown. Pure."""

from dataclasses import dataclass

from inspector.errors import InputError
from inspector.record.dispositions import Disposition
from inspector.refusal import RefusalCode, because


@dataclass(frozen=True, slots=True)
class Reasons:
    """The codes of a site.

    Parameters
    ----------
    defects
        What is wrong with a part that is defective.
    overkill
        Why a good part was held back.
    overkill_needs_one
        Whether nobody may call a part overkill without saying why.
    """

    defects: tuple[str, ...]
    overkill: tuple[str, ...]
    overkill_needs_one: bool = False

    def offered(self, disposition: Disposition) -> tuple[str, ...]:
        """Return the codes that are offered for `disposition`; a good part that passed has none."""
        if disposition is Disposition.GOOD:
            return ()
        if disposition is Disposition.UNCERTAIN:
            return tuple(dict.fromkeys((*self.defects, *self.overkill)))
        return self.defects if disposition.is_defective else self.overkill

    def needs_one(self, disposition: Disposition) -> bool:
        """Return whether `disposition` is taken with a reason only."""
        needed = disposition.is_defective or (disposition is Disposition.OVERKILL and self.overkill_needs_one)
        return bool(needed and self.offered(disposition))

    def check(self, disposition: Disposition, reason: str) -> None:
        """Raise InputError unless `reason` is offered for `disposition`, or is empty where none is needed."""
        if reason == "" and not self.needs_one(disposition):
            return
        offered = self.offered(disposition)
        if reason not in offered:
            given = f"its reason is {reason!r}" if reason else "it has no reason"
            found = f"{given}, offered are {', '.join(offered) or 'none'} ([review] of station.toml)"
            told = because(RefusalCode.REASON_NEEDED, disposition=disposition)
            if reason:
                told = because(RefusalCode.REASON_UNKNOWN, disposition=disposition, reason=reason)
            raise InputError(f"say {disposition} of a part", found, "choose one of them", told)
