import { useTranslation } from 'react-i18next'

import type { Status } from '../api/model'
import { useFeed } from '../feed/feed-store'
import { useTicking } from '../feed/use-clock'
import { clockTime } from '../format/format'
import type { LineMode } from '../live/line-mode'
import { useLineMode } from '../live/use-line-mode'
import { DeviceStates } from './device-states'
import styles from './header.module.css'
import { LanguageSwitch } from './language-switch'
import { Nav } from './nav'
import { NoticeBar } from './notice-bar'
import { SettingsLink } from './settings-link'
import { ThemeSwitch } from './theme-switch'
import { UserMenu } from './user-menu'

/** Of the model's hash so much is shown; the whole of it is in the title. */
const HASH_SHOWN = 8

/** Where nothing may be claimed of the station's devices. */
const UNKNOWN: ReadonlySet<LineMode> = new Set(['connecting', 'stale', 'unreadable', 'silent'])

/** On every page, never scrolled away: which line, its devices, the pages, who is signed in, what needs a person, the time. */
export function Header() {
  const { t } = useTranslation()
  const beat = useFeed((feed) => feed?.beat ?? null)
  const mode = useLineMode()
  const status = beat?.status ?? null
  return (
    <header className={styles.header}>
      <div className={styles.line}>
        <div className={styles.who}>
          <strong title={status?.station}>{status?.station || t('header.noStation')}</strong>
          {status === null ? null : (
            <span title={status.revision}>
              {t('header.product', status)} <Model of={status} />
            </span>
          )}
        </div>
        <Nav />
        <DeviceStates status={UNKNOWN.has(mode) ? null : status} />
        <Clock />
        <div className={styles.own}>
          <UserMenu />
          <ThemeSwitch />
          <LanguageSwitch />
          <SettingsLink />
        </div>
      </div>
      <NoticeBar mode={mode} beat={beat} />
    </header>
  )
}

/** Which model compares, as every verdict names it. */
function Model({ of: { comparator, model_sha256: hash } }: { of: Status }) {
  return (
    <span translate="no" title={`${comparator} ${hash}`} data-model="">
      {hash === '' ? '' : `· ${comparator} ${hash.slice(0, HASH_SHOWN)}`}
    </span>
  )
}

function Clock() {
  const { t, i18n } = useTranslation()
  const time = useTicking((now) => clockTime(now, i18n.language))
  return (
    <time className={styles.clock} aria-label={t('header.clock')}>
      {time}
    </time>
  )
}
