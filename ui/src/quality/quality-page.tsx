import { useTranslation } from 'react-i18next'
import { useLocation, useSearchParams } from 'wouter'

import { ActionButton } from '../app/action-button'
import { count } from '../format/format'
import { refusalOf } from '../refused/refused'
import { RefusalText } from '../refused/refusal-text'
import { useSession } from '../session/session'
import { type Answer, useAnswer, useChoices } from './answer'
import { Figures } from './figures'
import { Filters } from './filters'
import { askedIn, type Question, searchOf } from './question'
import styles from './quality.module.css'
import { Tiles } from './tiles'

/** How good the parts are and how good the judging is, of days and shifts; what is asked stands in the address. */
export function QualityPage() {
  const { t } = useTranslation()
  const mayRead = useSession().may('quality')
  return (
    <main className={styles.page}>
      <title>{`${t('title.quality')} · Inspector`}</title>
      <h1 className={styles.title}>{t('title.quality')}</h1>
      {mayRead ? <Asked /> : <p>{t('quality.needsRole')}</p>}
    </main>
  )
}

function Asked() {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const question = askedIn(search)
  const choices = useChoices(true)
  const { data, error, isPlaceholderData, refetch } = useAnswer(question, true)
  const ask = (asked: Question) => {
    const address = searchOf(asked)
    go(address === '' ? '/quality' : `/quality?${address}`)
  }
  return (
    <>
      {choices === undefined ? null : <Filters question={question} choices={choices} onAsk={ask} />}
      {error === null ? null : (
        <p className={styles.failed} role="alert">
          <span>{t('quality.failed')}</span> <span><RefusalText of={refusalOf(error)} /></span>
          <ActionButton onPress={() => void refetch()}>{t('parts.again')}</ActionButton>
        </p>
      )}
      {data === undefined || error !== null ? null : (
        <div className={styles.answer} data-old={isPlaceholderData || undefined}>
          <Head answer={data} />
          <Tiles answer={data} />
          <Figures answer={data} question={question} />
        </div>
      )}
    </>
  )
}

/** What the figures are of; on paper it is the head of the sheet. */
function Head({ answer }: { answer: Answer }) {
  const { t, i18n } = useTranslation()
  const n = (of: number) => count(of, i18n.language)
  const { counts } = answer
  const days = answer.first === answer.last ? answer.first : `${answer.first} – ${answer.last}`
  return (
    <p className={styles.of}>
      <strong>
        {[answer.station, days, answer.shift, answer.product, answer.revision].filter((each) => each !== '').join(' · ')}
      </strong>{' '}
      {t('quality.counts', {
        all: n(counts.all),
        passed: n(counts.passed),
        rejected: n(counts.rejected),
        rechecked: n(counts.rechecked),
        faulted: n(counts.faulted),
      })}
    </p>
  )
}
