import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'

import styles from './settings-link.module.css'

/** The way to what is set of this display; it is of no role, so it stands beside language and theme. */
export function SettingsLink() {
  const { t } = useTranslation()
  return (
    <Link href="/settings" className={styles.link} aria-label={t('title.settings')} title={t('title.settings')}>
      <svg viewBox="0 0 24 24" className={styles.shape} aria-hidden="true">
        <path d="M4 7h8M18 7h2M4 17h2M12 17h8" />
        <circle cx="15" cy="7" r="3" />
        <circle cx="9" cy="17" r="3" />
      </svg>
    </Link>
  )
}
