import { ListBox, ListBoxItem, type Selection } from 'react-aria-components'
import { useTranslation } from 'react-i18next'

import type { Part } from '../api/model'
import { ActionButton } from '../app/action-button'
import { STRIP_LENGTH } from '../feed/feed-state'
import { clockTime, shortId } from '../format/format'
import { shownOutcome } from '../outcome/outcome'
import { OutcomeShape } from '../outcome/outcome-shape'
import styles from './part-strip.module.css'
import type { Following } from './use-following'

/** The last parts as shapes, newest first; a tap or Enter shows the part's picture. */
export function PartStrip({ following, className }: { following: Following; className: string | undefined }) {
  const { t } = useTranslation()
  return (
    <section className={`${styles.strip} ${className ?? ''}`} data-held={following.isPaused || undefined}>
      <ListBox
        aria-label={t('strip.label', { count: STRIP_LENGTH })}
        className={styles.items ?? ''}
        orientation="horizontal"
        layout="grid"
        items={following.parts}
        selectionMode="single"
        selectedKeys={following.isLive || following.shown === null ? [] : [following.shown.seq]}
        onSelectionChange={(selection) => lookAt(selection, following)}
        dependencies={[t]}
      >
        {(part) => <StripItem id={part.seq} part={part} />}
      </ListBox>
      <PauseButton following={following} />
    </section>
  )
}

/** `id` is read by the list from outside: without it the list would tell its items apart by place. */
function StripItem({ id, part }: { id: number; part: Part }) {
  const { t, i18n } = useTranslation()
  const outcome = shownOutcome(part)
  const time = clockTime(part.inspected_at, i18n.language)
  const label = t('strip.item', { id: part.part_id, outcome: t(`outcome.${outcome}`), time })
  return (
    <ListBoxItem id={id} textValue={label} aria-label={label} className={styles.item ?? ''} data-part={part.part_id}>
      <OutcomeShape of={outcome} className={styles.shape} />
      <span className={styles.id}>{shortId(part.part_id)}</span>
    </ListBoxItem>
  )
}

/** A second tap on the same part takes the choice back, and the page is live again. */
function lookAt(selection: Selection, following: Following): void {
  const [seq] = selection === 'all' ? [] : selection
  const part = following.parts.find((known) => known.seq === seq)
  if (part === undefined) following.resume()
  else following.look(part)
}

function PauseButton({ following }: { following: Following }) {
  const { t } = useTranslation()
  if (!following.isPaused) return <ActionButton onPress={following.pause} isDisabled={following.parts.length === 0}>{t('strip.pause')}</ActionButton>
  return (
    <ActionButton onPress={following.resume} isStrong>
      {t('strip.resume')}
      <small className={styles.missed}>{t('strip.newParts', { count: following.missedCount })}</small>
    </ActionButton>
  )
}
