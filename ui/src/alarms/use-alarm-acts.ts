import { useCallback, useState } from 'react'

import { api } from '../api/client'
import type { ShelfReason } from '../api/model'

/** What people do about alarms; what they see of it comes with the feed, the same on every display. */
export interface AlarmActs {
  acknowledge: (raised: number) => void
  shelve: (raised: number, minutes: number, reason: ShelfReason) => void
  unshelve: (raised: number) => void
  /** Why the last act was not entered, in the words of the line PC; empty where it was, null where none answered. */
  refusal: string | null
}

type Answer = Promise<{ error?: unknown; response: Response }>

export function useAlarmActs(): AlarmActs {
  const [refusal, setRefusal] = useState<string | null>('')
  const done = useCallback((answer: Answer) => {
    answer.then(
      ({ error, response }) => setRefusal(response.ok ? '' : detailOf(error)),
      () => setRefusal(null),
    )
  }, [])
  return {
    refusal,
    acknowledge: (raised) => done(api.POST('/api/alarms/{raised}/acknowledge', { params: { path: { raised } } })),
    shelve: (raised, minutes, reason) =>
      done(api.POST('/api/alarms/{raised}/shelve', { params: { path: { raised } }, body: { minutes, reason } })),
    unshelve: (raised) => done(api.POST('/api/alarms/{raised}/unshelve', { params: { path: { raised } } })),
  }
}

function detailOf(error: unknown): string | null {
  const detail = typeof error === 'object' && error !== null && 'detail' in error ? error.detail : null
  return typeof detail === 'string' ? detail : null
}
