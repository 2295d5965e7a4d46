import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'wouter'

import { ActiveAlarms } from './active-alarms'
import { AlarmFigures } from './alarm-figures'
import { AlarmHistory } from './alarm-history'
import styles from './alarms-page.module.css'
import { SoundButtons } from './sound-buttons'

const VIEWS = ['active', 'history', 'figures'] as const
type View = (typeof VIEWS)[number]

const SHOWN: Record<View, () => React.ReactNode> = {
  active: ActiveAlarms,
  history: AlarmHistory,
  figures: AlarmFigures,
}

/** What a person must act on, what happened before, and how often; which of them is in the address. */
export function AlarmsPage() {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const view = VIEWS.find((name) => name === search.get('view')) ?? 'active'
  const Shown = SHOWN[view]
  return (
    <main className={styles.page}>
      <title>{`${t('title.alarms')} · Inspector`}</title>
      <div className={styles.head}>
        <h1 className={styles.title}>{t('title.alarms')}</h1>
        <nav className={styles.views} aria-label={t('alarm.view.label')}>
          {VIEWS.map((name) => (
            <Link
              key={name}
              href={name === 'active' ? '/alarms' : `/alarms?view=${name}`}
              className={`${styles.view} ${name === view ? styles.current : ''}`}
              aria-current={name === view ? 'page' : undefined}
            >
              {t(`alarm.view.${name}`)}
            </Link>
          ))}
        </nav>
        <div className={styles.sound} role="group" aria-label={t('alarm.sound.label')}>
          <SoundButtons />
        </div>
      </div>
      <Shown />
    </main>
  )
}
