import { FeedSource } from './feed-source'
import type { FeedMessage } from './messages'

type Deliver = (message: FeedMessage) => void

/** Start the feed of this browser; every message from then on goes to `deliver`. */
export function connectFeed(deliver: Deliver): void {
  if (typeof SharedWorker === 'undefined') openDirectly(deliver)
  else openShared(deliver)
}

function openShared(deliver: Deliver): void {
  const worker = new SharedWorker(new URL('./feed.worker.ts', import.meta.url), { type: 'module', name: 'feed' })
  worker.addEventListener('error', () => openDirectly(deliver))
  worker.port.addEventListener('message', (event: MessageEvent<FeedMessage>) => deliver(event.data))
  worker.port.start()
  window.addEventListener('pagehide', () => worker.port.postMessage('closed'))
  window.addEventListener('pageshow', reconnectAfterHistory)
}

/** A page that comes back out of the browser's history cache has lost its port. */
function reconnectAfterHistory(event: PageTransitionEvent): void {
  if (event.persisted) location.reload()
}

function openDirectly(deliver: Deliver): void {
  new FeedSource(deliver).open()
}
