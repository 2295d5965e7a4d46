"""What the MSA page's API takes and answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from inspector.msa.agreement import (
    Agreement,
    Appraiser,
    Band,
    IntervalName,
    Pair,
    Share,
    effectiveness_band,
    false_alarm_band,
    kappa_band,
    miss_band,
)
from inspector.msa.kappa import Kappa
from inspector.msa.study import APPRAISERS_MAX, Study
from inspector.msa.words import Language

BandName = Literal["acceptable", "marginal", "unacceptable"]
_BANDS: dict[Band, BandName] = {
    Band.ACCEPTABLE: "acceptable",
    Band.MARGINAL: "marginal",
    Band.UNACCEPTABLE: "unacceptable",
}
Name = Annotated[str, Field(min_length=1, max_length=80)]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MsaStudy(_View):
    """A study file: CSV with part, reference, appraiser, run and verdict. Nothing of it is kept."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    csv: Annotated[str, Field(max_length=4_000_000)]
    interval: IntervalName = "clopper-pearson"
    language: Language = "en"


class MsaPlan(_View):
    """Which parts are shown to whom, how often, in an order that `seed` gives."""

    parts: Annotated[list[Name], Field(min_length=2, max_length=1_000)]
    appraisers: Annotated[list[Name], Field(min_length=1, max_length=APPRAISERS_MAX)]
    runs: Annotated[int, Field(ge=2, le=20)] = 3
    seed: Annotated[int, Field(ge=0, le=2**53)] = 1


class MsaShare(_View):
    """`count` of `of`, its 95 % interval (0..1), and how the AIAG's manual takes it, null where it says nothing."""

    count: int
    of: int
    low: float
    high: float
    band: BandName | None


class MsaKappa(_View):
    """A kappa, its 95 % interval, and how it is taken."""

    value: float
    low: float
    high: float
    band: BandName


class MsaAppraiser(_View):
    """One appraiser; what is null is not defined: no such parts, or only one word was ever said."""

    name: str
    within: MsaShare
    effective: MsaShare
    miss: MsaShare | None
    false_alarm: MsaShare | None
    repeats: MsaKappa | None
    against_reference: MsaKappa | None


class MsaPair(_View):
    """Cohen's kappa of two appraisers."""

    one: str
    other: str
    kappa: MsaKappa | None


class MsaAnswer(_View):
    """What a study tells; `sha256` is that of its data."""

    parts: int
    defective: int
    runs: int
    sha256: str
    appraisers: list[MsaAppraiser]
    pairs: list[MsaPair]
    between: MsaShare
    right: MsaShare
    everybody: MsaKappa | None


def answer_of(study: Study, found: Agreement) -> MsaAnswer:
    """Return what the study tells as the API shows it."""
    return MsaAnswer(
        parts=len(study.parts),
        defective=int(study.defective.sum()),
        runs=len(study.runs),
        sha256=study.sha256,
        appraisers=[_appraiser(one) for one in found.appraisers],
        pairs=[_pair(pair) for pair in found.pairs],
        between=_share(found.between, None),
        right=_share(found.right, effectiveness_band(found.right)),
        everybody=_kappa(found.everybody),
    )


def _appraiser(one: Appraiser) -> MsaAppraiser:
    return MsaAppraiser(
        name=one.name,
        within=_share(one.within, None),
        effective=_share(one.effective, effectiveness_band(one.effective)),
        miss=_share(one.miss, miss_band(one.miss)) if one.miss else None,
        false_alarm=_share(one.false_alarm, false_alarm_band(one.false_alarm)) if one.false_alarm else None,
        repeats=_kappa(one.repeats),
        against_reference=_kappa(one.against_reference),
    )


def _pair(pair: Pair) -> MsaPair:
    return MsaPair(one=pair.one, other=pair.other, kappa=_kappa(pair.kappa))


def _share(share: Share, band: Band | None) -> MsaShare:
    shown = _BANDS[band] if band else None
    return MsaShare(count=share.count, of=share.of, low=share.low, high=share.high, band=shown)


def _kappa(kappa: Kappa | None) -> MsaKappa | None:
    if kappa is None:
        return None
    return MsaKappa(value=kappa.value, low=kappa.low, high=kappa.high, band=_BANDS[kappa_band(kappa)])
