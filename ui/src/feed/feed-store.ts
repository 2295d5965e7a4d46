import { useSyncExternalStore } from 'react'

import type { FeedState } from './feed-state'
import { feedStore } from './store'

/**
 * What `select` takes of the newest state of the line, which is null before the first snapshot.
 *
 * The component is drawn again only when that has changed, so select what is shown and no more.
 */
export function useFeed<T>(select: (state: FeedState | null) => T): T {
  return useSyncExternalStore(feedStore.subscribe, () => select(feedStore.getState()))
}
