import { useRef, useState } from 'react'

import type { Alarm } from '../api/model'
import { isUnseen, keyOf } from './urgency'

/**
 * The alarm that a key acts on: the chosen one, else the most urgent. What was read stays selected until somebody has
 * acknowledged it, also when a more urgent one comes above it: else the key would act on one that nobody has read yet.
 */
export function useSelectedAlarm(alarms: readonly Alarm[]): readonly [Alarm | undefined, (alarm: Alarm) => void] {
  const [chosen, choose] = useState('')
  const read = useRef('')
  const of = (key: string) => alarms.find((alarm) => keyOf(alarm) === key)
  const last = of(read.current)
  const selected = of(chosen) ?? (last !== undefined && isUnseen(last) ? last : alarms[0])
  read.current = selected === undefined ? '' : keyOf(selected)
  return [selected, (alarm) => choose(keyOf(alarm))]
}
