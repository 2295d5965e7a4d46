import { useTranslation } from 'react-i18next'

import type { Part } from '../api/model'
import { type FeedState } from '../feed/feed-state'
import { feedStore } from '../feed/feed-store'
import { useTicking } from '../feed/use-clock'
import { age, timesLimit } from '../format/format'
import { OutcomeShape } from '../outcome/outcome-shape'
import { shownOutcome } from '../outcome/outcome'
import { type LineMode, stationSilentMs } from './line-mode'
import styles from './verdict-tile.module.css'

interface TileProps {
  mode: LineMode
  feed: FeedState | null
  className: string | undefined
}

/** The last verdict, to be read from across the hall; where none may be claimed, why not. */
export function VerdictTile({ mode, feed, className }: TileProps) {
  const { t } = useTranslation()
  const part = feed?.parts[0] ?? null
  const verdict = mode === 'live' && part !== null ? shownOutcome(part) : mode
  return (
    <section className={`${styles.tile} ${className ?? ''}`} data-verdict={verdict} aria-label={t('verdict.label')}>
      {mode === 'live' && part !== null ? <Current part={part} /> : <NotCurrent mode={mode} feed={feed} part={part} />}
    </section>
  )
}

function Current({ part }: { part: Part }) {
  const { t } = useTranslation()
  const outcome = shownOutcome(part)
  return (
    <>
      <div className={styles.head}>
        <OutcomeShape of={outcome} className={styles.shape} />
        <p className={styles.word} role="status" data-length={lengthOf(t(`outcome.${outcome}`))}>
          {t(`outcome.${outcome}`)}
        </p>
      </div>
      <p className={styles.facts}>
        <strong>{t('verdict.part', { id: part.part_id })}</strong>
        <Ago part={part} />
      </p>
      <p className={styles.why}>{useWhy(part)}</p>
    </>
  )
}

function Ago({ part }: { part: Part }) {
  const { t } = useTranslation()
  const text = useTicking((now) => age(now - Date.parse(part.inspected_at)))
  return <span className={styles.ago}>{t('verdict.ago', { age: text })}</span>
}

/** Zone and size of the worst defect where there is one, else the reason in words. */
function useWhy(part: Part): string {
  const { t, i18n } = useTranslation()
  if (part.signal.late) return t('late')
  const [worst] = part.defects
  if (worst === undefined) return t(`reason.${part.reason}`)
  const largest = t('verdict.largest', { score: timesLimit(worst.score, i18n.language) })
  const others = part.defect_count - 1
  const words = [t('verdict.zone', { zone: worst.zone }), largest]
  return [...words, ...(others > 0 ? [t('verdict.more', { count: others })] : [])].join(' · ')
}

function NotCurrent({ mode, feed, part }: { mode: LineMode; feed: FeedState | null; part: Part | null }) {
  const { t } = useTranslation()
  return (
    <div className={styles.plate}>
      <div className={styles.head}>
        <OutcomeShape of={mode === 'silent' || mode === 'not-ready' ? 'FAULT' : 'NONE'} className={styles.shape} />
        <p className={styles.word} role="status" data-length="long">
          {t(`verdict.${WORD[mode]}`)}
        </p>
      </div>
      <p className={styles.why}>
        <Explanation mode={mode} feed={feed} />
      </p>
      {part === null ? null : <LastKnown part={part} isStruck={mode === 'stale' || mode === 'silent'} />}
    </div>
  )
}

const WORD = {
  connecting: 'connecting',
  stale: 'stale',
  first: 'waiting',
  silent: 'silent',
  'not-ready': 'notReady',
  waiting: 'waiting',
  live: 'waiting',
} as const satisfies Record<LineMode, string>

function Explanation({ mode, feed }: { mode: LineMode; feed: FeedState | null }) {
  const { t } = useTranslation()
  const silence = useTicking((now) => age(mode === 'silent' ? silentMs(feed, now) : feedStore.silentMs()))
  if (mode === 'stale') return t('verdict.staleFor', { age: silence })
  if (mode === 'silent') return silentMs(feed, 0) === Infinity ? '' : t('verdict.silentFor', { age: silence })
  if (mode === 'not-ready') return <span lang="en">{feed?.beat.status?.not_ready_because}</span>
  return mode === 'connecting' ? '' : t('verdict.waitingFor')
}

function silentMs(feed: FeedState | null, now: number): number {
  return feed === null ? Infinity : stationSilentMs(feed.beat, now)
}

function LastKnown({ part, isStruck }: { part: Part; isStruck: boolean }) {
  const { t } = useTranslation()
  const words = `${t(`outcome.${shownOutcome(part)}`)} · ${t('verdict.part', { id: part.part_id })}`
  return (
    <p className={styles.last}>
      {t(isStruck ? 'verdict.lastKnown' : 'verdict.lastPart')} {isStruck ? <s>{words}</s> : words} <Ago part={part} />
    </p>
  )
}

function lengthOf(word: string): 'short' | 'long' {
  return word.length <= 3 ? 'short' : 'long'
}
