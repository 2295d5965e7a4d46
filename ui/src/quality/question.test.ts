import { expect, test } from 'vitest'

import { daysBefore, fileOf, askedIn, queryOf, searchOf } from './question'

const EMPTY = askedIn(new URLSearchParams())

test('an empty address asks for the running day by hours', () => {
  expect(queryOf(EMPTY)).toEqual({ per: 'hour' })
  expect(searchOf(EMPTY)).toBe('')
})

test('a question comes back from its address', () => {
  const asked = { ...EMPTY, from: '2026-11-02', shift: '夜班 & more', per: 'day' as const, runs: true }
  expect(askedIn(new URLSearchParams(searchOf(asked)))).toEqual(asked)
})

test('nonsense in an address is passed over', () => {
  expect(askedIn(new URLSearchParams('from=yesterday&per=year&runs=maybe'))).toEqual(EMPTY)
})

test('files are asked for with the same question', () => {
  const asked = { ...EMPTY, product: 'A&B' }
  expect(fileOf('report', asked, { language: 'zh-CN' })).toBe('/api/quality/report?per=hour&product=A%26B&language=zh-CN')
})

test.each([
  ['2026-11-02', 1, '2026-11-01'],
  ['2026-03-01', 1, '2026-02-28'],
  ['2026-11-07', 6, '2026-11-01'],
])('days are counted back from %s', (day, count, before) => {
  expect(daysBefore(day, count)).toBe(before)
})
