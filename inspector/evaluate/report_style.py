"""How the report looks, on a screen and on paper."""

from typing import Final

STYLE: Final = """
:root { --ink: #16202a; --soft: #4a5763; --line: #c9d1d9; --paper: #fff; --band: #f3f6f8; --mark: #8a1c4a; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; padding-top: .5rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .25rem 0; max-width: 60rem; }
.soft { color: var(--soft); }
.hash { overflow-wrap: anywhere; }
a { color: #0b4f9e; }
a:focus-visible { outline: 3px solid #0b4f9e; outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: .75rem 0; list-style: none; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1rem; margin: 1rem 0; }
.card { border: 1px solid var(--line); border-left: .5rem solid var(--mark); padding: .75rem 1rem; }
.card .large { font-size: 2rem; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
thead th, thead td { border-bottom: 2px solid var(--ink); }
tbody th { font-weight: 400; overflow-wrap: anywhere; }
td { white-space: nowrap; }
.figures { table-layout: fixed; min-width: 50rem; }
.figures th, .figures td { width: 11rem; } .figures th:first-child { width: 15rem; }
.figures th:nth-child(2), .figures th:nth-child(3) { width: 7rem; }
td.said { white-space: normal; color: var(--soft); }
td.reach { width: 9rem; padding-top: .65rem; }
.reach svg { display: block; width: 8rem; height: .75rem; }
.reach rect { fill: var(--line); } .reach .span { fill: #5b7fa6; } .reach .at { fill: var(--ink); }
article { border: 1px solid var(--line); padding: .75rem 1rem; margin: .75rem 0; break-inside: avoid; }
article header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; }
.outcome { font-weight: 700; border: 2px solid currentColor; padding: 0 .4rem; }
.pictures { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .75rem; margin: .5rem 0 0; }
figure { margin: 0; }
figure img { display: block; width: 100%; height: auto; background: var(--band); }
figcaption { color: var(--soft); font-size: .875rem; }
.none { display: grid; place-items: center; min-height: 6rem; background: var(--band); color: var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: center; font-size: .875rem; }
.legend span { display: inline-flex; gap: .4rem; align-items: center; }
.swatch { width: 1.5rem; height: 1rem; border: 1px solid var(--ink); }
.found { background: #808080; box-shadow: inset 0 0 0 3px #fff; }
.true { background: #808080; box-shadow: inset 0 0 0 3px #00c8ff; }
@media (max-width: 40rem) { .pictures { grid-template-columns: 1fr; } body { padding: 1rem; } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } nav { display: none; }
  h2 { break-after: avoid; } tr { break-inside: avoid; } .scroll { overflow: visible; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } a { color: inherit; text-decoration: none; } }
"""
