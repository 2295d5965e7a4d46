import { type KeyboardEvent, memo, useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { Part } from '../api/model'
import { ActionButton } from '../app/action-button'
import { STRIP_LENGTH } from '../feed/feed-state'
import { clockTime, shortId } from '../format/format'
import { shownOutcome } from '../outcome/outcome'
import { OutcomeShape } from '../outcome/outcome-shape'
import { useChallengePart } from './challenge'
import styles from './part-strip.module.css'
import type { Following } from './use-following'

/** The last parts as shapes, newest first; a tap or Enter shows the part's picture. */
export function PartStrip({ following, className }: { following: Following; className: string | undefined }) {
  return (
    <section className={`${styles.strip} ${className ?? ''}`} data-held={following.isPaused || undefined}>
      <Items following={following} />
      <PauseButton following={following} />
    </section>
  )
}

/** One stop of the Tab key; arrows, Home and End move inside. */
function Items({ following }: { following: Following }) {
  const { t } = useTranslation()
  const [visited, setVisited] = useState<number | null>(null)
  const { parts, shown, isLive, look, resume } = following
  const stop = parts.some((part) => part.seq === visited) ? visited : parts[0]?.seq
  return (
    <div
      className={styles.items}
      role="toolbar"
      aria-label={t('strip.label', { count: STRIP_LENGTH })}
      onKeyDown={moveFocus}
      onFocus={(event) => setVisited(Number(event.target.dataset['seq']))}
    >
      {parts.map((part) => {
        const isChosen = !isLive && part.seq === shown?.seq
        const isStop = part.seq === stop
        return <Item key={part.seq} part={part} isChosen={isChosen} isStop={isStop} onPress={isChosen ? resume : look} />
      })}
    </div>
  )
}

interface ItemProps {
  part: Part
  isChosen: boolean
  isStop: boolean
  onPress: (part: Part) => void
}

/** Drawn again only when something of this part changed: the strip is what moves most on a fast line. */
const Item = memo(function Item({ part, isChosen, isStop, onPress }: ItemProps) {
  const { t, i18n } = useTranslation()
  const outcome = shownOutcome(part)
  const challenge = useChallengePart(part)
  const time = clockTime(part.inspected_at, i18n.language)
  return (
    <button
      type="button"
      className={styles.item}
      aria-label={t('strip.item', { id: part.part_id, outcome: challenge ?? t(`outcome.${outcome}`), time })}
      aria-pressed={isChosen}
      tabIndex={isStop ? 0 : -1}
      data-part={part.part_id}
      data-seq={part.seq}
      data-challenge={challenge === null ? undefined : part.challenge?.round}
      onClick={() => onPress(part)}
    >
      <OutcomeShape of={outcome} className={styles.shape} />
      <span className={styles.id}>{shortId(part.part_id)}</span>
    </button>
  )
})

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll('button')]
  const at = items.indexOf(event.target as HTMLButtonElement)
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  items[to]?.focus()
}

function PauseButton({ following }: { following: Following }) {
  const { t } = useTranslation()
  const { isPaused, missedCount, parts, pause, resume } = following
  if (!isPaused) {
    return (
      <ActionButton onPress={pause} isDisabled={parts.length === 0}>
        {t('strip.pause')}
      </ActionButton>
    )
  }
  return (
    <ActionButton onPress={resume} isStrong>
      {t('strip.resume')}
      <small className={styles.missed}>{t('strip.newParts', { count: missedCount })}</small>
    </ActionButton>
  )
}
