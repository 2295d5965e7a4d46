import { useTranslation } from 'react-i18next'

import type { Part } from '../api/model'
import { count, dateTime, fixed, timesLimit } from '../format/format'
import { rawUrl } from '../live/picture-loader'
import { Challenged } from './challenged'
import { Fact, Facts } from './facts'
import { PartHistory } from './part-history'
import styles from './part-facts.module.css'

const STAGES = ['capture', 'align', 'compare', 'decide', 'total'] as const

/** Everything the record knows of the part, in groups. */
export function PartFacts({ part }: { part: Part }) {
  return (
    <div className={styles.groups}>
      <DefectTable part={part} />
      <Challenged part={part} />
      <PartHistory part={part} />
      <Measured part={part} />
      <Aligned part={part} />
      <JudgedWith part={part} />
      <Times part={part} />
    </div>
  )
}

function DefectTable({ part }: { part: Part }) {
  const { t, i18n } = useTranslation()
  const heard = ['network', 'difference', 'variation'] as const
  const headings = [t('part.number'), t('parts.zone'), ...heard.map((voice) => t(`voices.${voice}`)), t('part.area'), t('part.polarity')]
  if (part.defect_count === 0) return null
  return (
    <section className={`${styles.group} ${styles.wide}`}>
      <h2 className={styles.heading}>
        {t('part.defects')} ({count(part.defect_count, i18n.language)})
      </h2>
      <table className={styles.table}>
        <thead>
          <tr>
            {headings.map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {part.defects.map((defect, index) => (
            <tr key={index}>
              <td>{index + 1}</td>
              <td>{defect.zone}</td>
              <td>{timesLimit(defect.score, i18n.language)}</td>
              <td>{timesLimit(defect.voices?.difference ?? null, i18n.language)}</td>
              <td>{timesLimit(defect.voices?.variation ?? null, i18n.language)}</td>
              <td>{t('part.areaPx', { area: count(defect.area_px, i18n.language) })}</td>
              <td>{t(`polarity.${defect.polarity}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.meaning}>
        {part.defect_count > part.defects.length ? t('part.largestShown', { count: part.defects.length }) : null} {t('voices.meaning')}
      </p>
    </section>
  )
}

function Measured({ part }: { part: Part }) {
  const { t, i18n } = useTranslation()
  const locale = i18n.language
  const moment = (at: string | null) => (at === null ? t('part.never') : dateTime(at, locale))
  return (
    <Facts heading={t('part.facts')}>
      <Fact name={t('part.verdict')}>{`${t(`outcome.${part.outcome}`)} · ${t(`reason.${part.reason}`)}`}</Fact>
      <Fact name={t('part.score')}>{timesLimit(part.score, locale)}</Fact>
      <Fact name={t('part.inspectedAt')}>{moment(part.inspected_at)}</Fact>
      <Fact name={t('part.signalled')}>
        {`${t(`outcome.${part.signal.outcome}`)} · ${moment(part.signal.signalled_at)}`}
      </Fact>
      <Fact name={t('part.acknowledged')}>{moment(part.acknowledged_at)}</Fact>
      <Fact name={t('part.trigger')}>{part.trigger_id}</Fact>
      <Fact name={t('part.source')}>{part.source}</Fact>
      {part.seen === null ? null : (
        <Fact name={t('voices.seen')}>{`${fixed(part.seen.brightness, 1, locale)}, ${fixed(part.seen.focus, 1, locale)}`}</Fact>
      )}
      <Fact name={t('part.size')}>{t('part.sizePx', { width: part.width_px, height: part.height_px })}</Fact>
      {part.message === '' ? null : (
        <Fact name={t('part.message')}>
          <span lang="en">{part.message}</span>
        </Fact>
      )}
    </Facts>
  )
}

function Aligned({ part }: { part: Part }) {
  const { t, i18n } = useTranslation()
  const { alignment, camera } = part
  const number = (value: number | null | undefined, digits: number) =>
    value == null ? '–' : fixed(value, digits, i18n.language)
  return (
    <Facts heading={t('part.alignment')}>
      {alignment === null || alignment.refused === '' ? null : (
        <Fact name={t('part.refused')}>
          <span lang="en">{alignment.refused}</span>
        </Fact>
      )}
      <Fact name={t('part.correlation')}>{number(part.correlation, 3)}</Fact>
      <Fact name={t('part.residual')}>{t('part.px', { value: number(part.residual_px, 2) })}</Fact>
      <Fact name={t('part.local')}>{t('part.px', { value: number(alignment?.local_shift_px, 2) })}</Fact>
      <Fact name={t('part.overlap')}>{number(alignment?.overlap, 3)}</Fact>
      <Fact name={t('part.agreeing')}>{number(alignment?.agreeing, 3)}</Fact>
      <Fact name={t('part.light')}>{`${number(alignment?.gain, 3)}, ${number(alignment?.offset, 1)}`}</Fact>
      <Fact name={t('part.method')}>
        <span lang="en">{alignment?.method ?? '–'}</span>
      </Fact>
      {camera.exposure_us === 0 ? null : (
        <Fact name={t('part.exposure')}>{t('part.us', { value: number(camera.exposure_us, 0) })}</Fact>
      )}
      {camera.gain_db === 0 ? null : <Fact name={t('part.gain')}>{t('part.db', { value: number(camera.gain_db, 1) })}</Fact>}
    </Facts>
  )
}

function JudgedWith({ part }: { part: Part }) {
  const { t } = useTranslation()
  const { provenance } = part
  return (
    <Facts heading={t('part.provenance')}>
      <Fact name={t('part.product')}>{provenance.product}</Fact>
      <Fact name={t('part.revision')}>{provenance.revision}</Fact>
      <Fact name={t('part.golden')}>
        <Hash of={provenance.golden_sha256} />
      </Fact>
      <Fact name={t('part.recipe')}>
        <Hash of={provenance.recipe_sha256} />
      </Fact>
      <Fact name={t('part.comparator')}>{provenance.comparator}</Fact>
      <Fact name={t('part.model')}>
        <Hash of={provenance.model_sha256} />
      </Fact>
      <Fact name={t('part.runtime')}>{provenance.runtime}</Fact>
      <Fact name={t('part.device')}>{provenance.device}</Fact>
      <Fact name={t('part.version')}>{provenance.package_version}</Fact>
      <Fact name={t('part.image')}>
        <Hash of={part.image_sha256} />
        {part.image === 'kept' ? (
          <a href={rawUrl(part)} download>
            {t('part.download')}
          </a>
        ) : null}
        <ImageNote part={part} />
      </Fact>
      {part.pinned === '' ? null : (
        <Fact name={t('part.pinned')}>
          <span lang="en">{part.pinned}</span>
        </Fact>
      )}
    </Facts>
  )
}

/** Why there is no raw picture, or what of the pictures was removed, and when. */
function ImageNote({ part }: { part: Part }) {
  const { t } = useTranslation()
  if (part.image === 'waiting') return <p>{t('image.waiting')}</p>
  if (part.image_note === '') return null
  return (
    <p>
      {part.image === 'kept' ? null : t('part.notKept')} <span lang="en">{part.image_note}</span>
    </p>
  )
}

function Times({ part }: { part: Part }) {
  const { t, i18n } = useTranslation()
  return (
    <Facts heading={t('part.times')}>
      {STAGES.map((stage) => (
        <Fact key={stage} name={t(`part.${stage}`)}>
          {t('part.ms', { value: fixed(part.stage_times[`${stage}_ms`], 1, i18n.language) })}
        </Fact>
      ))}
    </Facts>
  )
}

/** A SHA-256 hash: whole, to be compared and copied. */
function Hash({ of }: { of: string }) {
  return <code className={styles.hash} translate="no">{of === '' ? '–' : of}</code>
}
