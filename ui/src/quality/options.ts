/** What the charts show, as ECharts takes it. Pure: words and colours come in. */
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { AriaComponentOption, GridComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'

import type { Bar, Drift, Point } from './answer'
import type { Colours } from './colours'

export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | TooltipComponentOption | AriaComponentOption
>

export const BARS_MAX = 12
const TEXT_PX = 16
const NAME_MAX = 24

/** Words of a chart; `summary` is what it says to those who do not see it. */
export interface Words {
  summary: string
  share: string
  centre: string
  low: string
  high: string
  percent: (share: number) => string
  revision: (point: Point) => string
}

function base(colours: Colours, summary: string): ChartOption {
  return {
    animation: false,
    textStyle: { fontFamily: colours.font, fontSize: TEXT_PX, color: colours.ink },
    aria: { enabled: true, label: { description: summary }, decal: { show: true } },
    // Names come from recipes and people: they are drawn as text and never become HTML.
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      backgroundColor: colours.field,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: TEXT_PX },
    },
  }
}

function axis(colours: Colours) {
  return {
    axisLabel: { color: colours.ink, fontSize: TEXT_PX },
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { lineStyle: { color: colours.line } },
    splitLine: { lineStyle: { color: colours.line, opacity: 0.35 } },
  }
}

/** Bars that fall, the name before and the count behind each; what is rarest may be in the table only. */
export function paretoOption(bars: readonly Bar[], names: readonly string[], words: Words, colours: Colours): ChartOption {
  const shown = bars.slice(0, BARS_MAX)
  return {
    ...base(colours, words.summary),
    grid: { left: 8, right: 150, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: 'value', show: false },
    yAxis: { type: 'category', inverse: true, data: names.slice(0, BARS_MAX).map(short), ...axis(colours) },
    series: [
      {
        type: 'bar',
        name: words.share,
        barMaxWidth: 34,
        itemStyle: { color: colours.line, borderColor: colours.ink, borderWidth: 1 },
        label: {
          show: true,
          position: 'right',
          color: colours.ink,
          fontSize: TEXT_PX,
          formatter: ({ dataIndex }) => `${shown[dataIndex]?.count}  Σ ${words.percent(shown[dataIndex]?.cumulative ?? 0)}`,
        },
        data: shown.map((bar) => bar.count),
      },
    ],
  }
}

/** The p-chart: limits as steps, discs inside them, diamonds beyond, triangles for runs, a line where a revision begins. */
export function pChartOption(points: readonly Point[], times: readonly string[], words: Words, colours: Colours): ChartOption {
  const limit = (name: string, of: (point: Point) => number, dash: 'dashed' | 'solid'): LineSeriesOption => ({
    type: 'line',
    name,
    step: 'middle',
    symbol: 'none',
    lineStyle: { color: colours.ink, width: 1.5, type: dash },
    itemStyle: { color: colours.ink },
    data: points.map(of),
  })
  return {
    ...base(colours, words.summary),
    grid: { left: 8, right: 24, top: 36, bottom: 8, containLabel: true },
    xAxis: { type: 'category', data: [...times], boundaryGap: true, ...axis(colours) },
    yAxis: { type: 'value', min: 0, ...axis(colours), axisLabel: { ...axis(colours).axisLabel, formatter: words.percent } },
    series: [
      limit(words.high, (point) => point.high, 'dashed'),
      limit(words.centre, (point) => point.centre, 'solid'),
      limit(words.low, (point) => point.low, 'dashed'),
      {
        type: 'line',
        name: words.share,
        lineStyle: { color: colours.line, width: 2 },
        itemStyle: { color: colours.ink },
        data: points.map((point) => mark(point, colours)),
        markLine: { ...changes(points, words, colours), silent: true },
      },
    ],
    tooltip: { ...base(colours, words.summary).tooltip, valueFormatter: (value) => words.percent(Number(value)) },
  }
}

function mark(point: Point, colours: Colours) {
  if (point.is_beyond) {
    const itemStyle = { color: colours.ng, borderColor: colours.ink, borderWidth: 2 }
    return { value: point.share, symbol: 'diamond', symbolSize: 18, itemStyle }
  }
  if (point.runs.length > 0) return { value: point.share, symbol: 'triangle', symbolSize: 13 }
  return { value: point.share, symbol: 'circle', symbolSize: 7 }
}

function changes(points: readonly Point[], words: Words, colours: Colours) {
  const first = points.flatMap((point, index) => {
    const before = points[index - 1]
    const same = before !== undefined && before.of.product === point.of.product && before.of.revision === point.of.revision
    return before === undefined || same ? [] : [{ xAxis: index, name: short(words.revision(point)) }]
  })
  return {
    symbol: 'none',
    lineStyle: { color: colours.ink, width: 2, type: 'solid' as const },
    label: { formatter: '{b}', color: colours.ink, fontSize: TEXT_PX },
    data: first,
  }
}

/** One figure of the drift over time; a gap where no part told of it. */
export function driftOption(
  points: readonly Drift[],
  times: readonly string[],
  of: (point: Drift) => number | null,
  words: Words,
  colours: Colours,
): ChartOption {
  return {
    ...base(colours, words.summary),
    grid: { left: 8, right: 24, top: 12, bottom: 8, containLabel: true },
    xAxis: { type: 'category', data: [...times], ...axis(colours) },
    yAxis: { type: 'value', scale: true, splitNumber: 3, ...valueAxis(colours) },
    series: [
      {
        type: 'line',
        name: words.share,
        symbol: 'circle',
        symbolSize: 6,
        lineStyle: { color: colours.ink, width: 2 },
        itemStyle: { color: colours.ink },
        data: points.map(of),
      },
    ],
    tooltip: { ...base(colours, words.summary).tooltip, valueFormatter: (value) => (value == null ? '–' : Number(value).toFixed(3)) },
  }
}

/** An axis whose figures read as people write them: a float's last digits say nothing (0.9899999999999999). */
function valueAxis(colours: Colours) {
  const of = axis(colours)
  return { ...of, axisLabel: { ...of.axisLabel, formatter: (value: number) => String(Number(value.toPrecision(4))) } }
}

/** A name short enough to stand beside a chart; the table has it whole. */
export function short(name: string): string {
  return name.length <= NAME_MAX ? name : `${name.slice(0, NAME_MAX - 1)}…`
}
