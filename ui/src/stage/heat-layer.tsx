import { useEffect, useLayoutEffect, useRef, useState } from 'react'

import { coloured, drawnWidth, heatColours } from './heat'
import styles from './stage.module.css'

/** A score map in colours. */
export type Heat = ImageData

/** The score map of a part: in colours once it is there, and whether it could not be read. */
export interface ReadHeat {
  heat: Heat | null
  isHeatUnread: boolean
}

const AGAIN_MS = 5_000
const NO_HEAT: ReadHeat = { heat: null, isHeatUnread: false }

/** The score map at `url`; null where there is none to be shown. One that could not be read is asked for again. */
export function useHeat(url: string | null): ReadHeat {
  const [read, setRead] = useState<{ url: string; heat: Heat | null } | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (url === null) return undefined
    let isWanted = true
    const take = (heat: Heat | null) => isWanted && setRead({ url, heat })
    readHeat(url).then(take, () => take(null))
    return () => {
      isWanted = false
    }
  }, [url, tries])
  useEffect(() => {
    if (read === null || read.heat !== null || read.url !== url) return undefined
    const timer = setTimeout(() => setTries((count) => count + 1), AGAIN_MS)
    return () => clearTimeout(timer)
  }, [read, url])
  return read === null || read.url !== url ? NO_HEAT : { heat: read.heat, isHeatUnread: read.heat === null }
}

async function readHeat(url: string): Promise<Heat> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  // The levels are numbers, not colours: nothing may bring them into the panel's colour space.
  const map = await createImageBitmap(await answer.blob(), { colorSpaceConversion: 'none' })
  const canvas = new OffscreenCanvas(map.width, map.height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('no canvas')
  context.drawImage(map, 0, 0)
  const { data } = context.getImageData(0, 0, map.width, map.height)
  return new ImageData(coloured(data, heatColours()), map.width, map.height)
}

interface HeatLayerProps {
  heat: Heat
  goldenWidth: number
  /** 0..1. */
  opacity: number
}

/** The score map over the golden or over the part that lies on it. */
export function HeatLayer({ heat, goldenWidth, opacity }: HeatLayerProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => canvas.current?.getContext('2d')?.putImageData(heat, 0, 0), [heat])
  const width = drawnWidth(heat.width, goldenWidth)
  return (
    <canvas
      ref={canvas}
      className={styles.layer}
      width={heat.width}
      height={heat.height}
      style={{ width, height: (heat.height * width) / heat.width, opacity }}
      data-heat=""
    />
  )
}
