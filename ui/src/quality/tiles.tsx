import { useTranslation } from 'react-i18next'

import { count, fixed, share } from '../format/format'
import type { Answer, Share } from './answer'
import styles from './quality.module.css'

/** The figures with their definitions and intervals; what cannot be told says why, and is never 0. */
export function Tiles({ answer }: { answer: Answer }) {
  const { t, i18n } = useTranslation()
  const locale = i18n.language
  const percent = (of: Share | null) => (of === null ? null : share(of.count, of.of, locale))
  const interval = (of: Share | null) =>
    of === null ? '' : t('quality.interval', { low: fixed(100 * of.low, 2, locale), high: fixed(100 * of.high, 2, locale) })
  const { counts, dpmo, overkill, escapes } = answer
  const reviewed = t('quality.reviewed', { share: share(overkill.reviewed, 1, locale) ?? '–' })
  return (
    <div className={styles.tiles}>
      <Tile
        name={t('quality.fpy')}
        value={percent(answer.first_pass_yield) ?? '–'}
        lines={[t('quality.ofParts', { n: count(counts.passed, locale), all: count(counts.all, locale) }), interval(answer.first_pass_yield)]}
        meaning={t('quality.fpyMeaning')}
      />
      <Tile
        name={t('quality.yield')}
        value={percent(answer.final_yield) ?? '–'}
        lines={[
          t('quality.ofParts', { n: count(answer.final_yield?.count ?? 0, locale), all: count(counts.all, locale) }),
          interval(answer.final_yield),
        ]}
        meaning={t('quality.yieldMeaning')}
      />
      <Tile
        name="DPMO"
        value={dpmo.value === null ? '–' : count(Math.round(dpmo.value), locale)}
        lines={
          dpmo.unknown.length > 0
            ? [t('quality.noRecipe', { names: dpmo.unknown.map((of) => `${of.product} ${of.revision}`).join(', ') })]
            : [t('quality.ofOpportunities', { n: count(dpmo.defective, locale), all: count(dpmo.opportunities, locale) })]
        }
        meaning={t('quality.dpmoMeaning')}
      />
      <Tile
        name={t('quality.overkill')}
        value={percent(overkill.share) ?? '–'}
        lines={[
          overkill.share === null
            ? t('quality.nobodyLooked')
            : t('quality.ofReviewed', { n: count(overkill.share.count, locale), all: count(overkill.share.of, locale) }),
          reviewed,
          interval(overkill.share),
        ]}
        meaning={t('quality.overkillMeaning')}
      />
      <Tile
        name={t('quality.escapes')}
        value={escapes.share === null ? t('quality.notEnough', { n: escapes.audited }) : `≤ ${atMost(100 * escapes.share.high, locale)} %`}
        isWords={escapes.share === null}
        lines={[
          escapes.share === null ? '' : t('quality.audited', { n: escapes.share.count, all: count(escapes.share.of, locale) }),
          interval(escapes.share),
          escapes.found_otherwise > 0 ? t('quality.foundOtherwise', { n: escapes.found_otherwise }) : '',
        ]}
        meaning={t('quality.escapesMeaning')}
      />
    </div>
  )
}

/** A bound with one digit, never below what it is. */
function atMost(percent: number, locale: string): string {
  return fixed(Math.ceil(10 * percent - 1e-9) / 10, 1, locale)
}

interface TileProps {
  name: string
  value: string
  lines: readonly string[]
  meaning: string
  isWords?: boolean
}

function Tile({ name, value, lines, meaning, isWords = false }: TileProps) {
  return (
    <section className={styles.tile} aria-label={name}>
      <h2 className={styles.name}>{name}</h2>
      <p className={isWords ? styles.words : styles.value}>{value}</p>
      {lines
        .filter((line) => line !== '')
        .map((line) => (
          <p key={line}>{line}</p>
        ))}
      <p className={styles.meaning}>{meaning}</p>
    </section>
  )
}
