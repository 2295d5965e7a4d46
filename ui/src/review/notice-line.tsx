import { useTranslation } from 'react-i18next'

import { spokenId } from '../format/format'
import { RefusalText } from '../refused/refusal-text'
import styles from './told.module.css'
import type { Notice } from './use-review'

/** What became of the part before, where it did not go as it was meant. */
export function NoticeLine({ notice }: { notice: Notice | null }) {
  const { t } = useTranslation()
  return (
    <div role="status">
      {notice === null ? null : (
        <p className={styles.notice} data-notice={notice.kind}>
          {t(`review.notice.${notice.kind}`, { id: spokenId(notice.id) })}{' '}
          {notice.why === null ? null : <RefusalText of={notice.why} />}
        </p>
      )}
    </div>
  )
}
