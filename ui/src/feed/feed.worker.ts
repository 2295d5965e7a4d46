/// <reference lib="webworker" />
/**
 * Holds the one event stream of this browser. A browser opens at most six connections to a host, so a stream per tab
 * would freeze the seventh; here every tab is a port. A new tab gets the newest snapshot, then the same messages.
 */
import { FeedSource } from './feed-source'
import { type FeedState, reduce } from './feed-state'
import type { FeedMessage } from './messages'
import { STALE_AFTER_MS } from './staleness'

declare const self: SharedWorkerGlobalScope

const ports = new Set<MessagePort>()
/** Came while the line PC was silent: they have nothing yet that another message could change. */
const newcomers = new Set<MessagePort>()
let state: FeedState | null = null
let heardMs = 0

const source = new FeedSource((message) => {
  state = reduce(state, message, Date.now())
  heardMs = Date.now()
  for (const port of ports) port.postMessage(state !== null && newcomers.delete(port) ? snapshotOf(state) : message)
})

self.addEventListener('connect', (event) => {
  const port = event.ports[0]
  if (port === undefined) return
  ports.add(port)
  port.addEventListener('message', () => {
    ports.delete(port)
    newcomers.delete(port)
  })
  port.start()
  // While the line PC is silent a newcomer gets nothing: an old state must not look like a live one.
  if (state !== null && Date.now() - heardMs < STALE_AFTER_MS) port.postMessage(snapshotOf(state))
  else newcomers.add(port)
})

function snapshotOf(known: FeedState): FeedMessage {
  const { build, parts, beat, clockOffsetMs } = known
  const now = new Date(Date.now() + clockOffsetMs).toISOString()
  return { kind: 'snapshot', live: { ...beat, build, parts: [...parts], now } }
}

source.open()
