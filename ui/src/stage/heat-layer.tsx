import { useEffect, useLayoutEffect, useRef, useState } from 'react'

import { coloured, drawnWidth, heatColours } from './heat'
import styles from './stage.module.css'

/** A score map in colours. */
export type Heat = ImageData

/** The score map at `url` in colours; null until it is there, where there is none, and where it cannot be read. */
export function useHeat(url: string | null): Heat | null {
  const [heat, setHeat] = useState<{ url: string; heat: Heat } | null>(null)
  useEffect(() => {
    if (url === null) return undefined
    let isWanted = true
    readHeat(url).then(
      (read) => isWanted && setHeat({ url, heat: read }),
      () => isWanted && setHeat(null),
    )
    return () => {
      isWanted = false
    }
  }, [url])
  return heat !== null && heat.url === url ? heat.heat : null
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
