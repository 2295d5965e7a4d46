// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest'

import { changeDisplay, mmPxIn, NOMINAL_MM_PX, startDisplay } from './display'

const root = document.documentElement

beforeEach(() => localStorage.clear())

test('what is not set is a display for fingers, in nominal millimetres', () => {
  startDisplay()
  expect([root.dataset.density, root.style.getPropertyValue('--mm')]).toEqual(['touch', `${NOMINAL_MM_PX}px`])
})

test('what was set is kept for the next start', () => {
  changeDisplay({ density: 'desk' })
  changeDisplay({ mmPx: 5.6 })
  root.removeAttribute('data-density')
  root.style.removeProperty('--mm')
  startDisplay()
  expect([root.dataset.density, root.style.getPropertyValue('--mm')]).toEqual(['desk', '5.6px'])
})

test.each([null, '', 'wide', '0.1', '400', 'NaN'])('a kept size of %j, which no panel has, hides no button', (kept) => {
  expect(mmPxIn(kept)).toBe(NOMINAL_MM_PX)
})
