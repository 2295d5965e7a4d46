import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useSearchParams } from 'wouter'

import { api } from '../api/client'
import type { Part, PartsPage as Page } from '../api/model'
import { ActionButton } from '../app/action-button'
import { dateTime, timesLimit } from '../format/format'
import { shownOutcome } from '../outcome/outcome'
import { OutcomeShape } from '../outcome/outcome-shape'
import { partPath } from './part-path'
import styles from './parts-page.module.css'

const ON_A_PAGE = 50
const NEWEST_AGAIN_MS = 2_000

/** The record, newest first; the place in it is in the address, so it can be passed on and gone back to. */
export function PartsPage() {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const before = Number(search.get('before')) || undefined
  const { data, isError, refetch } = useQuery({
    queryKey: ['parts', before],
    queryFn: () => fetchPage(before),
    placeholderData: keepPreviousData,
    refetchInterval: before === undefined ? NEWEST_AGAIN_MS : false,
  })
  return (
    <main className={styles.page}>
      <title>{`${t('title.parts')} · Inspector`}</title>
      <h1 className={styles.title}>{t('title.parts')}</h1>
      {isError ? (
        <p className={styles.failed} role="alert">
          {t('parts.failed')} <ActionButton onPress={() => void refetch()}>{t('parts.again')}</ActionButton>
        </p>
      ) : null}
      {data === undefined ? null : <PartsTable parts={data.parts} />}
      <div className={styles.turn}>
        {before === undefined ? null : <ActionButton onPress={() => go('/parts')}>{t('parts.newest')}</ActionButton>}
        {data?.next_before == null ? null : (
          <ActionButton onPress={() => go(`/parts?before=${data.next_before}`)}>{t('parts.older')}</ActionButton>
        )}
      </div>
    </main>
  )
}

async function fetchPage(before: number | undefined): Promise<Page> {
  const query = before === undefined ? { limit: ON_A_PAGE } : { before, limit: ON_A_PAGE }
  const { data } = await api.GET('/api/parts', { params: { query } })
  if (data === undefined) throw new Error('parts cannot be read')
  return data
}

const COLUMNS = ['part', 'time', 'outcome', 'reason', 'zone', 'score'] as const

function PartsTable({ parts }: { parts: readonly Part[] }) {
  const { t } = useTranslation()
  if (parts.length === 0) return <p>{t('parts.empty')}</p>
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('parts.label')}>
      <table className={styles.table}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`parts.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <PartRow key={part.seq} part={part} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function PartRow({ part }: { part: Part }) {
  const { t, i18n } = useTranslation()
  const outcome = shownOutcome(part)
  return (
    <tr>
      <th scope="row">
        <Link className={styles.link} href={partPath(part.part_id)}>
          {part.part_id}
        </Link>
      </th>
      <td>{dateTime(part.inspected_at, i18n.language)}</td>
      <td>
        <span className={styles.outcome}>
          <OutcomeShape of={outcome} className={styles.shape} />
          {t(`outcome.${outcome}`)}
        </span>
      </td>
      <td>{t(`reason.${part.signal.reason}`)}</td>
      <td>{part.defects[0]?.zone ?? '–'}</td>
      <td className={styles.score}>{timesLimit(part.score, i18n.language)}</td>
    </tr>
  )
}
