import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { Alarm } from '../api/model'
import { useFeed } from '../feed/feed-store'
import { useShortcuts } from '../keys/use-shortcuts'
import { useLineMode } from '../live/use-line-mode'
import { useSession } from '../session/session'
import { wasMeant } from '../session/was-meant'
import styles from './active-alarms.module.css'
import { AlarmRow } from './alarm-row'
import { NotEntered } from './not-entered'
import { ShelveDialog } from './shelve-dialog'
import { isUnseen, keyOf } from './urgency'
import { useAlarmActs } from './use-alarm-acts'
import { useSelectedAlarm } from './use-selected-alarm'
import { useSettled } from './use-settled'

const NONE: readonly Alarm[] = []

/** Every alarm that is not cleared, the most urgent first; one is selected, and the key A acknowledges it. */
export function ActiveAlarms() {
  const { t } = useTranslation()
  const told = useFeed((feed) => feed?.beat.alarms)
  const alarms = told ?? NONE
  const { may } = useSession()
  const acts = useAlarmActs()
  const [selected, choose] = useSelectedAlarm(alarms)
  const [shelving, shelve] = useState<Alarm | null>(null)
  const mayAct = may('operator')
  const mode = useLineMode()
  // Without contact nobody knows whether there is none; the bar says so.
  const isKnown = told !== undefined && mode !== 'stale' && mode !== 'connecting'
  const isSettled = useSettled(told === undefined ? null : placesOf(told))
  const step = (by: number) => {
    const next = alarms[alarms.findIndex((alarm) => alarm === selected) + by]
    if (next !== undefined) choose(next)
  }
  useShortcuts({
    a: () => {
      if (selected === undefined || !mayAct || !isUnseen(selected)) return
      void wasMeant().then((isMeant) => isMeant && acts.acknowledge(selected.raised))
    },
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
  })
  return (
    <>
      <NotEntered why={acts.refusal} />
      {mayAct ? null : <p className={styles.signIn}>{t('alarm.signIn')}</p>}
      {isKnown && alarms.length === 0 ? <Nothing /> : null}
      <ul className={styles.list} aria-label={t('alarm.list')}>
        {alarms.map((alarm) => (
          <AlarmRow
            key={keyOf(alarm)}
            alarm={alarm}
            isSelected={alarm === selected}
            mayAct={mayAct}
            isHeld={!isSettled}
            onSelect={() => choose(alarm)}
            onAcknowledge={() => acts.acknowledge(alarm.raised)}
            onShelve={() => shelve(alarm)}
            onUnshelve={() => acts.unshelve(alarm.raised)}
          />
        ))}
      </ul>
      <ShelveDialog alarm={shelving} onShelve={acts.shelve} onClose={() => shelve(null)} />
    </>
  )
}

/** Which row stands where, with which buttons: another order is another thing under the finger. */
function placesOf(alarms: readonly Alarm[]): string {
  return alarms.map((alarm) => `${alarm.raised} ${alarm.state}`).join()
}

function Nothing() {
  const { t } = useTranslation()
  return (
    <div className={styles.nothing}>
      <svg viewBox="0 0 48 48" className={styles.check} aria-hidden="true">
        <circle cx="24" cy="24" r="19" />
        <path d="M14 25l7 7 13-15" />
      </svg>
      <div>
        <strong>{t('alarm.nothing')}</strong>
        <p>{t('alarm.nothingHow')}</p>
      </div>
    </div>
  )
}
