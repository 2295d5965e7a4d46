import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { ask, fetchAsked } from './asked'

const fetched: string[] = []
const get = (path: string, init?: RequestInit) => fetchAsked(new Request(`http://line-pc${path}`, init))

beforeEach(() => {
  vi.useFakeTimers()
  fetched.length = 0
  vi.stubGlobal('fetch', (of: string | Request) => {
    fetched.push(typeof of === 'string' ? of : new URL(of.url).pathname)
    return Promise.resolve(new Response(`answer ${fetched.length}`))
  })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('the first who asks gets the answer that is on its way, the next one a new answer', async () => {
  void ask('/api/a?limit=50')
  const texts = [await (await get('/api/a?limit=50')).text(), await (await get('/api/a?limit=50')).text()]
  expect(texts).toEqual(['answer 1', 'answer 2'])
})

test('who asked first can read the answer, whoever else reads it', async () => {
  const own = ask('/api/b')
  expect([await (await get('/api/b')).text(), await (await own).text()]).toEqual(['answer 1', 'answer 1'])
})

test('nothing but a read of the very same address gets it', async () => {
  void ask('/api/c')
  await get('/api/c?before=7')
  await get('/api/c', { method: 'POST' })
  expect(fetched).toHaveLength(3)
})

test('an answer that nobody took in time is not shown later', async () => {
  void ask('/api/d')
  await vi.advanceTimersByTimeAsync(10_001)
  expect(await (await get('/api/d')).text()).toBe('answer 2')
})
