"""The words of the report, in both languages."""

# ruff: noqa: RUF001 -- Chinese has its own commas and brackets

from dataclasses import dataclass
from typing import Literal

from inspector.msa.agreement import Band

Language = Literal["en", "zh-CN"]


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    title: str
    what: str
    study: str
    parts: str
    defective: str
    appraisers: str
    runs: str
    data: str
    appraiser: str
    within: str
    effectiveness: str
    miss: str
    false_alarm: str
    repeats: str
    reference: str
    pair: str
    kappa: str
    together: str
    between: str
    right: str
    everybody: str
    each: str
    undefined: str
    to: str
    interval: str
    showings: str
    bands: dict[Band, str]
    limits: str
    signatures: str
    carried_out: str
    approved: str
    name_date: str
    page: str


ENGLISH = Words(
    title="Attribute measurement system analysis",
    what="Known parts, judged again and again by the station and by people who did not know what they are.",
    study="Study",
    parts="Parts",
    defective="of which defective",
    appraisers="Appraisers",
    runs="Runs",
    data="SHA-256 of the data",
    appraiser="Appraiser",
    within="Agrees with itself",
    effectiveness="Effectiveness",
    miss="Miss rate",
    false_alarm="False-alarm rate",
    repeats="Kappa among runs (Fleiss)",
    reference="Kappa with reference (Cohen)",
    pair="Two appraisers",
    kappa="Kappa (Cohen)",
    together="All together",
    between="All say the same in all runs",
    right="All say what the reference says",
    everybody="Kappa of all (Fleiss)",
    each="Each appraiser",
    undefined="not defined: only one word was said, or there are no such parts",
    to="to",
    interval="In brackets the 95 % interval: {method} for shares, normal for kappa.",
    showings=(
        "Miss rate, false-alarm rate and Cohen's kappa count every showing, as the manual does. The runs of one part"
        " are not independent of each other: the true intervals of these figures are wider."
    ),
    bands={Band.ACCEPTABLE: "acceptable", Band.MARGINAL: "marginal", Band.UNACCEPTABLE: "unacceptable"},
    limits=(
        "Acceptable, marginal: effectiveness from 90 %, 80 %; miss rate up to 2 %, 5 %; false-alarm rate up to 5 %,"
        " 10 % (AIAG, Measurement Systems Analysis). Kappa above 0.75 is good, below 0.40 poor."
    ),
    signatures="Signatures",
    carried_out="Carried out by",
    approved="Approved by",
    name_date="Name, date, signature",
    page="Page {number}",
)
CHINESE = Words(
    title="计数型测量系统分析",
    what="已知状态的零件，由工位和不知情的人员多次重复判定。",
    study="研究",
    parts="零件数",
    defective="其中不合格",
    appraisers="评价人",
    runs="试验次数",
    data="数据 SHA-256",
    appraiser="评价人",
    within="自身一致",
    effectiveness="有效性",
    miss="漏判率",
    false_alarm="误判率",
    repeats="重复 Kappa（Fleiss）",
    reference="与基准 Kappa（Cohen）",
    pair="评价人之间",
    kappa="Kappa（Cohen）",
    together="全体",
    between="全体各次判定一致",
    right="全体与基准一致",
    everybody="全体 Kappa（Fleiss）",
    each="各评价人",
    undefined="无法计算：只出现一种判定，或没有此类零件",
    to="至",
    interval="括号内为 95 % 置信区间：比例用 {method}，Kappa 用正态近似。",
    showings=(
        "漏判率、误判率和 Cohen Kappa 按每次判定计数（与 AIAG 手册一致）。同一零件的各次判定并非相互独立，"
        "这些数值的实际置信区间更宽。"
    ),
    bands={Band.ACCEPTABLE: "可接受", Band.MARGINAL: "勉强可接受", Band.UNACCEPTABLE: "不可接受"},
    limits=(
        "可接受、勉强可接受：有效性不低于 90 %、80 %；漏判率不高于 2 %、5 %；误判率不高于 5 %、10 %"
        "（AIAG《测量系统分析》）。Kappa 大于 0.75 为良好，小于 0.40 为差。"
    ),
    signatures="签名",
    carried_out="实施",
    approved="批准",
    name_date="姓名、日期、签名",
    page="第 {number} 页",
)
WORDS: dict[Language, Words] = {"en": ENGLISH, "zh-CN": CHINESE}
