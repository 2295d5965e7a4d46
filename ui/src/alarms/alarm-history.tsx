import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation, useSearchParams } from 'wouter'

import { api } from '../api/client'
import type { AlarmEvent, AlarmHistory as Page } from '../api/model'
import { ActionButton } from '../app/action-button'
import tables from '../app/tables.module.css'
import { clockMinute, dateTime } from '../format/format'
import { AlarmWords } from './alarm-words'
import { PriorityShape } from './priority-shape'

const NEWEST_AGAIN_MS = 2_000

/** What happened to alarms, newest first; the place in it is in the address. */
export function AlarmHistory() {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const before = Number(search.get('before')) || undefined
  const { data, isError, refetch } = useQuery({
    queryKey: ['alarm-history', before],
    queryFn: () => fetchPage(before),
    placeholderData: keepPreviousData,
    refetchInterval: before === undefined ? NEWEST_AGAIN_MS : false,
  })
  return (
    <>
      {isError ? <Failed onAgain={() => void refetch()} /> : null}
      {data === undefined ? null : <Events events={data.events} />}
      <div className={tables.turn}>
        {before === undefined ? null : (
          <ActionButton onPress={() => go('/alarms?view=history')}>{t('alarm.history.newest')}</ActionButton>
        )}
        {data?.next_before == null ? null : (
          <ActionButton onPress={() => go(`/alarms?view=history&before=${data.next_before}`)}>
            {t('alarm.history.older')}
          </ActionButton>
        )}
      </div>
    </>
  )
}

async function fetchPage(before: number | undefined): Promise<Page> {
  const { data } = await api.GET('/api/alarms/history', { params: { query: before === undefined ? {} : { before } } })
  if (data === undefined) throw new Error('the alarm journal cannot be read')
  return data
}

/** That the journal cannot be read, and a button to try again. */
export function Failed({ onAgain }: { onAgain: () => void }) {
  const { t } = useTranslation()
  return (
    <p className={tables.failed} role="alert">
      {t('alarm.history.failed')} <ActionButton onPress={onAgain}>{t('alarm.history.again')}</ActionButton>
    </p>
  )
}

const COLUMNS = ['time', 'priority', 'alarm', 'act', 'who'] as const

function Events({ events }: { events: readonly AlarmEvent[] }) {
  const { t } = useTranslation()
  if (events.length === 0) return <p>{t('alarm.history.empty')}</p>
  return (
    <div className={tables.scroll} tabIndex={0} role="region" aria-label={t('alarm.history.label')}>
      <table className={tables.table}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`alarm.history.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <EventRow key={event.number} event={event} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function EventRow({ event }: { event: AlarmEvent }) {
  const { t, i18n } = useTranslation()
  const reason = event.reason === '' ? '' : t(`alarm.shelf.reason.${event.reason as 'other'}`)
  const shelf = event.until === null ? '' : `, ${clockMinute(event.until, i18n.language)}, ${reason}`
  return (
    <tr data-event={event.act}>
      <td className={tables.time}>{dateTime(event.at, i18n.language)}</td>
      <td>
        <span className={tables.named}>
          <PriorityShape of={event.priority} className={tables.shape} />
          {t(`alarm.priority.${event.priority}`)}
        </span>
      </td>
      <td>
        <AlarmWords alarm={event} isWhole={false} />
      </td>
      <td>{`${t(`alarm.act.${event.act}`)}${shelf}`}</td>
      <td translate={event.who === '' ? undefined : 'no'}>{event.who === '' ? '–' : event.who}</td>
    </tr>
  )
}
