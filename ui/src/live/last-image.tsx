import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'

import type { Part } from '../api/model'
import { ActionButton } from '../app/action-button'
import { clockTime, spokenId, timesLimit } from '../format/format'
import { OutcomeShape } from '../outcome/outcome-shape'
import { shownOutcome } from '../outcome/outcome'
import { partPath } from '../parts/part-path'
import { Stage } from '../stage/stage'
import styles from './last-image.module.css'
import type { Picture } from './picture-loader'
import type { Following } from './use-following'
import { usePicture } from './use-picture'

/** The picture of the newest part, or of the part a person looks at, with its defects. */
export function LastImage({ following }: { following: Following }) {
  const { t } = useTranslation()
  const picture = usePicture(following.shown)
  if (picture === null) {
    return (
      <div className={styles.frame}>
        <p className={styles.none}>{t(following.shown === null ? 'image.noPart' : 'image.loading')}</p>
      </div>
    )
  }
  const { part } = picture
  const isBehind = following.isLive && part.seq !== following.parts[0]?.seq
  return (
    <figure className={styles.frame} data-part={part.part_id} data-behind={isBehind || undefined}>
      <div className={styles.stage}>
        <Stage
          url={picture.url}
          size={{ width: part.width_px, height: part.height_px }}
          defects={part.defects}
          frame="capture"
          label={t('image.label', { id: part.part_id })}
        >
          <NoPicture picture={picture} />
        </Stage>
      </div>
      <Caption picture={picture} following={following} />
    </figure>
  )
}

function NoPicture({ picture }: { picture: Picture }) {
  const { t } = useTranslation()
  if (picture.url !== null) return null
  return (
    <p className={styles.placard}>
      {t(`image.${picture.why}`)}
      {picture.note === '' ? null : <span lang="en">{picture.note}</span>}
    </p>
  )
}

function Caption({ picture, following }: { picture: Picture; following: Following }) {
  const { t, i18n } = useTranslation()
  const { part } = picture
  return (
    <figcaption className={styles.caption} data-live={following.isLive}>
      <p className={styles.title}>
        {following.isLive ? null : <span className={styles.older}>{t('image.older')}</span>}
        <OutcomeShape of={shownOutcome(part)} className={styles.shape} />
        <strong>{t(`outcome.${shownOutcome(part)}`)}</strong>
        <span title={part.part_id}>{t('verdict.part', { id: spokenId(part.part_id) })}</span>
        <span>{clockTime(part.inspected_at, i18n.language)}</span>
      </p>
      <DefectLine part={part} />
      <div className={styles.acts}>
        {following.isLive ? null : <ActionButton onPress={following.resume} isStrong>{t('image.back')}</ActionButton>}
        <Link className={styles.link} href={partPath(part.part_id)}>
          {t('image.open')}
        </Link>
      </div>
    </figcaption>
  )
}

const NAMED_DEFECTS = 4

function DefectLine({ part }: { part: Part }) {
  const { t, i18n } = useTranslation()
  const total = part.defect_count
  if (total === 0) return <p className={styles.defects}>{t(`reason.${part.signal.reason}`)}</p>
  const named = part.defects.slice(0, NAMED_DEFECTS)
  return (
    <ol className={styles.defects} aria-label={t('image.defectsLabel')}>
      {named.map((defect, index) => (
        <li key={index}>
          <span className={styles.number}>{index + 1}</span>
          {defect.zone} {timesLimit(defect.score, i18n.language)}
        </li>
      ))}
      {total > named.length ? <li>{t('verdict.more', { count: total - named.length })}</li> : null}
    </ol>
  )
}
