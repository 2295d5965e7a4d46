import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'

import { figureTexts } from '../alarms/figures-text'
import type { Alarm, ChallengeStatus, Part } from '../api/model'
import { useFeed } from '../feed/feed-store'
import { feedStore } from '../feed/store'
import { useTicking } from '../feed/use-clock'
import { age, spokenId, timesLimit } from '../format/format'
import { widestEm } from '../format/word-width'
import { OutcomeShape, type ShapeName } from '../outcome/outcome-shape'
import { shownOutcome } from '../outcome/outcome'
import { type LineMode, stationSilentMs } from './line-mode'
import { ChallengeFacts, useChallengePart, useDueChallenge } from './challenge'
import styles from './verdict-tile.module.css'

interface TileProps {
  mode: LineMode
  /** The newest part. */
  part: Part | null
  className: string | undefined
}

/** The last verdict, to be read from across the hall; where none may be claimed, why not. */
export function VerdictTile({ mode, part, className }: TileProps) {
  const { t } = useTranslation()
  const verdict = mode === 'live' && part !== null ? shownOutcome(part) : mode
  return (
    <section className={`${styles.tile} ${className ?? ''}`} data-verdict={verdict} aria-label={t('verdict.label')}>
      {mode === 'live' && part !== null ? <Current part={part} /> : <NotCurrent mode={mode} part={part} />}
    </section>
  )
}

function Current({ part }: { part: Part }) {
  const { t } = useTranslation()
  const outcome = shownOutcome(part)
  return (
    <div className={styles.plate}>
      <Head shape={outcome} word={t(`outcome.${outcome}`)} />
      <p className={styles.facts}>
        <strong title={part.part_id}>{t('verdict.part', { id: spokenId(part.part_id) })}</strong>
        <Ago part={part} />
      </p>
      <p className={styles.why}>{useWhy(part)}</p>
    </div>
  )
}

function Head({ shape, word }: { shape: ShapeName; word: string }) {
  return (
    <div className={styles.head}>
      <OutcomeShape of={shape} className={styles.shape} />
      <p className={styles.word} role="status" style={{ '--word-em': widestEm(word) } as CSSProperties}>
        {word}
      </p>
    </div>
  )
}

function Ago({ part }: { part: Part }) {
  const { t } = useTranslation()
  const text = useTicking((now) => age(now - Date.parse(part.inspected_at)))
  return <span className={styles.ago}>{t('verdict.ago', { age: text })}</span>
}

/** Zone and size of the worst defect where there is one, else the reason of what the controller was shown. */
function useWhy(part: Part): string {
  const { t, i18n } = useTranslation()
  const challenge = useChallengePart(part)
  if (challenge !== null) return challenge
  if (part.signal.late) return t('late')
  if (part.signal.reason !== part.reason) return t(`reason.${part.signal.reason}`)
  const [worst] = part.defects
  if (worst === undefined) return t(`reason.${part.reason}`)
  const largest = t('verdict.largest', { score: timesLimit(worst.score, i18n.language) })
  const others = part.defect_count - 1
  const words = [t('verdict.zone', { zone: worst.zone }), largest]
  return [...words, ...(others > 0 ? [t('verdict.more', { count: others })] : [])].join(' · ')
}

function NotCurrent({ mode, part }: { mode: LineMode; part: Part | null }) {
  const { t } = useTranslation()
  const challenge = useDueChallenge(mode)
  if (challenge !== null) return <ChallengeDue challenge={challenge} part={part} />
  return (
    <div className={styles.plate}>
      <Head shape={mode === 'silent' || mode === 'not-ready' ? 'FAULT' : 'NONE'} word={t(`verdict.${WORD[mode]}`)} />
      <p className={styles.why}>
        <Explanation mode={mode} />
      </p>
      {part === null ? null : <LastKnown part={part} isStruck={NOT_CURRENT.has(mode)} />}
    </div>
  )
}

/** In these the last verdict may long have been followed by others. */
const NOT_CURRENT: ReadonlySet<LineMode> = new Set(['stale', 'unreadable', 'silent'])

const WORD = {
  connecting: 'connecting',
  stale: 'stale',
  unreadable: 'stale',
  first: 'noStation',
  silent: 'silent',
  'not-ready': 'notReady',
  waiting: 'waiting',
  live: 'waiting',
} as const satisfies Record<LineMode, string>

function Explanation({ mode }: { mode: LineMode }) {
  const { t } = useTranslation()
  if (mode === 'stale') return <Since of={feedStore.silentMs} say={(text) => t('verdict.staleFor', { age: text })} />
  if (mode === 'unreadable') return t('alarm.kind.trouble.what')
  if (mode === 'silent') return <Since of={stationSilence} say={(text) => t('verdict.silentFor', { age: text })} />
  if (mode === 'not-ready') return <RootCause />
  if (mode === 'first') return t('verdict.noStationFor')
  return mode === 'connecting' ? '' : t('verdict.waitingFor')
}

/** A silence that goes on; nothing where nobody knows since when. */
function Since({ of, say }: { of: (lineNowMs: number) => number; say: (age: string) => string }) {
  const text = useTicking((now) => (Number.isFinite(of(now)) ? age(of(now)) : ''))
  return text === '' ? null : say(text)
}

function stationSilence(lineNowMs: number): number {
  const feed = feedStore.getState()
  return feed === null ? Infinity : stationSilentMs(feed.beat, lineNowMs)
}

/** The alarm that keeps the station from being ready; in the station's own words where there is none. */
function RootCause() {
  const { t, i18n } = useTranslation()
  const beat = useFeed((feed) => feed?.beat ?? null)
  const cause = beat?.alarms.find((alarm) => STOPS.has(alarm.kind))
  if (cause !== undefined) return t(`alarm.kind.${cause.kind}.what`, figureTexts(cause.figures, i18n.language))
  return <span lang="en">{beat?.status?.not_ready_because}</span>
}

const STOPS: ReadonlySet<Alarm['kind']> = new Set(['camera', 'plc', 'recording'])

function ChallengeDue({ challenge, part }: { challenge: ChallengeStatus; part: Part | null }) {
  const { t } = useTranslation()
  return (
    <div className={styles.plate} data-challenge={challenge.due}>
      <Head shape="FAULT" word={t(challenge.trouble === '' ? 'challenge.title' : 'challenge.failed')} />
      <ChallengeFacts challenge={challenge} />
      {part === null ? null : <LastKnown part={part} isStruck={false} />}
    </div>
  )
}

function LastKnown({ part, isStruck }: { part: Part; isStruck: boolean }) {
  const { t } = useTranslation()
  const shown = useChallengePart(part) ?? t(`outcome.${shownOutcome(part)}`)
  const words = `${shown} · ${t('verdict.part', { id: spokenId(part.part_id) })}`
  return (
    <p className={styles.last}>
      {t(isStruck ? 'verdict.lastKnown' : 'verdict.lastPart')} {isStruck ? <s>{words}</s> : words} <Ago part={part} />
    </p>
  )
}
