import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'

import { api } from '../api/client'
import type { Part } from '../api/model'
import { ActionButton } from '../app/action-button'
import { lineNowMs } from '../feed/use-clock'
import { useChallengePart } from '../live/challenge'
import { shownOutcome } from '../outcome/outcome'
import { OutcomeShape } from '../outcome/outcome-shape'
import { PartFacts } from './part-facts'
import styles from './part-page.module.css'
import { listIn } from './part-path'
import { PartPictures } from './part-pictures'

/** How often a part is read again while its picture or its acknowledgement is still on the way. */
const SETTLES_MS = 1_000
/** A controller that has not acknowledged a part by then will not. */
const SETTLED_AFTER_MS = 60_000

/** One part: what was captured beside its golden, and everything the record knows of it. */
export function PartPage({ partId }: { partId: string }) {
  const { t } = useTranslation()
  const { data, isPending, isError, refetch } = useQuery({
    queryKey: ['part', partId],
    queryFn: () => fetchPart(partId),
    refetchInterval: ({ state }) => (isSettling(state.data) ? SETTLES_MS : false),
  })
  const list = listIn(useHistoryState<unknown>())
  return (
    <main className={styles.page}>
      <title>{`${t('title.part', { id: partId })} · Inspector`}</title>
      <div className={styles.head}>
        <Link className={styles.back} href={list}>
          ← {t(list === '/parts' ? 'part.back' : 'part.backToList')}
        </Link>
        <h1 className={styles.title}>{t('title.part', { id: partId })}</h1>
        {data ? <OutcomeWord part={data} /> : null}
      </div>
      {isError ? (
        <p role="alert">
          {t('parts.failed')} <ActionButton onPress={() => void refetch()}>{t('parts.again')}</ActionButton>
        </p>
      ) : null}
      {!isPending && data === null ? <p>{t('part.missing', { id: partId })}</p> : null}
      {data ? <PartPictures part={data} /> : null}
      {data ? <PartFacts part={data} /> : null}
    </main>
  )
}

function isSettling(part: Part | null | undefined): boolean {
  if (part == null) return false
  const isNew = lineNowMs() - Date.parse(part.inspected_at) < SETTLED_AFTER_MS
  return part.image === 'waiting' || (part.acknowledged_at === null && isNew)
}

/** The part, null where the record has none of that name. */
async function fetchPart(partId: string): Promise<Part | null> {
  const { data, response } = await api.GET('/api/parts/{part_id}', { params: { path: { part_id: partId } } })
  if (response.status === 404) return null
  if (data === undefined) throw new Error(`part ${partId} cannot be read`)
  return data
}

function OutcomeWord({ part }: { part: Part }) {
  const { t } = useTranslation()
  const outcome = shownOutcome(part)
  const challenge = useChallengePart(part)
  return (
    <p className={styles.outcome}>
      <OutcomeShape of={outcome} className={styles.shape} />
      <strong>{t(`outcome.${outcome}`)}</strong>
      <span>{challenge ?? (part.signal.late ? t('late') : t(`reason.${part.signal.reason}`))}</span>
    </p>
  )
}
