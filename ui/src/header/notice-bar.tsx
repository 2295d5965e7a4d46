import { useRef } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'

import { useSounding, useSoundOn } from '../alarms/alarm-sound'
import { AlarmWords } from '../alarms/alarm-words'
import { PriorityShape } from '../alarms/priority-shape'
import { NotEntered } from '../alarms/not-entered'
import { MuteButton } from '../alarms/sound-buttons'
import { newestHigh } from '../alarms/tone-plan'
import { isGone, newestRaise, newOnes, sorted } from '../alarms/urgency'
import { useAlarmActs } from '../alarms/use-alarm-acts'
import { useSettled } from '../alarms/use-settled'
import type { Alarm, Beat } from '../api/model'
import { dateTime } from '../format/format'
import type { LineMode } from '../live/line-mode'
import { useSession } from '../session/session'
import styles from './notice-bar.module.css'
import { noticesOf, placeOf } from './notices'

const NO_ALARMS: readonly Alarm[] = []

/** The most urgent thing a person must act on, the rest one tap away. Its place is kept free, so nothing jumps. */
export function NoticeBar({ mode, beat }: { mode: LineMode; beat: Beat | null }) {
  const notices = noticesOf(mode, beat)
  useSounding(notices.kind === 'alarms' ? notices.alarms : NO_ALARMS)
  const isSettled = useSettled(placeOf(notices))
  if (notices.kind === 'contact') return <ContactBar />
  if (notices.kind === 'none') return <Bar priority="none" />
  return <AlarmBar alarms={notices.alarms} mode={mode} isSettled={isSettled} />
}

interface BarProps {
  priority: Alarm['priority'] | 'none'
  isGone?: boolean
  children?: React.ReactNode
}

function Bar({ priority, isGone = false, children }: BarProps) {
  const { t } = useTranslation()
  return (
    <section
      className={styles.bar}
      data-priority={priority}
      data-gone={isGone || undefined}
      aria-label={t('alarm.label')}
    >
      {children}
    </section>
  )
}

function ContactBar() {
  const { t } = useTranslation()
  return (
    <Bar priority="high">
      <div role="alert" className={styles.first} data-notice="contact">
        <PriorityShape of="high" className={styles.shape} />
        <p>
          <strong>{t('alarm.contact.what')}</strong> {t('alarm.contact.consequence')} <b>{t('alarm.do')}</b>{' '}
          {t('alarm.contact.action')}
        </p>
      </div>
    </Bar>
  )
}

function AlarmBar({ alarms, mode, isSettled }: { alarms: readonly Alarm[]; mode: LineMode; isSettled: boolean }) {
  const { unseen, known } = sorted(alarms)
  const added = useNewOnes(alarms)
  const [first] = unseen
  if (first === undefined) return known.length === 0 ? <AllWell mode={mode} /> : <KnownBar known={known} />
  return (
    <Bar priority={first.priority} isGone={isGone(first)}>
      <First first={first} added={added} />
      <Acknowledge alarm={first} isSettled={isSettled} />
      <Mute alarms={alarms} />
      <Others count={unseen.length + known.length - 1} />
    </Bar>
  )
}

/** The alarms raised since this page was opened: they are announced, those that were there before are not. */
function useNewOnes(alarms: readonly Alarm[]): Alarm[] {
  const since = useRef<number | null>(null)
  since.current ??= newestRaise(alarms)
  return newOnes(alarms, since.current)
}

function First({ first, added }: { first: Alarm; added: readonly Alarm[] }) {
  const { t } = useTranslation()
  const others = added.filter((alarm) => alarm !== first).map((alarm) => t(`alarm.kind.${alarm.kind}.name`))
  // Another key is another element, and only an element that is new is announced.
  return (
    <div key={newestRaise(added)} role={added.length === 0 ? undefined : 'alert'} className={styles.first}>
      <PriorityShape of={first.priority} className={`${styles.shape} ${isGone(first) ? '' : styles.pulse}`} />
      <span className="visually-hidden">{t(`alarm.priority.${first.priority}`)}</span>
      {isGone(first) ? <GoneWords alarm={first} /> : <AlarmWords alarm={first} />}
      {others.length === 0 ? null : <span className="visually-hidden">{others.join(', ')}</span>}
    </div>
  )
}

/** What it was and that it is over: to say what to do would send people to what is well again. */
function GoneWords({ alarm }: { alarm: Alarm }) {
  const { t, i18n } = useTranslation()
  const at = dateTime(alarm.last_at, i18n.language)
  return (
    <p data-notice={alarm.kind}>
      <strong>{t(`alarm.kind.${alarm.kind}.name`)}</strong> {t('alarm.gone', { at })}
    </p>
  )
}

function Acknowledge({ alarm, isSettled }: { alarm: Alarm; isSettled: boolean }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const { acknowledge, refusal } = useAlarmActs()
  const name = t(`alarm.kind.${alarm.kind}.name`)
  return (
    <>
      <NotEntered why={refusal} />
      {may('operator') ? (
        <Button
          className={styles.act ?? ''}
          aria-label={t('alarm.ackOf', { name })}
          {...(isSettled ? {} : { 'aria-disabled': true })}
          onPress={() => isSettled && acknowledge(alarm.raised)}
        >
          {t('alarm.ack')}
        </Button>
      ) : null}
    </>
  )
}

function Mute({ alarms }: { alarms: readonly Alarm[] }) {
  return useSoundOn() && newestHigh(alarms) > 0 ? <MuteButton /> : null
}

function Others({ count }: { count: number }) {
  const { t } = useTranslation()
  return (
    <Link href="/alarms" className={styles.act ?? ''}>
      {count === 0 ? t('alarm.open') : t('alarm.more', { count })}
    </Link>
  )
}

function KnownBar({ known }: { known: readonly Alarm[] }) {
  const { t } = useTranslation()
  const names = known.map((alarm) => t(`alarm.kind.${alarm.kind}.name`)).join(' · ')
  return (
    <Bar priority="none">
      <p className={styles.known}>
        <strong>{t('alarm.known', { count: known.length })}</strong> {names}
      </p>
      <Others count={0} />
    </Bar>
  )
}

function AllWell({ mode }: { mode: LineMode }) {
  const { t } = useTranslation()
  return <Bar priority="none">{mode === 'first' ? null : <p className={styles.none}>{t('alarm.none')}</p>}</Bar>
}
