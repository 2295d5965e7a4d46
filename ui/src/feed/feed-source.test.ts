import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Live } from '../api/model'
import { makeBeat, makeLive, makePart } from '../testing/makers'
import { FeedSource, type Network } from './feed-source'
import type { FeedMessage } from './messages'

/** An event stream in which the test speaks for the server. */
class Stream extends EventTarget {
  isClosed = false

  say(name: string, data: unknown = {}): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }))
  }

  close(): void {
    this.isClosed = true
  }
}

const streams: Stream[] = []
const messages: FeedMessage[] = []
let live: Live
let answer: () => Promise<Live>

const network: Network = {
  openEvents: () => {
    streams.push(new Stream())
    return stream() as unknown as EventSource
  },
  fetchLive: () => answer(),
}

const stream = (): Stream => streams[streams.length - 1] as Stream
const settle = () => vi.advanceTimersByTimeAsync(0)
const kinds = () => messages.map((message) => message.kind)
const partSeqs = () => messages.flatMap((message) => (message.kind === 'part' ? [message.part.seq] : []))

let source: FeedSource

beforeEach(() => {
  vi.useFakeTimers()
  streams.length = 0
  messages.length = 0
  live = makeLive([makePart(5)])
  answer = () => Promise.resolve(live)
  source = new FeedSource((message) => messages.push(message), network)
  source.open()
})

afterEach(() => {
  source.close()
  vi.useRealTimers()
})

async function greet(): Promise<void> {
  stream().say('hello')
  await settle()
}

test('a snapshot comes before everything else', async () => {
  stream().say('hello')
  stream().say('status', makeBeat())
  await settle()
  stream().say('status', makeBeat())
  expect(kinds()).toEqual(['snapshot', 'beat'])
})

test('parts that come while the snapshot is read are neither lost nor doubled', async () => {
  stream().say('hello')
  for (const seq of [5, 6, 7]) stream().say('part', makePart(seq))
  await settle()
  expect(kinds()).toEqual(['snapshot', 'part', 'part'])
  expect(partSeqs()).toEqual([6, 7])
})

test('a gap in the sequence is closed by a new snapshot', async () => {
  await greet()
  live = makeLive([makePart(8), makePart(7), makePart(6), makePart(5)])
  stream().say('part', makePart(8))
  await settle()
  expect(kinds()).toEqual(['snapshot', 'snapshot'])
})

test('an update of a known part goes through at once', async () => {
  await greet()
  stream().say('update', makePart(4))
  expect(kinds()).toEqual(['snapshot', 'update'])
})

test('a lost connection is opened again after half a second', async () => {
  await greet()
  stream().dispatchEvent(new Event('error'))
  await vi.advanceTimersByTimeAsync(499)
  expect(streams).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(streams).toHaveLength(2)
  expect(streams[0]?.isClosed).toBe(true)
})

test('a server that stays away is asked less and less often, yet at least every five seconds', async () => {
  const opened: number[] = []
  for (let second = 0; second < 60; second += 0.5) {
    const before = streams.length
    stream().dispatchEvent(new Event('error'))
    await vi.advanceTimersByTimeAsync(500)
    if (streams.length > before) opened.push(second)
  }
  const pauses = opened.slice(1).map((second, index) => second - (opened[index] ?? 0))
  expect(pauses.slice(0, 3)).toEqual([1, 2, 4])
  expect(Math.max(...pauses)).toBe(5)
})

test('a connection that is open but silent is given up and opened again', async () => {
  await greet()
  await vi.advanceTimersByTimeAsync(5_500)
  expect(streams).toHaveLength(2)
})

test('heartbeats keep a connection', async () => {
  await greet()
  for (let beat = 0; beat < 40; beat++) {
    await vi.advanceTimersByTimeAsync(500)
    stream().say('status', makeBeat({ seq: 5 }))
  }
  expect(streams).toHaveLength(1)
})

test('a snapshot that cannot be read leads to a new connection, not to silence', async () => {
  answer = () => Promise.reject(new Error('503'))
  await greet()
  await vi.advanceTimersByTimeAsync(500)
  expect(streams).toHaveLength(2)
  expect(messages).toEqual([])
})

test('a snapshot of a connection that was lost meanwhile is not shown', async () => {
  let late: (live: Live) => void = () => undefined
  answer = () => new Promise((resolve) => (late = resolve))
  stream().say('hello')
  stream().dispatchEvent(new Event('error'))
  late(live)
  await settle()
  expect(messages).toEqual([])
})

test('a heartbeat that counts a part that never came is a gap too', async () => {
  await greet()
  live = makeLive([makePart(6), makePart(5)])
  stream().say('status', makeBeat({ seq: 6 }))
  await settle()
  stream().say('status', makeBeat({ seq: 6 }))
  expect(kinds()).toEqual(['snapshot', 'snapshot', 'beat'])
})

test('of two snapshots that were asked for the newer is shown, whichever comes last', async () => {
  const answers: ((live: Live) => void)[] = []
  answer = () => new Promise((resolve) => answers.push(resolve))
  stream().say('hello')
  stream().say('hello')
  answers[1]?.(makeLive([makePart(7)]))
  await settle()
  answers[0]?.(makeLive([makePart(5)]))
  await settle()
  expect(messages).toEqual([{ kind: 'snapshot', live: makeLive([makePart(7)]) }])
})
