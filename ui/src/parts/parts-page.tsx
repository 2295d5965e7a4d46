import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useSearchParams } from 'wouter'

import type { Part, PartsPage as Page } from '../api/model'
import { ActionButton } from '../app/action-button'
import tables from '../app/tables.module.css'
import { dateTime, timesLimit } from '../format/format'
import { useChallengePart } from '../live/challenge'
import { shownOutcome } from '../outcome/outcome'
import { OutcomeShape } from '../outcome/outcome-shape'
import { type Asked, askedIn, fetchParts, isNarrowed, pathOf } from './asked'
import { ON_A_PAGE } from './page-size'
import { partPath } from './part-path'
import { PartsFilter } from './parts-filter'
import styles from './parts-page.module.css'

const NEWEST_AGAIN_MS = 2_000

/** The record, newest first; what is asked for and the place in it are in the address. */
export function PartsPage() {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const asked = askedIn(search)
  const { data, isError, isPending, isPlaceholderData, refetch } = useQuery({
    queryKey: ['parts', pathOf(asked)],
    queryFn: ({ signal }) => fetchParts(asked, signal),
    placeholderData: keepPreviousData,
    // What is rare is looked for in a long record: not again and again.
    refetchInterval: asked.before === null && !isNarrowed(asked) ? NEWEST_AGAIN_MS : false,
  })
  return (
    <main className={styles.page}>
      <title>{`${t('title.parts')} · Inspector`}</title>
      <h1 className="visually-hidden">{t('title.parts')}</h1>
      <PartsFilter asked={asked} />
      {isError ? (
        <p className={tables.failed} role="alert">
          {t('parts.failed')} <ActionButton onPress={() => void refetch()}>{t('parts.again')}</ActionButton>
        </p>
      ) : null}
      {isPending || (isPlaceholderData && data?.parts.length === 0) ? <p className={styles.loading}>{t('parts.loading')}</p> : null}
      {data === undefined ? null : <PartsTable page={data} asked={asked} isOld={isPlaceholderData} />}
      <div className={tables.turn}>
        {asked.before === null ? null : (
          <ActionButton onPress={() => go(pathOf({ ...asked, before: null }))}>{t('parts.newest')}</ActionButton>
        )}
        {data?.next_before == null ? null : (
          <ActionButton isDisabled={isPlaceholderData} onPress={() => go(pathOf({ ...asked, before: data.next_before }))}>
            {t(data.parts.length < ON_A_PAGE ? 'parts.further' : 'parts.older')}
          </ActionButton>
        )}
      </div>
    </main>
  )
}

/** Why no part is shown: there is none, none is like that, or none so far. */
function noneOf(asked: Asked, { next_before }: Page): 'empty' | 'none' | 'noneYet' {
  if (next_before !== null) return 'noneYet'
  return isNarrowed(asked) || asked.before !== null ? 'none' : 'empty'
}

const COLUMNS = ['part', 'time', 'outcome', 'reason', 'zone', 'score'] as const

interface TableProps {
  page: Page
  asked: Asked
  /** It answers what was asked before; what is asked now is on its way. */
  isOld: boolean
}

function PartsTable({ page, asked, isOld }: TableProps) {
  const { t } = useTranslation()
  if (page.parts.length === 0) return isOld ? null : <p className={styles.none}>{t(`parts.${noneOf(asked, page)}`)}</p>
  return (
    <div className={tables.scroll} tabIndex={0} role="region" aria-label={t('parts.label')} aria-busy={isOld} data-old={isOld || undefined}>
      <table className={`${tables.table} ${styles.table}`}>
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
          {page.parts.map((part) => (
            <PartRow key={part.seq} part={part} list={pathOf(asked)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function PartRow({ part, list }: { part: Part; list: string }) {
  const { t, i18n } = useTranslation()
  const challenge = useChallengePart(part)
  const outcome = shownOutcome(part)
  return (
    <tr>
      <th scope="row">
        <Link className={styles.link} href={partPath(part.part_id)} state={{ list }}>
          <bdi translate="no">{part.part_id}</bdi>
        </Link>
      </th>
      <td>{dateTime(part.inspected_at, i18n.language)}</td>
      <td>
        <span className={tables.named}>
          <OutcomeShape of={outcome} className={tables.shape} />
          {t(`outcome.${outcome}`)}
        </span>
      </td>
      <td>{challenge ?? t(`reason.${part.signal.reason}`)}</td>
      <td>{part.defects[0]?.zone ?? '–'}</td>
      <td className={styles.score}>{timesLimit(part.score, i18n.language)}</td>
    </tr>
  )
}
