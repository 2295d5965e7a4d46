import { useCallback, useState } from 'react'

import { api } from '../api/client'
import type { Alarm, ShelfReason } from '../api/model'
import { answered, type Refusal, refusalOf } from '../refused/refused'

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
