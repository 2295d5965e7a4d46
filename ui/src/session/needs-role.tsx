import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

import styles from './needs-role.module.css'
import { type Role, useSession, useSignedIn } from './session'

/** What it holds for those who may; for everybody else, who may. The line PC refuses them anyway. */
export function NeedsRole({ role, children }: { role: Role; children: ReactNode }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const isKnown = useSignedIn() !== undefined
  if (may(role)) return children
  return isKnown ? <p className={styles.needs}>{t('session.needs', { role: t(`session.role.${role}`) })}</p> : null
}
