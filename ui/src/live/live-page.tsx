import { useTranslation } from 'react-i18next'

import { newestRaise } from '../alarms/urgency'
import type { Alarm, Part } from '../api/model'
import type { FeedState } from '../feed/feed-state'
import { useFeed } from '../feed/feed-store'
import { FirstRun } from './first-run'
import { LastImage } from './last-image'
import styles from './live-page.module.css'
import { PartStrip } from './part-strip'
import { ShiftCounts } from './shift-counts'
import { useFollowing } from './use-following'
import { useLineMode } from './use-line-mode'
import { VerdictTile } from './verdict-tile'

const NO_PARTS: readonly Part[] = []
const partsOf = (feed: FeedState | null): readonly Part[] => feed?.parts ?? NO_PARTS
const NO_ALARMS: readonly Alarm[] = []
const raisedIn = (feed: FeedState | null): number => newestRaise(feed?.beat.alarms ?? NO_ALARMS)

/** What the line does now: the last verdict, its picture, the parts before it and the counts. */
export function LivePage() {
  const { t } = useTranslation()
  const parts = useFeed(partsOf)
  const mode = useLineMode()
  const following = useFollowing(parts, mode, useFeed(raisedIn))
  return (
    <main className={styles.page} data-mode={mode}>
      <title>{`${t('title.live')} · Inspector`}</title>
      <h1 className="visually-hidden">{t('title.live')}</h1>
      <section className={styles.image}>
        {mode === 'first' ? <FirstRun /> : <LastImage following={following} />}
      </section>
      <VerdictTile mode={mode} part={parts[0] ?? null} className={styles.verdict} />
      <ShiftCounts className={styles.counts} />
      <PartStrip following={following} className={styles.strip} />
    </main>
  )
}
