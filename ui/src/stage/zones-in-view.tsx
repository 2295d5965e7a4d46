import { useLayoutEffect, useRef } from 'react'

import type { Places, Region } from '../api/model'
import { onScreen, type View } from './geometry'
import type { LinkedView } from './linked-view'
import stage from './stage.module.css'
import styles from './zones-in-view.module.css'

/** What a letter of a name takes, and how high a line of it is: a name that has no room in its zone is not shown. */
const LETTER_PX = 9
const NAME_PX = 20

/** The zones of a recipe over a picture in the golden's frame; lines keep their width at any scale. */
export function ZonesInView({ places, view }: { places: Places; view: LinkedView }) {
  const shapes = useRef<SVGGElement>(null)
  const names = useRef<SVGGElement>(null)
  useLayoutEffect(
    () =>
      view.follow((at) => {
        shapes.current?.setAttribute('transform', `translate(${at.x} ${at.y}) scale(${at.scale})`)
        const texts = [...(names.current?.children ?? [])] as SVGTextElement[]
        places.zones.forEach((zone, index) => placeName(texts[index], zone, at))
      }),
    [places, view],
  )
  return (
    <svg className={stage.overlay} aria-hidden="true" data-zones="">
      <g ref={shapes}>
        {places.ignored.map((region, index) => (
          <Outline key={index} of={region} className={styles.ignored} />
        ))}
        {places.zones.map((zone) => (
          <g key={zone.name} data-zone={zone.name}>
            <Outline of={zone} className={styles.halo} />
            <Outline of={zone} className={styles.line} />
          </g>
        ))}
      </g>
      <g ref={names}>
        {places.zones.map((zone) => (
          <text key={zone.name} className={styles.name}>
            {zone.name}
          </text>
        ))}
      </g>
    </svg>
  )
}

function Outline({ of, className }: { of: Region; className: string | undefined }) {
  const { ellipse, polygon, bounds } = of
  if (ellipse !== null) {
    const { cx, cy, rx, ry, angle_deg } = ellipse
    return <ellipse cx={cx} cy={cy} rx={rx} ry={ry} transform={`rotate(${angle_deg} ${cx} ${cy})`} className={className} />
  }
  if (polygon.length > 0) return <polygon points={polygon.map(({ x, y }) => `${x},${y}`).join(' ')} className={className} />
  const { x0, y0, x1, y1 } = bounds
  return <rect x={x0} y={y0} width={x1 - x0} height={y1 - y0} className={className} />
}

function placeName(text: SVGTextElement | undefined, zone: Region, at: View): void {
  const { x, y, width, height } = onScreen(zone.bounds, at)
  const hasRoom = width >= zone.name.length * LETTER_PX && height >= NAME_PX
  text?.setAttribute('x', String(x + 4))
  text?.setAttribute('y', String(y + NAME_PX - 4))
  text?.setAttribute('visibility', hasRoom ? 'visible' : 'hidden')
}
