import { useTranslation } from 'react-i18next'

import { useFeed } from '../feed/feed-store'
import { clockMinute, count, share } from '../format/format'
import { countOf, inspectedIn, OUTCOMES } from '../outcome/outcome'
import { OutcomeShape } from '../outcome/outcome-shape'
import styles from './shift-counts.module.css'
import { ToReview } from './to-review'

/** How many parts got which outcome, and the first-pass yield with what it means. */
export function ShiftCounts({ className }: { className: string | undefined }) {
  const { t, i18n } = useTranslation()
  const counts = useFeed((feed) => feed?.beat.counts ?? null)
  const locale = i18n.language
  const inspected = counts === null ? 0 : inspectedIn(counts)
  const yielded = counts === null ? null : share(counts.passed, inspected, locale)
  const meaning = t('shift.fpyMeaning', { n: count(inspected, locale) })
  return (
    <section className={`${styles.card} ${className ?? ''}`} aria-label={t('shift.label')}>
      <dl className={styles.outcomes}>
        {OUTCOMES.map((outcome) => (
          <div key={outcome} data-count={outcome}>
            <dt>
              <OutcomeShape of={outcome} className={styles.shape} />
              {t(`outcome.${outcome}`)}
            </dt>
            <dd>{counts === null ? '–' : count(countOf(counts, outcome), locale)}</dd>
          </div>
        ))}
      </dl>
      <dl className={styles.yield}>
        <dt>{t('shift.fpy')}</dt>
        <dd className={styles.figure}>{yielded ?? '–'}</dd>
        <dd className={styles.meaning}>{inspected === 0 ? t('shift.noParts') : meaning}</dd>
        <dd className={styles.meaning}>
          {counts === null ? '' : t(counts.shift === '' ? 'shift.since' : 'shift.sinceShift', { time: clockMinute(counts.since, locale), shift: counts.shift })}
        </dd>
      </dl>
      <ToReview />
    </section>
  )
}
