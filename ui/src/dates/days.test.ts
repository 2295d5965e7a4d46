import { expect, test } from 'vitest'

import { dateLocale, dayIn, dayOf } from './days'

test('a day is taken whole or not at all', () => {
  expect(['2026-11-02', '', '0020-11-02', '0202-11-02', 'today'].map(dayOf)).toEqual(['2026-11-02', '', null, null, null])
})

test('English pages have the day first, Chinese ones the year', () => {
  const written = (language: string) => new Intl.DateTimeFormat(dateLocale(language)).format(new Date(2026, 10, 2))
  expect([written('en'), written('zh-CN')]).toEqual(['02/11/2026', '2026/11/2'])
})

test('an address asks for a day that there is, or for none', () => {
  expect(['2026-11-02', '2028-02-29', '2026-02-29', '2026-00-10', 'today', null].map(dayIn)).toEqual(['2026-11-02', '2028-02-29', '', '', '', ''])
})
