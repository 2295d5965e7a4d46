import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

import type { Status } from '../api/model'
import { fixed, gigabytes } from '../format/format'
import styles from './device-states.module.css'

const DISK_LOW_BYTES = 5e9
/** From so many days on the header tells when old pictures begin to go. */
const DAYS_SHOWN = 7

type DeviceState = 'up' | 'low' | 'down' | 'unknown'

/** Camera, PLC and disk as icon and word; all unknown where the station does not tell. */
export function DeviceStates({ status }: { status: Status | null }) {
  const { t, i18n } = useTranslation()
  const words = { up: t('device.ok'), down: t('device.lost'), unknown: t('device.unknown') }
  const camera = link(status?.camera_up)
  const plc = link(status?.plc_connected)
  const disk = diskState(status)
  const free = status === null ? '' : t('device.free', { size: gigabytes(status.disk_free_bytes, i18n.language) })
  const days = status?.disk_days_left ?? 0
  // At 0 pictures are removed all the time: a disk in use for long, nothing to tell.
  const isNear = days > 0 && days < DAYS_SHOWN
  const room = isNear ? t('device.freeDays', { free, days: fixed(days, 1, i18n.language) }) : free
  const diskWords = { up: room, low: room, down: t('device.notRecording'), unknown: t('device.unknown') }
  return (
    <ul className={styles.devices} aria-label={t('device.label')}>
      <Device name={t('device.camera')} state={camera} word={words[camera]} id="camera">
        <path d="M2 7h5l2-3h6l2 3h5v13H2z" />
        <circle cx="12" cy="13" r="4" />
      </Device>
      <Device name={t('device.plc')} state={plc} word={words[plc]} id="plc">
        <path d="M3 4h18v16H3zM8 4v16M12 8h6M12 12h6M12 16h6" />
      </Device>
      <Device name={t('device.disk')} state={disk} word={diskWords[disk]} id="disk">
        <ellipse cx="12" cy="6" rx="9" ry="3" />
        <path d="M3 6v12c0 1.7 4 3 9 3s9-1.3 9-3V6M3 12c0 1.7 4 3 9 3s9-1.3 9-3" />
      </Device>
    </ul>
  )
}

function link(isUp: boolean | undefined): 'up' | 'down' | 'unknown' {
  if (isUp === undefined) return 'unknown'
  return isUp ? 'up' : 'down'
}

function diskState(status: Status | null): DeviceState {
  if (status === null) return 'unknown'
  if (!status.recording) return 'down'
  return status.disk_free_bytes < DISK_LOW_BYTES ? 'low' : 'up'
}

interface DeviceProps {
  id: string
  name: string
  state: DeviceState
  word: string
  children: ReactNode
}

function Device({ id, name, state, word, children }: DeviceProps) {
  return (
    <li className={styles.device} data-device={id} data-state={state}>
      <svg viewBox="0 0 24 24" className={styles.icon} aria-hidden="true">
        {children}
        {state === 'down' ? <path d="M3 3l18 18M21 3L3 21" className={styles.cross} /> : null}
      </svg>
      <span>
        {name} <strong>{word}</strong>
      </span>
    </li>
  )
}
