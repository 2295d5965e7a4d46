import { expect, test } from 'vitest'

import en from './en.json'
import { lengthened } from './pseudo'

test('a text is 40 % longer, its figures are as they were', () => {
  const text = 'Acknowledge all {{count}} alarms'
  const { long } = lengthened({ long: text })
  expect(long).toMatch(/^Acknowledge all {{count}} alarms lorem/)
  expect((long as string).length / text.length).toBeCloseTo(1.3, 1)
})

test('what has no words stays, and no text is lost', () => {
  expect(lengthened({ only: '{{count}}', below: { none: '' } })).toEqual({ only: '{{count}}', below: { none: '' } })
  expect(Object.keys(lengthened(en))).toEqual(Object.keys(en))
})
