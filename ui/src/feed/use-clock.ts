import { useEffect, useState } from 'react'

import { feedStore } from './store'
import { TICK_MS } from './staleness'

/** Milliseconds since 1970 on the line PC's clock, as far as this page knows it. */
export function lineNowMs(): number {
  return Date.now() + (feedStore.getState()?.clockOffsetMs ?? 0)
}

/**
 * `derive` of the line PC's clock, looked at anew several times a second.
 *
 * Only a changed answer draws the component again, so derive what is shown: a text, a state, never the time itself.
 */
export function useTicking<T extends string | number | boolean>(derive: (lineNowMs: number) => T): T {
  const now = derive(lineNowMs())
  const [, setTick] = useState(0)
  useEffect(() => {
    const look = () => {
      if (derive(lineNowMs()) !== now) setTick((tick) => tick + 1)
    }
    const timer = setInterval(look, TICK_MS)
    return () => clearInterval(timer)
  })
  return now
}
