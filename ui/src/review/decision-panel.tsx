import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from 'react-aria-components'

import type { Disposition, ReviewItem } from '../api/model'
import unread from '../app/unread.module.css'
import { KeyCap } from '../keys/key-cap'
import { useKeptFocus } from '../keys/use-kept-focus'
import { OutcomeShape } from '../outcome/outcome-shape'
import { type Hand, type Reasons, say } from './decision'
import styles from './decision-panel.module.css'
import { pairOffered } from './dispositions'
import { useReasonName } from './reason-name'
import type { Review } from './use-review'

interface PanelProps {
  review: Review
  reasons: Reasons
  hand: Hand
}

/** What the part is, then why: both in the same place, each with one tap. */
export function DecisionPanel({ review, reasons, hand }: PanelProps) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  // Not a button: the next key Enter or Space would say something.
  useKeptFocus(place, itself)
  const { current, asked } = review
  if (current === null) return null
  return (
    <div ref={place} className={styles.place} role="group" tabIndex={-1} aria-label={t('review.decide')}>
      {asked === null ? (
        <Verdicts review={review} reasons={reasons} hand={hand} item={current} />
      ) : (
        <Why review={review} reasons={reasons} disposition={asked} />
      )}
    </div>
  )
}

const itself = (place: HTMLElement): HTMLElement => place

function Verdicts({ review, reasons, hand, item }: PanelProps & { item: ReviewItem }) {
  const { t } = useTranslation()
  const { bad, good } = pairOffered(item)
  const isOff = review.isBusy || !hand.isThere || (hand.may && !reasons.isKnown)
  return (
    <div className={styles.panel} data-step="verdict" data-guarded={review.isGuarded}>
      {reasons.isUnread ? (
        <p className={unread.unread} role="alert">
          {t('review.noReasons')}
        </p>
      ) : null}
      <Button className={styles.decision ?? ''} data-decision="bad" isDisabled={isOff} onPress={() => say(review, reasons, hand, bad)}>
        <OutcomeShape of="REJECT" className={styles.shape} />
        <Words name={t(`disposition.${bad}`)} hand={hand} />
        <KeyCap of="D" />
      </Button>
      <Button className={styles.decision ?? ''} data-decision="good" isDisabled={isOff} onPress={() => say(review, reasons, hand, good)}>
        <OutcomeShape of="PASS" className={styles.shape} />
        <Words name={t(`disposition.${good}`)} hand={hand} />
        <KeyCap of="F" />
      </Button>
      <div className={styles.pair}>
        <Button className={styles.decision ?? ''} data-decision="later" isDisabled={review.isBusy} onPress={review.putOff}>
          {t('review.later')} <KeyCap of="S" />
        </Button>
        <Button
          className={styles.decision ?? ''}
          data-decision="uncertain"
          isDisabled={isOff}
          onPress={() => say(review, reasons, hand, 'uncertain')}
        >
          {t('disposition.uncertain')}
        </Button>
      </div>
    </div>
  )
}

function Words({ name, hand }: { name: string; hand: Hand }) {
  const { t } = useTranslation()
  return (
    <span className={styles.words}>
      {name}
      {hand.may ? null : <small>{t('review.signInFirst')}</small>}
    </span>
  )
}

function Why({ review, reasons, disposition }: Omit<PanelProps, 'hand'> & { disposition: Disposition }) {
  const { t } = useTranslation()
  const nameOf = useReasonName()
  return (
    <div className={styles.panel} data-step="reason" data-guarded={review.isGuarded}>
      <p className={styles.why}>
        {t(`disposition.${disposition}`)} – <strong>{t('review.why')}</strong>
      </p>
      <div className={styles.reasons}>
        {reasons.offered.map((reason, index) => (
          <Button
            key={reason}
            className={styles.reason ?? ''}
            data-suggested={reason === reasons.suggested || undefined}
            isDisabled={review.isBusy}
            onPress={() => review.commit(disposition, reason)}
          >
            <span>
              {nameOf(reason)}
              {reason === reasons.suggested ? <small> {t('review.suggested')}</small> : null}
            </span>
            {index < 9 ? <KeyCap of={String(index + 1)} /> : null}
          </Button>
        ))}
        {reasons.needed ? null : (
          <Button className={styles.reason ?? ''} isDisabled={review.isBusy} onPress={() => review.commit(disposition, '')}>
            {t('review.noReason')} <KeyCap of="⏎" />
          </Button>
        )}
        <Button className={styles.reason ?? ''} isDisabled={review.isBusy} onPress={review.back}>
          ← {t('review.back')} <KeyCap of="Esc" />
        </Button>
      </div>
    </div>
  )
}
