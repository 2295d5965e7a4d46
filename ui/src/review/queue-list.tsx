import { useRef } from 'react'
import { useTranslation } from 'react-i18next'

import { count, spokenId, timesLimit } from '../format/format'
import { useKeptFocus } from '../keys/use-kept-focus'
import { OutcomeShape } from '../outcome/outcome-shape'
import { shownOutcome } from '../outcome/outcome'
import { idOf } from './queue'
import styles from './queue-list.module.css'
import type { Review } from './use-review'

const chosen = (place: HTMLElement) => place.querySelector<HTMLElement>('[aria-current=true]')

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }

/** What is to be looked at, newest first; arrow keys go from part to part. */
export function QueueList({ review }: { review: Review }) {
  const { t, i18n } = useTranslation()
  const list = useRef<HTMLOListElement>(null)
  useKeptFocus(list, chosen)
  const { items, current } = review
  const move = (event: React.KeyboardEvent) => {
    const step = STEPS[event.key]
    const at = items.findIndex((item) => current !== null && idOf(item) === idOf(current))
    const next = step === undefined ? undefined : items[at + step]
    if (next === undefined) return
    event.preventDefault()
    review.select(next)
    list.current?.querySelectorAll('button')[at + (step ?? 0)]?.focus()
  }
  return (
    <nav className={styles.queue} aria-label={t('review.queue')}>
      <h2 className={styles.title}>
        {t('review.queue')} <span data-queued="">{count(items.length, i18n.language)}</span>
        {review.hasOlder ? '+' : ''}
      </h2>
      {review.isError ? (
        <p className={styles.failed} role="alert">
          {t('review.failed')}
        </p>
      ) : null}
      <ol ref={list} className={styles.list} onKeyDown={move}>
        {items.map((item) => (
          <li key={idOf(item)}>
            <button
              type="button"
              className={styles.item}
              aria-current={current !== null && idOf(item) === idOf(current)}
              data-queue-part={idOf(item)}
              onClick={() => review.select(item)}
              title={idOf(item)}
            >
              <OutcomeShape of={shownOutcome(item.part)} className={styles.shape} />
              <span className={styles.name}>
                <bdi translate="no">{spokenId(idOf(item))}</bdi>
                <small>{item.audit ? t('review.auditShort') : timesLimit(item.part.score, i18n.language)}</small>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
