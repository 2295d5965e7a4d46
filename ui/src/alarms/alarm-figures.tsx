import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'wouter'

import { api } from '../api/client'
import type { AlarmFigures as Figures } from '../api/model'
import tables from '../app/tables.module.css'
import { count, dateTime, fixed, share } from '../format/format'
import styles from './alarm-figures.module.css'
import { Failed } from './alarm-history'
import { PriorityShape } from './priority-shape'

const DAYS = [1, 7, 30]
const AGAIN_MS = 10_000

/** How many alarms people get, beside what is thought to be bearable. */
export function AlarmFigures() {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const days = DAYS.find((each) => each === Number(search.get('days'))) ?? 7
  const { data, isError, refetch } = useQuery({
    queryKey: ['alarm-figures', days],
    queryFn: () => fetchFigures(days),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  })
  return (
    <div className={styles.figures}>
      <nav className={styles.days} aria-label={t('alarm.figures.span')}>
        {DAYS.map((each) => (
          <Link
            key={each}
            href={`/alarms?view=figures&days=${each}`}
            className={`${styles.day} ${each === days ? styles.current : ''}`}
            aria-current={each === days ? 'true' : undefined}
          >
            {t('alarm.figures.days', { count: each })}
          </Link>
        ))}
      </nav>
      {isError ? <Failed onAgain={() => void refetch()} /> : null}
      {data === undefined ? null : <All figures={data} />}
    </div>
  )
}

async function fetchFigures(days: number): Promise<Figures> {
  const { data } = await api.GET('/api/alarms/figures', { params: { query: { days } } })
  if (data === undefined) throw new Error('the alarm journal cannot be read')
  return data
}

function All({ figures }: { figures: Figures }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  return (
    <>
      <p>
        {t('alarm.figures.since', {
          count: figures.count,
          time: dateTime(figures.since, language),
        })}
      </p>
      <dl className={styles.cards}>
        <Card name="average" value={fixed(figures.average, 2, language)} isBad={figures.average >= 1} />
        <Card name="peak" value={count(figures.peak, language)} isBad={figures.peak > 10} />
        <Card
          name="floods"
          value={count(figures.floods, language)}
          isBad={figures.floods > 0}
          of={count(figures.windows, language)}
        />
        <Card name="standing" value={count(figures.standing.length, language)} isBad={figures.standing.length > 0} />
      </dl>
      <div className={styles.tables}>
        <Top figures={figures} />
        <Mix figures={figures} />
      </div>
    </>
  )
}

interface CardProps {
  name: 'average' | 'peak' | 'floods' | 'standing'
  value: string
  isBad: boolean
  of?: string
}

function Card({ name, value, isBad, of = '' }: CardProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.card} data-figure={name} data-bad={isBad || undefined}>
      <dt>{t(`alarm.figures.${name}`)}</dt>
      <dd className={styles.value}>{value}</dd>
      <dd>{t(`alarm.figures.${name}Aim`, { count: of as unknown as number })}</dd>
    </div>
  )
}

function Top({ figures }: { figures: Figures }) {
  const { t, i18n } = useTranslation()
  const most = figures.top[0]?.count ?? 1
  return (
    <section>
      <h2 className={styles.title}>{t('alarm.figures.top')}</h2>
      {figures.top.length === 0 ? <p>{t('alarm.figures.none')}</p> : null}
      <ol className={styles.top}>
        {figures.top.map((each) => (
          <li key={each.kind}>
            <span>{t(`alarm.kind.${each.kind}.name`)}</span>
            <span className={styles.bar} style={{ width: `${(100 * each.count) / most}%` }} aria-hidden="true" />
            <strong>{count(each.count, i18n.language)}</strong>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Mix({ figures }: { figures: Figures }) {
  const { t, i18n } = useTranslation()
  return (
    <section>
      <h2 className={styles.title}>{t('alarm.figures.mix')}</h2>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t('alarm.figures.mixPriority')}</th>
            <th scope="col">{t('alarm.figures.count')}</th>
            <th scope="col">{t('alarm.figures.mixShare')}</th>
            <th scope="col">{t('alarm.figures.mixAim')}</th>
          </tr>
        </thead>
        <tbody>
          {figures.mix.map((each) => (
            <tr key={each.priority}>
              <th scope="row">
                <span className={tables.named}>
                  <PriorityShape of={each.priority} className={tables.shape} />
                  {t(`alarm.priority.${each.priority}`)}
                </span>
              </th>
              <td>{count(each.count, i18n.language)}</td>
              <td>{share(each.count, figures.count, i18n.language) ?? '–'}</td>
              <td>{`${fixed(100 * each.target, 0, i18n.language)} %`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
