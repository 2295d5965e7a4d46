import { expect, test } from 'vitest'

import { kappaFigure, namesIn, shareFigure } from './figures'

test('a share says how many of how many, and between which shares the true one lies', () => {
  expect(shareFigure({ count: 42, of: 50, low: 0.7089, high: 0.9283, band: 'marginal' }, 'en')).toEqual({
    value: '84.0% · 42/50',
    interval: '70.9% – 92.8%',
    band: 'marginal',
  })
})

test('a kappa has three digits, as printed reports have them', () => {
  expect(kappaFigure({ value: 0.8629, low: 0.7763, high: 0.9496, band: 'acceptable' }, 'en').value).toBe('0.863')
})

test('names are taken line by line or between commas, in Chinese too', () => {
  expect(namesIn(' P1 \n\nP2,P3，P4\n')).toEqual(['P1', 'P2', 'P3', 'P4'])
})
