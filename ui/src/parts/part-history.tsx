import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { api } from '../api/client'
import type { Part, Said, Standing } from '../api/model'
import { ActionButton } from '../app/action-button'
import { dateTime } from '../format/format'
import { save } from '../app/save'
import { answered, type Refusal, refusalOf } from '../refused/refused'
import { RefusalText } from '../refused/refusal-text'
import { useReasonName } from '../review/reason-name'
import { useSession } from '../session/session'
import styles from './part-facts.module.css'
import { TakeBack } from './take-back'

/** Everything that people ever said of the part, and what proves its verdict. */
export function PartHistory({ part }: { part: Part }) {
  const { t } = useTranslation()
  const { data, isError, refetch } = useQuery({ queryKey: ['part', part.part_id, 'said'], queryFn: () => fetchStanding(part.part_id) })
  return (
    <section className={styles.group}>
      <h2 className={styles.heading}>{t('part.history')}</h2>
      {isError ? (
        <p role="alert">
          {t('part.saidUnread')} <ActionButton onPress={() => void refetch()}>{t('parts.again')}</ActionButton>
        </p>
      ) : null}
      {data?.history.length === 0 ? <p>{t('part.nobody')}</p> : null}
      <ol>
        {data?.history.map((said) => <SaidLine key={said.number} said={said} />)}
      </ol>
      {data?.standing == null ? null : <TakeBack part={part} answers={data.newest} />}
      <EvidenceButton part={part} />
    </section>
  )
}

function SaidLine({ said }: { said: Said }) {
  const { t, i18n } = useTranslation()
  const nameOf = useReasonName()
  const what = said.disposition === null ? t('part.undone') : t(`disposition.${said.disposition}`)
  return (
    <li className={styles.said}>
      <strong>{what}</strong>
      {said.reason === '' ? null : ` · ${nameOf(said.reason)}`}
      {said.note === '' ? null : (
        <>
          {' · '}
          <bdi translate="no">{said.note}</bdi>
        </>
      )}
      <br />
      <bdi translate="no">{said.who}</bdi> · {dateTime(said.at, i18n.language)}
    </li>
  )
}

type Packing = { kind: 'idle' | 'busy' } | { kind: 'failed'; why: Refusal }

function EvidenceButton({ part }: { part: Part }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [packing, setPacking] = useState<Packing>({ kind: 'idle' })
  const pack = async () => {
    setPacking({ kind: 'busy' })
    setPacking(await downloaded(part.part_id))
  }
  return (
    <>
      <p className={styles.meaning}>{t('part.evidenceMeans')}</p>
      <ActionButton onPress={() => void pack()} isDisabled={!may('operator') || packing.kind === 'busy'}>
        {packing.kind === 'busy' ? t('part.packing') : t('part.evidence')}
        {may('operator') ? null : ` · ${t('review.signInFirst')}`}
      </ActionButton>
      <div role="status">
        {packing.kind === 'failed' ? (
          <p>
            {t('part.notPacked')} <RefusalText of={packing.why} />
          </p>
        ) : null}
      </div>
    </>
  )
}

/** Fetches the bundle and gives it to the browser as a file; says why where it cannot be had. */
function downloaded(partId: string): Promise<Packing> {
  const asked = api.GET('/api/parts/{part_id}/evidence', { params: { path: { part_id: partId } }, parseAs: 'blob' })
  return answered(asked).then(
    (bundle) => (save(bundle as Blob, `${partId}.zip`), IDLE),
    (thrown: unknown) => ({ kind: 'failed', why: refusalOf(thrown) }),
  )
}

const IDLE: Packing = { kind: 'idle' }

async function fetchStanding(partId: string): Promise<Standing> {
  const { data } = await api.GET('/api/parts/{part_id}/dispositions', { params: { path: { part_id: partId } } })
  if (data === undefined) throw new Error('what was said cannot be read')
  return data
}
