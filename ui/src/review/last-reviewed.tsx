import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'

import { api } from '../api/client'
import { dateTime, spokenId } from '../format/format'
import { partPath } from '../parts/part-path'
import { answered } from '../refused/refused'
import styles from './nothing-to-review.module.css'

/** When somebody last said what a part was, who it was, and of which part: an empty queue alone does not tell. */
export function LastReviewed() {
  const { t, i18n } = useTranslation()
  const { data: last } = useQuery({ queryKey: ['review', 'last'], queryFn: () => answered(api.GET('/api/review/last')), staleTime: 0 })
  if (last === undefined) return null
  if (last === null) return <p>{t('review.neverReviewed')}</p>
  const what = last.disposition === null ? '' : t(`disposition.${last.disposition}`)
  return (
    <p className={styles.last}>
      <span>
        {t('review.lastReviewed', { time: dateTime(last.at, i18n.language) })} <bdi translate="no">{last.who}</bdi>
      </span>
      <Link href={partPath(last.part_id)} title={last.part_id} translate="no">
        {spokenId(last.part_id)}
      </Link>
      <span>{what}</span>
    </p>
  )
}
