import { useTranslation } from 'react-i18next'

import styles from './refusal.module.css'

/** Why an act was not entered: in the words of the line PC, or that it did not answer. */
export function Refusal({ of }: { of: string | null }) {
  const { t } = useTranslation()
  return (
    <div role="status" className={of === '' ? styles.none : styles.refusal}>
      {of === '' ? null : (
        <>
          <strong>{t('alarm.refused')}</strong> {of === null ? t('alarm.unreachable') : <span lang="en">{of}</span>}
        </>
      )}
    </div>
  )
}
