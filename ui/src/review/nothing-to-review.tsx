import { useTranslation } from 'react-i18next'

import { ActionButton } from '../app/action-button'
import { OutcomeShape } from '../outcome/outcome-shape'
import { LastReviewed } from './last-reviewed'
import styles from './nothing-to-review.module.css'
import type { Review } from './use-review'

/** In place of the pictures while there is no part to look at, and why. */
export function NothingToReview({ review }: { review: Review }) {
  const { t } = useTranslation()
  if (review.isPending) return <p className={styles.place}>{t('review.loading')}</p>
  if (review.isError) {
    return (
      <div className={styles.place} role="alert">
        <p>{t('review.failed')}</p>
        <ActionButton onPress={review.again}>{t('parts.again')}</ActionButton>
      </div>
    )
  }
  return (
    <div className={styles.place} data-empty="">
      <OutcomeShape of="PASS" className={styles.shape} />
      <p className={styles.title}>{t('review.nothing')}</p>
      <p>{review.hasOlder ? t('review.nothingRecent') : t('review.nothingMeans')}</p>
      <LastReviewed />
    </div>
  )
}
