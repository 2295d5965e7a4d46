import { useTranslation } from 'react-i18next'

import type { AlarmTold } from '../api/model'
import styles from './alarm-words.module.css'
import { figureTexts } from './figures-text'

/** What is wrong, what follows from it, and what to do: the three parts of every alarm. */
export function AlarmWords({ alarm, isWhole = true }: { alarm: AlarmTold; isWhole?: boolean }) {
  const { t, i18n } = useTranslation()
  const texts = figureTexts(alarm.figures, i18n.language)
  return (
    <p className={styles.words} data-notice={alarm.kind}>
      <strong>{t(`alarm.kind.${alarm.kind}.what`, texts)}</strong>{' '}
      {alarm.words === '' ? null : <span lang="en">{alarm.words} </span>}
      {isWhole ? (
        <>
          <span>{t(`alarm.kind.${alarm.kind}.consequence`, texts)}</span>{' '}
          <span>
            <b>{t('alarm.do')}</b> {t(`alarm.kind.${alarm.kind}.action`, texts)}
          </span>
        </>
      ) : null}
    </p>
  )
}
