import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'

import { api } from '../api/client'
import { count } from '../format/format'
import styles from './to-review.module.css'

const ASKED_AGAIN_MS = 5_000

/** How many parts wait for a person, and the way there. */
export function ToReview() {
  const { t, i18n } = useTranslation()
  const { data, isError } = useQuery({ queryKey: ['review', 'count'], queryFn: fetchCount, refetchInterval: ASKED_AGAIN_MS })
  const number = data === undefined || isError ? '–' : `${count(data.count, i18n.language)}${data.more ? '+' : ''}`
  return (
    <Link className={styles.link} href="/review" data-waiting={isError ? undefined : data?.count}>
      {t('shift.review.waiting')} <strong className={styles.number}>{number}</strong>
      <span className={styles.open}>{t('shift.review.open')} →</span>
    </Link>
  )
}

async function fetchCount() {
  const { data } = await api.GET('/api/review/count')
  if (data === undefined) throw new Error('the queue cannot be counted')
  return data
}
