import { useFeed } from '../feed/feed-store'
import { feedStore } from '../feed/store'
import { lineNowMs, useTicking } from '../feed/use-clock'
import { type LineMode, lineMode } from './line-mode'

/** What may be claimed of the line, looked at anew with every message and several times a second. */
export function useLineMode(): LineMode {
  const looked = (): LineMode => lineMode(feedStore.getState(), feedStore.silentMs(), lineNowMs())
  useFeed(looked)
  return useTicking(looked)
}
