import { useTranslation } from 'react-i18next'
import { Link, useRoute } from 'wouter'

import { type Role, useSession } from '../session/session'
import styles from './nav.module.css'

interface Entry {
  to: string
  name: 'live' | 'review' | 'parts' | 'alarms' | 'msa' | 'quality'
  /** Shown only to those who may at least this; without it to everybody. */
  role?: Role
}

/** The pages in the order of a day's work; whoever makes a page adds it here, and to the routes of the app. */
const ENTRIES: readonly Entry[] = [
  { to: '/', name: 'live' },
  { to: '/review', name: 'review' },
  { to: '/parts', name: 'parts' },
  { to: '/alarms', name: 'alarms' },
  { to: '/quality', name: 'quality', role: 'quality' },
  { to: '/msa', name: 'msa', role: 'quality' },
]

export function Nav() {
  const { t } = useTranslation()
  const { may } = useSession()
  return (
    <nav className={styles.nav} aria-label={t('nav.label')}>
      {ENTRIES.filter(({ role }) => role === undefined || may(role)).map((entry) => (
        <PageLink key={entry.to} {...entry} />
      ))}
    </nav>
  )
}

function PageLink({ to, name }: Entry) {
  const { t } = useTranslation()
  const [isHere] = useRoute(to === '/' ? '/' : `${to}/*?`)
  return (
    <Link href={to} className={styles.page} aria-current={isHere ? 'page' : undefined}>
      {t(`nav.${name}`)}
    </Link>
  )
}
