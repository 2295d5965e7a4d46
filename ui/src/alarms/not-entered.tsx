import { useTranslation } from 'react-i18next'

import type { Refusal } from '../refused/refused'
import { RefusalText } from '../refused/refusal-text'
import styles from './not-entered.module.css'

/** Why an act was not entered. */
export function NotEntered({ why }: { why: Refusal | null }) {
  const { t } = useTranslation()
  return (
    <div role="status" className={why === null ? styles.none : styles.refusal}>
      {why === null ? null : (
        <>
          <strong>{t('alarm.refused')}</strong> <RefusalText of={why} />
        </>
      )}
    </div>
  )
}
