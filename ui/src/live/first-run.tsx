import { useTranslation } from 'react-i18next'

import styles from './first-run.module.css'

const STEPS = ['camera', 'golden', 'limits', 'run'] as const

/** What to do on a PC that has never inspected anything. */
export function FirstRun() {
  const { t } = useTranslation()
  return (
    <div className={styles.card}>
      <h2 className={styles.title}>{t('first.title')}</h2>
      <p>{t('first.lead')}</p>
      <ol className={styles.steps}>
        {STEPS.map((step, index) => (
          <li key={step}>
            <span className={styles.number}>{index + 1}</span>
            <strong>{t(`first.${step}`)}</strong>
            <span className={styles.how}>{t(`first.${step}How`)}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}
