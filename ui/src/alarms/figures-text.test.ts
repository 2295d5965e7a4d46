import { expect, test } from 'vitest'

import { figureTexts } from './figures-text'

test('a figure that is not known reads as a dash, never as nothing', () => {
  expect(figureTexts([], 'en').zone).toBe('–')
  expect(figureTexts([{ name: 'zone', value: '' }], 'en').zone).toBe('–')
})

test('figures are written with their units and digits', () => {
  const figures = [
    { name: 'bytes', value: 3.2e9 },
    { name: 'days', value: 2.44 },
    { name: 'count', value: 1204 },
    { name: 'seconds', value: -3600 },
  ]
  const texts = figureTexts(figures, 'en')
  expect([texts.bytes, texts.days, texts.count, texts.seconds]).toEqual(['3.2 GB', '2.4', '1,204', '-3,600'])
})

test('a moment is written as date and time', () => {
  expect(figureTexts([{ name: 'at', value: '2026-11-02T06:30:00+00:00' }], 'en').at).toContain('2026')
})
