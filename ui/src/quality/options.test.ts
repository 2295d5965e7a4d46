import { expect, test } from 'vitest'

import type { Point } from './answer'
import { BARS_MAX, driftOption, paretoOption, pChartOption, short, type Words } from './options'

const COLOURS = { ink: '#111111', line: '#222222', surface: '#333333', field: '#444444', ng: '#ff0000', font: 'sans-serif' }
const WORDS: Words = {
  summary: 'summary',
  share: 'share',
  centre: 'centre',
  low: 'low',
  high: 'high',
  percent: (share) => `${100 * share} %`,
  revision: (point) => point.of.revision,
}

function point(more: Partial<Point> = {}): Point {
  const of = { product: 'P', revision: 'r001' }
  return { span: 0, of, judged: 100, held_back: 2, share: 0.02, low: 0, centre: 0.02, high: 0.05, is_beyond: false, runs: [], ...more }
}

function series(option: ReturnType<typeof pChartOption>) {
  return option.series as { name: string; data: unknown[]; markLine?: { data: unknown[] } }[]
}

test('a point beyond its limits is told by its shape, not by colour alone', () => {
  const option = pChartOption([point(), point({ is_beyond: true }), point({ runs: ['8-on-one-side'] })], ['1', '2', '3'], WORDS, COLOURS)
  const marks = series(option)[3]?.data as { symbol: string }[]
  expect(marks.map((mark) => mark.symbol)).toEqual(['circle', 'diamond', 'triangle'])
})

test('a line stands where a revision begins, and nowhere else', () => {
  const other = { product: 'P', revision: 'r002' }
  const option = pChartOption([point(), point(), point({ of: other }), point({ of: other })], ['1', '2', '3', '4'], WORDS, COLOURS)
  expect(series(option)[3]?.markLine?.data).toEqual([{ xAxis: 2, name: 'r002' }])
})

test('names are never made HTML', () => {
  for (const option of [pChartOption([], [], WORDS, COLOURS), paretoOption([], [], WORDS, COLOURS), driftOption([], [], () => null, WORDS, COLOURS)])
    expect(option.tooltip).toMatchObject({ renderMode: 'richText' })
})

test('a Pareto shows what is most', () => {
  const bars = Array.from({ length: 20 }, (_, index) => ({ name: `U${index}`, kind: '', count: 20 - index, share: 0.1, cumulative: 0.1 }))
  const option = paretoOption(bars, bars.map((bar) => bar.name), WORDS, COLOURS)
  expect((option.series as { data: number[] }[])[0]?.data).toHaveLength(BARS_MAX)
})

test('a long name is cut where it stands beside a chart', () => {
  expect(short('x'.repeat(40))).toHaveLength(24)
  expect(short('连接器区')).toBe('连接器区')
})
