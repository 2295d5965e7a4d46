import { useEffect, useState } from 'react'

import type { Refusal } from '../refused/refused'
import { noteName } from './recent-names'
import { type Answer, type NewSession, useDoor } from './session'

export interface Attempt {
  answer: Answer | null
  /** So many seconds nobody is let in here, because of too many wrong tries. */
  waitS: number
  isBusy: boolean
  make(given: NewSession): Promise<void>
  forget(): void
  /** Tell why something else of the session failed. */
  tell(why: Refusal): void
}

/** One try after the other to sign in, and the seconds to wait after too many. */
export function useAttempt(onDone: () => void): Attempt {
  const { signIn } = useDoor()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [waitS, setWaitS] = useState(0)
  const make = async (given: NewSession) => {
    setBusy(true)
    const came = await signIn(given)
    setBusy(false)
    setAnswer(came.kind === 'in' ? null : came)
    setWaitS(came.kind === 'wait' ? came.seconds : 0)
    if (came.kind !== 'in') return
    if (given.name !== undefined) noteName(given.name)
    onDone()
  }
  useCountdown(waitS, setWaitS)
  return { answer, waitS, isBusy, make, forget: () => setAnswer(null), tell: (why) => setAnswer({ kind: 'failed', why }) }
}

function useCountdown(seconds: number, onSecond: (left: number) => void): void {
  useEffect(() => {
    if (seconds <= 0) return
    const timer = setTimeout(() => onSecond(seconds - 1), 1_000)
    return () => clearTimeout(timer)
  }, [seconds, onSecond])
}
