import { expect, test } from 'vitest'

import { dateLocale, dayOf } from './days'

test('a day is taken whole or not at all', () => {
  expect(['2026-11-02', '', '0020-11-02', '0202-11-02', 'today'].map(dayOf)).toEqual(['2026-11-02', '', null, null, null])
})

test('English pages have the day first, Chinese ones the year', () => {
  const written = (language: string) => new Intl.DateTimeFormat(dateLocale(language)).format(new Date(2026, 10, 2))
  expect([written('en'), written('zh-CN')]).toEqual(['02/11/2026', '2026/11/2'])
})
