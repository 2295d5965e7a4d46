import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { Places } from './answer'
import styles from './quality.module.css'

const HIGH_PX = 420

interface Size {
  width: number
  height: number
}

/** Where defects lie: cells over the golden, the fuller the more; how many the fullest holds stands below. */
export function PlacesMap({ places }: { places: Places }) {
  const { t } = useTranslation()
  const [known, setKnown] = useState<Size | null>(null)
  const { of, cells, cell_px: cell } = places
  const most = Math.max(...cells.map((each) => each.defects))
  const size = known ?? {
    width: cell * (1 + Math.max(...cells.map((each) => each.x_cell))),
    height: cell * (1 + Math.max(...cells.map((each) => each.y_cell))),
  }
  if (of === null) return null
  const golden = `/api/goldens/${encodeURIComponent(of.product)}/${encodeURIComponent(of.revision)}/image`
  return (
    <figure className={styles.places}>
      <div className={styles.golden} style={{ aspectRatio: `${size.width} / ${size.height}`, width: `min(100%, ${(HIGH_PX * size.width) / size.height}px)` }}>
        <img
          src={golden}
          alt=""
          onLoad={({ currentTarget }) => setKnown({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })}
        />
        <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={t('quality.placesLabel', { n: cells.length, most })}>
          {cells.map((each) => (
            <rect
              key={`${each.x_cell} ${each.y_cell}`}
              data-defects={each.defects}
              className={styles.cell}
              x={each.x_cell * cell}
              y={each.y_cell * cell}
              width={cell}
              height={cell}
              fillOpacity={0.25 + (0.65 * each.defects) / most}
            />
          ))}
        </svg>
      </div>
      <figcaption>{t('quality.placesCaption', { product: of.product, revision: of.revision, most })}</figcaption>
    </figure>
  )
}
