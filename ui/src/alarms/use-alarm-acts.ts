import { useCallback, useEffect, useState } from 'react'

import { api } from '../api/client'
import type { Alarm, ShelfReason } from '../api/model'
import { answered, type Refusal, refusalOf } from '../refused/refused'

/** So long a refusal is told: later it would stand beside another alarm. */
const TOLD_MS = 10_000

/** What people do about alarms; what they see of it comes with the feed, the same on every display. */
export interface AlarmActs {
  acknowledge: (raised: number) => void
  shelve: (raised: number, minutes: number, reason: ShelfReason) => void
  unshelve: (raised: number) => void
  /** Why the last act was not entered; null where it was. */
  refusal: Refusal | null
}

export function useAlarmActs(): AlarmActs {
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  useEffect(() => {
    if (refusal === null) return undefined
    const timer = setTimeout(() => setRefusal(null), TOLD_MS)
    return () => clearTimeout(timer)
  }, [refusal])
  const done = useCallback((entered: Promise<Alarm>) => {
    entered.then(
      () => setRefusal(null),
      (thrown: unknown) => setRefusal(refusalOf(thrown)),
    )
  }, [])
  return {
    refusal,
    acknowledge: (raised) => done(answered(api.POST('/api/alarms/{raised}/acknowledge', { params: { path: { raised } } }))),
    shelve: (raised, minutes, reason) =>
      done(answered(api.POST('/api/alarms/{raised}/shelve', { params: { path: { raised } }, body: { minutes, reason } }))),
    unshelve: (raised) => done(answered(api.POST('/api/alarms/{raised}/unshelve', { params: { path: { raised } } }))),
  }
}
