"""The words of the report in Chinese: those of the pages, as in docs/glossary.md."""

# ruff: noqa: RUF001 -- Chinese has its own commas and brackets

from typing import Final

from inspector.quality.report_words import FigureWords, Words

CHINESE: Final = Words(
    title="质量报告",
    station="工位",
    days="日期",
    shift="班次",
    product="产品",
    revision="版本",
    every="全部",
    parts="零件",
    counts="共 {all} 件：OK {passed}，NG {rejected}，待复判 {rechecked}，未检 {faulted}",
    figure="指标",
    value="数值",
    interval="95 % 置信区间",
    definition="定义",
    first_pass_yield=FigureWords("一次合格率", "首次检测即 OK 的零件数 ÷ 全部零件数。"),
    final_yield=FigureWords(
        "合格率", "已知的合格零件数 ÷ 全部零件数：OK 零件，减去已发现的漏检，加上复判为合格的拦截零件。"
    ),
    dpmo=FigureWords(
        "DPMO",
        "每百万机会缺陷数。机会数 = 已检零件数 × 配方的区域数（未被任何区域覆盖的部分另计一个）。"
        "同一零件的同一区域无论有几处缺陷只计一次。",
    ),
    overkill=FigureWords("误判", "被拦截但复判为合格的零件数 ÷ 已有复判结论的拦截零件数。无人复判的 NG 不计入。"),
    escapes=FigureWords(
        "漏检", "抽检中发现不合格的零件数 ÷ 抽检的 OK 零件数（Wilson 区间）。抽检样本随机抽取；不足 60 件时不给出比例。"
    ),
    no_parts="没有零件",
    no_recipe="缺少配方：{names}",
    dpmo_of="{defective} / {opportunities}",
    overkill_of="{count} / {of}；NG 已复判 {reviewed}",
    nobody_looked="尚无复判结论；NG 已复判 {reviewed}",
    audited="抽检 {of} 件中 {count} 件",
    not_enough="抽检数据不足（n = {n}）",
    found_otherwise="抽检之外另发现 {count} 件",
    zones="按区域的柏拉图",
    zone="区域",
    parts_with_defect="该区域有缺陷的零件数",
    share="占比",
    cumulative="累计占比",
    reasons="按复判原因的柏拉图",
    reason="原因",
    said="复判结论",
    no_reason="未填写原因",
    none="无",
    more="另有 {count} 项",
    p_chart="p 控制图：拦截数 ÷ 已检数",
    p_chart_meaning="各子组按其零件数 n 计算二项分布控制限（3 σ）；每个版本的中心线取其最初 {hours} 个有零件的小时，"
    "此后不再改变。超出控制限的点画成菱形。",
    centre="{revision}：中心线 {centre}，取自 {hours} 小时内的 {judged} 件",
    centre_not_frozen="{revision}：中心线 {centre}，取自 {hours} 小时内的 {judged} 件，尚未冻结",
    beyond="超出控制限的点",
    none_beyond="没有点超出控制限。",
    point="{time}：{share}，n = {judged}（{revision}），控制限 {low} 至 {high}",
    change="竖线表示版本更换。",
    dispositions={"true-defect": "真缺陷", "escape": "漏检", "overkill": "误判"},
    signatures=("班长", "质量"),
    name="姓名",
    date="日期",
    signature="签字",
    page="第 {page} 页",
)
