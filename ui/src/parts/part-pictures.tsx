import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { Part } from '../api/model'
import { imageUrl, whyNoPicture } from '../live/picture-loader'
import type { Size } from '../stage/geometry'
import { Stage } from '../stage/stage'
import styles from './part-pictures.module.css'

/** The captured picture and its golden side by side, each with the defects in its own coordinates. */
export function PartPictures({ part }: { part: Part }) {
  const { t } = useTranslation()
  const { product, revision } = part.provenance
  const golden = `/api/goldens/${encodeURIComponent(product)}/${encodeURIComponent(revision)}/image`
  const goldenSize = usePictureSize(golden)
  const why = whyNoPicture(part)
  return (
    <div className={styles.pair}>
      <figure className={styles.pane}>
        <figcaption className={styles.name}>{t('image.captured')}</figcaption>
        <Stage
          url={why === null ? imageUrl(part) : null}
          size={{ width: part.width_px, height: part.height_px }}
          defects={part.defects}
          frame="capture"
          label={t('image.label', { id: part.part_id })}
        >
          <p className={styles.placard}>
            {t(`image.${why ?? 'loading'}`)} {why === 'notKept' ? <span lang="en">{part.image_note}</span> : null}
          </p>
        </Stage>
      </figure>
      <figure className={styles.pane}>
        <figcaption className={styles.name}>{t('image.goldenOf', { product, revision })}</figcaption>
        <Stage
          url={goldenSize === null ? null : golden}
          size={goldenSize ?? { width: 0, height: 0 }}
          defects={part.defects}
          frame="golden"
          label={t('image.goldenOf', { product, revision })}
        >
          <p className={styles.placard}>{t('image.loading')}</p>
        </Stage>
      </figure>
    </div>
  )
}

/** The size of the picture at `url` in its own pixels; null until it is loaded. */
function usePictureSize(url: string): Size | null {
  const [size, setSize] = useState<Size | null>(null)
  useEffect(() => {
    const image = new Image()
    image.onload = () => setSize({ width: image.naturalWidth, height: image.naturalHeight })
    image.src = url
    return () => {
      image.onload = null
    }
  }, [url])
  return size
}
