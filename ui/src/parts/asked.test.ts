import { expect, test } from 'vitest'

import { askedIn, csvUrl, isNarrowed, pathOf } from './asked'

const asked = (query: string) => askedIn(new URLSearchParams(query))

test.each([
  '/parts',
  '/parts?text=%E9%9B%B6%E4%BB%B6+%26+%3Cb%3E&product=PN-1042&zone=U20',
  '/parts?from=2026-11-02&to=2026-11-03&outcome=REJECT&outcome=RECHECK&before=7',
])('what stands in %s is asked for again', (path) => {
  expect(pathOf(askedIn(new URL(path, 'http://line-pc').searchParams))).toBe(path)
})

test('what nobody can ask for is left out', () => {
  expect(pathOf(asked('outcome=NONSENSE&from=yesterday&before=x'))).toBe('/parts')
})

test('a page further back narrows nothing', () => {
  expect(isNarrowed(asked('before=7'))).toBe(false)
  expect(isNarrowed(asked('zone=U20&before=7'))).toBe(true)
})

test('the table is of the same parts, all of them', () => {
  const url = new URL(csvUrl(asked('text=7&outcome=REJECT&outcome=FAULT&to=2026-11-03&before=7')), 'http://line-pc')
  const { searchParams } = url
  expect([searchParams.get('text'), searchParams.getAll('outcome')]).toEqual(['7', ['REJECT', 'FAULT']])
  expect(searchParams.get('until')).toBe(new Date(2026, 10, 4).toISOString())
  expect(searchParams.has('before')).toBe(false)
})

test.each(['from=2026-02-31', 'to=2026-13-01', 'from=0000-01-01', 'before=1e999', 'before=-3', 'before=1.5'])(
  'what no calendar and no record has is not asked for: %s',
  (query) => {
    expect(pathOf(asked(query))).toBe('/parts')
  },
)

test('a name is never longer than the record is asked for', () => {
  expect(asked(`text=${'x'.repeat(300)}`).text).toHaveLength(200)
})
