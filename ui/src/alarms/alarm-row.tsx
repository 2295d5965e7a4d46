import { useTranslation } from 'react-i18next'

import type { Alarm } from '../api/model'
import { ActionButton } from '../app/action-button'
import { clockMinute, count, dateTime } from '../format/format'
import { KeyCap } from '../keys/key-cap'
import styles from './alarm-row.module.css'
import { AlarmWords } from './alarm-words'
import { PriorityShape } from './priority-shape'
import { isUnseen } from './urgency'

interface AlarmRowProps {
  alarm: Alarm
  isSelected: boolean
  mayAct: boolean
  /** The rows have just changed their places. */
  isHeld: boolean
  onSelect: () => void
  onAcknowledge: () => void
  onShelve: () => void
  onUnshelve: () => void
}

/** One alarm: how urgent, what it says, how it stands and since when, and what can be done about it. */
export function AlarmRow(props: AlarmRowProps) {
  const { alarm, isSelected, onSelect } = props
  return (
    <li
      className={styles.row}
      data-alarm={alarm.kind}
      data-state={alarm.state}
      data-urgency={alarm.priority}
      aria-current={isSelected || undefined}
      onClick={onSelect}
      onFocus={onSelect}
    >
      <Urgency alarm={alarm} />
      <div className={styles.text}>
        <AlarmWords alarm={alarm} />
        <Since alarm={alarm} />
      </div>
      <Acts {...props} />
    </li>
  )
}

function Urgency({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation()
  return (
    <div className={styles.urgency}>
      <PriorityShape of={alarm.priority} className={styles.shape} />
      <strong>{t(`alarm.priority.${alarm.priority}`)}</strong>
    </div>
  )
}

function Since({ alarm }: { alarm: Alarm }) {
  const { t, i18n } = useTranslation()
  return (
    <dl className={styles.since}>
      <div>
        <dt className="visually-hidden">{t('alarm.history.act')}</dt>
        <dd className={styles.state}>
          <Standing alarm={alarm} />
        </dd>
      </div>
      <div>
        <dt>{t('alarm.first')}</dt>
        <dd>{dateTime(alarm.first_at, i18n.language)}</dd>
      </div>
      <div>
        <dt>{t('alarm.last')}</dt>
        <dd>{dateTime(alarm.last_at, i18n.language)}</dd>
      </div>
      <div>
        <dt>{t('alarm.times')}</dt>
        <dd data-count>{count(alarm.count, i18n.language)}</dd>
      </div>
    </dl>
  )
}

function Standing({ alarm }: { alarm: Alarm }) {
  const { t, i18n } = useTranslation()
  const state = t(`alarm.state.${alarm.state}`)
  const cause = alarm.follows_from
  if (cause !== null) return `${state} · ${t('alarm.followsFrom', { name: t(`alarm.kind.${cause}.name`) })}`
  if (alarm.shelf !== null) {
    const { until, who } = alarm.shelf
    const reason = t(`alarm.shelf.reason.${alarm.shelf.reason as 'other'}`)
    const time = clockMinute(until, i18n.language)
    return `${state} · ${t('alarm.shelvedUntil', { time, reason, who })}`
  }
  return alarm.acknowledged_by === '' ? state : `${state} · ${t('alarm.by', { who: alarm.acknowledged_by })}`
}

function Acts({ alarm, isSelected, mayAct, isHeld, onAcknowledge, onShelve, onUnshelve }: AlarmRowProps) {
  const { t } = useTranslation()
  const name = t(`alarm.kind.${alarm.kind}.name`)
  if (alarm.shelf !== null) {
    return (
      <div className={styles.acts}>
        <ActionButton onPress={onUnshelve} isDisabled={!mayAct} isHeld={isHeld} label={t('alarm.unshelveOf', { name })}>
          {t('alarm.unshelve')}
        </ActionButton>
      </div>
    )
  }
  return (
    <div className={styles.acts}>
      {isUnseen(alarm) ? (
        <ActionButton onPress={onAcknowledge} isDisabled={!mayAct} isHeld={isHeld} label={t('alarm.ackOf', { name })} isStrong={isSelected}>
          {t('alarm.ack')} {isSelected ? <KeyCap of="A" /> : null}
        </ActionButton>
      ) : null}
      <ActionButton onPress={onShelve} isDisabled={!mayAct} isHeld={isHeld} label={t('alarm.shelveOf', { name })}>
        {t('alarm.shelve')}
      </ActionButton>
    </div>
  )
}
