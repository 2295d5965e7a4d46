import { useTranslation } from 'react-i18next'

import { ActionButton } from '../app/action-button'
import { fixed } from '../format/format'
import { changeDisplay, MM_PX, NOMINAL_MM_PX, useDisplay } from '../theme/display'
import styles from './settings-page.module.css'

/** A badge or bank card, ID-1 of ISO/IEC 7810, in mm. */
const CARD = { width: 85.6, height: 53.98 } as const
const COARSE_PX = 0.1

/** Measures this panel: a real card is held to a drawn one, which is made as large. */
export function Ruler() {
  const { t, i18n } = useTranslation()
  const { mmPx } = useDisplay()
  const size = (to: number) => changeDisplay({ mmPx: Number(Math.min(MM_PX.most, Math.max(MM_PX.least, to)).toFixed(2)) })
  const shown = fixed(mmPx, 2, i18n.language)
  return (
    <section className={styles.ruler} aria-label={t('settings.ruler')}>
      <div>
        <h2 className={styles.label}>{t('settings.ruler')}</h2>
        <p>{t('settings.rulerHow')}</p>
        <div className={styles.chips} role="group" aria-label={t('settings.cardSize')}>
          <ActionButton onPress={() => size(mmPx - COARSE_PX)} label={t('settings.muchSmaller')}>
            −−
          </ActionButton>
          <ActionButton onPress={() => size(mmPx - MM_PX.step)} label={t('settings.smaller')}>
            −
          </ActionButton>
          <ActionButton onPress={() => size(mmPx + MM_PX.step)} label={t('settings.larger')}>
            +
          </ActionButton>
          <ActionButton onPress={() => size(mmPx + COARSE_PX)} label={t('settings.muchLarger')}>
            ++
          </ActionButton>
          <ActionButton onPress={() => size(NOMINAL_MM_PX)} isDisabled={mmPx === NOMINAL_MM_PX}>
            {t('settings.asBefore')}
          </ActionButton>
        </div>
        <p role="status">{t('settings.perMm', { size: shown })}</p>
      </div>
      <svg
        className={styles.card}
        width={CARD.width * mmPx}
        height={CARD.height * mmPx}
        role="img"
        aria-label={t('settings.card')}
        data-card=""
      >
        <rect x="1" y="1" width={CARD.width * mmPx - 2} height={CARD.height * mmPx - 2} rx={3.18 * mmPx} />
      </svg>
    </section>
  )
}
