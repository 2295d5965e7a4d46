import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { SETTLED_MS } from '../alarms/use-settled'
import type { Disposition, ReviewItem } from '../api/model'
import type { Refusal } from '../refused/refused'
import { SESSION } from '../session/session'
import { wasMeant } from '../session/was-meant'
import { dispose, type Entered, undo } from './dispositions'
import { noteReason } from './last-reasons'
import { after, fetchQueue, idOf, inOrder, keeping, type Queue, QUEUE, withItem, without } from './queue'
import { useGuard } from './use-guard'
import { type LastSaid, useLast } from './use-last'

const ASKED_AGAIN_MS = 5_000
const NOTHING: Queue = { items: [], before: null }
const NOT_UNDONE = { faster: 'undoLate', signedOut: 'undoSignedOut', refused: 'undoRefused' } as const

/** What a person is told about the part before: somebody else was faster, or it could not be entered. */
export interface Notice {
  kind: 'faster' | 'gone' | 'refused' | 'signedOut' | 'undone' | (typeof NOT_UNDONE)[keyof typeof NOT_UNDONE]
  id: string
  why: Refusal | null
}

export interface Review {
  items: readonly ReviewItem[]
  isPending: boolean
  isError: boolean
  hasOlder: boolean
  current: ReviewItem | null
  /** What is being said of the current part, once the reason is asked for. */
  asked: Disposition | null
  isBusy: boolean
  /** Whether taps are not taken yet: something else has just come under the finger, or what was said is being entered. */
  isGuarded: boolean
  notice: Notice | null
  last: LastSaid | null
  select: (item: ReviewItem) => void
  ask: (disposition: Disposition) => void
  back: () => void
  commit: (disposition: Disposition, reason: string) => void
  putOff: () => void
  undoLast: () => void
  again: () => void
}

/** The work of one display: which part is looked at, and what is said of it. */
export function useReview(): Review {
  const queries = useQueryClient()
  const { data, isPending, isError, refetch } = useQuery({ queryKey: QUEUE, queryFn: fetchQueue, refetchInterval: ASKED_AGAIN_MS })
  const [later, setLater] = useState<readonly string[]>([])
  const [current, setCurrent] = useState<ReviewItem | null>(null)
  const [asked, setAsked] = useState<Disposition | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [notice, setNotice] = useState<Notice | null>(null)
  const [last, setLast] = useLast()
  const guard = useGuard()
  const items = inOrder(keeping(data ?? NOTHING, current).items, later)

  const goTo = (item: ReviewItem | null, guardedMs?: number): void => {
    guard.close(guardedMs)
    setCurrent(item)
    setAsked(null)
  }
  const change = (changed: (queue: Queue) => Queue) => {
    // What is on its way was asked for before this, and would bring the part back.
    void queries.cancelQueries({ queryKey: QUEUE })
    queries.setQueryData<Queue>(QUEUE, (queue) => (queue === undefined ? queue : changed(queue)))
  }
  const tell = (kind: Notice['kind'], item: ReviewItem, why: Refusal | null = null) => setNotice({ kind, id: idOf(item), why })

  useEffect(() => {
    if (data === undefined || isBusy) return
    const newest = current === null ? undefined : items.find((item) => idOf(item) === idOf(current))
    if (newest !== undefined) {
      if (newest !== current) setCurrent(newest)
    } else {
      if (current !== null) tell('gone', current)
      // Nobody asked for it to change: a finger may be on its way to the part that was there.
      goTo(items[0] ?? null, current === null ? undefined : SETTLED_MS)
    }
  }, [data, isBusy])

  const leave = (item: ReviewItem): void => {
    if (after(items, idOf(item)) === null) goTo(null)
    change((queue) => without(queue, idOf(item)))
  }
  const signedOut = () => void queries.invalidateQueries({ queryKey: SESSION })
  const settle = (item: ReviewItem, disposition: Disposition, reason: string, entered: Entered): void => {
    if (entered.kind === 'said') {
      if (reason !== '') noteReason(item.part, disposition, reason)
      setLast({ item, said: entered.said })
      setNotice(null)
      leave(item)
    } else if (entered.kind === 'faster') {
      tell('faster', item, entered.why)
      leave(item)
      void refetch()
    } else {
      if (entered.kind === 'signedOut') signedOut()
      tell(entered.kind, item, entered.kind === 'signedOut' ? null : entered.why)
      goTo(item)
    }
  }
  const settleUndo = (undone: LastSaid, entered: Entered): void => {
    if (entered.kind === 'said') {
      const back = { ...undone.item, newest: entered.said.number }
      setLast(null)
      change((queue) => withItem(queue, back))
      tell('undone', back)
      goTo(back)
    } else {
      // Only what somebody else has changed meanwhile cannot be tried again.
      setLast(entered.kind === 'faster' ? null : { ...undone })
      if (entered.kind === 'signedOut') signedOut()
      tell(NOT_UNDONE[entered.kind], undone.item, entered.kind === 'signedOut' ? null : entered.why)
    }
  }
  const busyWith = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true)
    await work()
    setBusy(false)
  }

  return {
    items,
    isPending,
    isError,
    hasOlder: data !== undefined && data.before !== null,
    current,
    asked,
    isBusy,
    isGuarded: guard.isShownClosed || isBusy,
    notice,
    last,
    select: (item) => goTo(item),
    ask: (disposition) => {
      if (!guard.isOpen() || isBusy) return
      guard.close()
      setAsked(disposition)
    },
    back: () => {
      guard.close()
      setAsked(null)
    },
    commit: (disposition, reason) => {
      if (current === null || isBusy || !guard.isOpen()) return
      // Shown while this is entered, and nothing is taken before it is; the last part stays: there is nothing after it.
      const next = after(items, idOf(current))
      if (next !== null) goTo(next)
      void busyWith(async () => {
        if (await wasMeant()) settle(current, disposition, reason, await dispose(current, disposition, reason))
        else goTo(current)
      })
    },
    putOff: () => {
      if (current === null || isBusy || !guard.isOpen()) return
      const id = idOf(current)
      setLater((before) => [...before.filter((each) => each !== id), id])
      goTo(after(items, id) ?? current)
    },
    undoLast: () => {
      if (last === null || isBusy) return
      void busyWith(async () => {
        if (await wasMeant()) settleUndo(last, await undo(idOf(last.item), last.said.number))
      })
    },
    again: () => void refetch(),
  }
}
