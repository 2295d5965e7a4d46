import { expect, test } from 'vitest'

import { age, clockTime, gigabytes, share, shortId, spokenId, timesLimit } from './format'
import { widestEm } from './word-width'

test.each([
  [0, '0:00'],
  [59_999, '0:59'],
  [60_000, '1:00'],
  [3_599_000, '59:59'],
  [3_600_000, '1:00:00'],
])('an age of %i ms reads %s', (ms, text) => {
  expect(age(ms)).toBe(text)
})

test('a clock that runs ahead never shows a negative age', () => {
  expect(age(-5_000)).toBe('0:00')
})

test('a yield with one reject in a hundred thousand does not read 100 %', () => {
  expect(share(99_999, 100_000, 'en')).toBe('99.9 %')
})

test('a yield with one good part in a hundred thousand does not read 0 %', () => {
  expect(share(1, 100_000, 'en')).toBe('0.1 %')
})

test('all and none are said plainly', () => {
  expect([share(7, 7, 'en'), share(0, 7, 'en')]).toEqual(['100.0 %', '0.0 %'])
})

test('without parts there is no yield', () => {
  expect(share(0, 0, 'en')).toBeNull()
})

test('a score is read as a multiple of its limit, with two digits where they matter', () => {
  expect([timesLimit(1.834, 'en'), timesLimit(23.4, 'en'), timesLimit(null, 'en')]).toEqual(['×1.83', '×23', '–'])
})

test('rounding never carries a score across its limit, nor onto it', () => {
  expect([0.999, 1, 1.001].map((score) => timesLimit(score, 'en'))).toEqual(['×0.99', '×1.00', '×1.01'])
})

test('free space has a digit only where a digit is worth reading', () => {
  expect([gigabytes(412.4e9, 'en'), gigabytes(3.25e9, 'en')]).toEqual(['412 GB', '3.3 GB'])
})

test('times are written with 24 hours in both languages', () => {
  const evening = new Date(2026, 10, 2, 20, 5, 9).getTime()
  expect([clockTime(evening, 'en'), clockTime(evening, 'zh-CN')]).toEqual(['20:05:09', '20:05:09'])
})

test('a part is told by the end of its name', () => {
  expect([shortId('L3-000025'), shortId('P7')]).toEqual(['0025', 'P7'])
})

test.each([
  ['L3-000025', 'L3-000025'],
  ['20261121T025748211214-00013', '…00013'],
  ['20261121T025748211214-7', '…025748211214-7'],
  ['serial0123456789abcdef', '…23456789abcdef'],
])('part %s is spoken of as %s', (partId, name) => {
  expect(spokenId(partId)).toBe(name)
})

test('a verdict of two words is as wide as the wider one', () => {
  expect(widestEm('Not inspected')).toBe(widestEm('inspected'))
  expect(widestEm('待复判')).toBe(3)
})
