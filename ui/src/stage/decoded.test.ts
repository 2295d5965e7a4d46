import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { decoded } from './decoded'

/** Pictures that were asked for, and whether they can be read. */
const asked: string[] = []
let isReadable = true

class FakeImage {
  naturalWidth = 2_592
  naturalHeight = 1_944

  set src(url: string) {
    asked.push(url)
  }

  decode(): Promise<void> {
    return isReadable ? Promise.resolve() : Promise.reject(new Error('404'))
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('Image', FakeImage)
  asked.length = 0
  isReadable = true
})

afterEach(() => {
  vi.advanceTimersByTime(3_600_000)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a picture that was fetched ahead is not asked for again', async () => {
  await decoded('/a')
  expect(await decoded('/a')).toEqual({ width: 2_592, height: 1_944 })
  expect(asked).toEqual(['/a'])
})

test('a golden may be another one after a minute', async () => {
  await decoded('/golden')
  vi.advanceTimersByTime(60_000)
  await decoded('/golden')
  expect(asked).toEqual(['/golden', '/golden'])
})

test('what could not be read is asked for the next time', async () => {
  isReadable = false
  expect(await decoded('/later')).toBeNull()
  isReadable = true
  expect(await decoded('/later')).not.toBeNull()
})

test('a long review holds few pictures, those that were wanted last', async () => {
  for (let part = 0; part < 20; part++) for (const url of ['/g', `/part/${part}`]) await decoded(url)
  asked.length = 0
  for (const url of ['/part/19', '/g', '/part/0']) await decoded(url)
  expect(asked).toEqual(['/part/0'])
})
