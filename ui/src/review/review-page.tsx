import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'

import { ActionButton } from '../app/action-button'
import { spokenId, timesLimit } from '../format/format'
import { ShortcutTable } from '../keys/shortcut-table'
import { useHeldSpace, useShortcuts } from '../keys/use-shortcuts'
import { OutcomeShape } from '../outcome/outcome-shape'
import { shownOutcome } from '../outcome/outcome'
import { partPath } from '../parts/part-path'
import { useSession } from '../session/session'
import { SignInDialog } from '../session/sign-in-dialog'
import { useAttempt } from '../session/use-attempt'
import { ComparePanes } from '../stage/compare-panes'
import { prefetch } from '../stage/pair'
import { useViewer, viewerKeys } from '../stage/viewer'
import { ViewerTools } from '../stage/viewer-tools'
import { DecisionPanel } from './decision-panel'
import { reviewKeys, useReasons } from './decision'
import { NothingToReview } from './nothing-to-review'
import { NoticeLine } from './notice-line'
import { after, idOf } from './queue'
import { QueueList } from './queue-list'
import styles from './review-page.module.css'
import { UndoBar } from './undo-bar'
import { type Review, useReview } from './use-review'

/** The inbox: what the line held back and a sample of what it passed, one part after the other. */
export function ReviewPage() {
  const { t } = useTranslation()
  const review = useReview()
  const viewer = useViewer(review.current?.part ?? null)
  const reasons = useReasons(review)
  const { may } = useSession()
  const [isSigningIn, setSigningIn] = useState(false)
  const [isTableOpen, setTableOpen] = useState(false)
  const attempt = useAttempt(() => setSigningIn(false))
  const hand = { may: may('operator'), signIn: () => (attempt.forget(), setSigningIn(true)), isThere: viewer.isThere }
  useEffect(() => {
    // Who came in by a badge has answered it too: it must not open by itself when they are signed off.
    if (hand.may) setSigningIn(false)
  }, [hand.may])
  useShortcuts({ ...viewerKeys(viewer), ...reviewKeys(review, reasons, hand) })
  useHeldSpace(viewer.holdGolden)
  usePrefetch(review, viewer.isThere)
  return (
    <main className={styles.page}>
      <title>{`${t('title.review')} · Inspector`}</title>
      <h1 className="visually-hidden">{t('title.review')}</h1>
      <QueueList review={review} />
      <section className={styles.pictures} aria-label={t('review.pictures')}>
        {review.current === null ? <NothingToReview review={review} /> : <ComparePanes viewer={viewer} />}
        <div className={styles.told}>
          <NoticeLine notice={review.notice} />
          <UndoBar review={review} />
        </div>
      </section>
      {review.current === null ? null : (
        <section className={styles.side} aria-label={t('review.decide')}>
          <PartHead review={review} openTable={() => setTableOpen(true)} />
          <div className={styles.tools}>
            <ViewerTools viewer={viewer} />
          </div>
          <DecisionPanel review={review} reasons={reasons} hand={hand} />
        </section>
      )}
      <SignInDialog isOpen={isSigningIn && !hand.may} attempt={attempt} onClose={() => setSigningIn(false)} />
      <ShortcutTable isOpen={isTableOpen} onClose={() => setTableOpen(false)} />
    </main>
  )
}

function PartHead({ review: { current }, openTable }: { review: Review; openTable: () => void }) {
  const { t, i18n } = useTranslation()
  if (current === null) return null
  const { part, audit } = current
  const worst = part.defects[0]
  return (
    <div className={styles.head}>
      <OutcomeShape of={shownOutcome(part)} className={styles.shape} />
      <div className={styles.what}>
        <h2 className={styles.title}>
          {t(`outcome.${shownOutcome(part)}`)}{' '}
          <Link className={styles.link} href={partPath(part.part_id)} title={part.part_id}>
            <bdi translate="no">{spokenId(part.part_id)}</bdi>
          </Link>
        </h2>
        <p>
          {audit ? t('review.audit') : null}
          {worst === undefined || audit ? null : `${t('verdict.zone', { zone: worst.zone })} ${timesLimit(worst.score, i18n.language)}`}
          {worst === undefined && !audit ? t(`reason.${part.signal.reason}`) : null}
        </p>
      </div>
      <ActionButton onPress={openTable}>
        <span aria-hidden="true">?</span>
        <span className="visually-hidden">{t('keys.title')}</span>
      </ActionButton>
    </div>
  )
}

/** Fetches what comes next while this part is looked at. */
function usePrefetch(review: Review, isThere: boolean): void {
  const { current, items } = review
  const next = current === null ? null : after(items, idOf(current))
  useEffect(() => {
    if (isThere && next !== null) prefetch(next.part)
  }, [isThere, next === null ? '' : idOf(next)])
}
