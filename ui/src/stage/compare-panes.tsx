import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

import unread from '../app/unread.module.css'
import { BoxesInView } from './boxes-in-view'
import styles from './compare-panes.module.css'
import { isBetterInARow, type Size } from './geometry'
import { moveByHand } from './gestures'
import { HeatLayer } from './heat-layer'
import type { Pair } from './pair'
import stage from './stage.module.css'
import { SwipeHandle } from './swipe-handle'
import { modeOf, type Viewer } from './viewer'
import { World } from './world'
import { ZonesInView } from './zones-in-view'

const PAN_SHARE = 0.1

/** The captured part and its golden in the way that is chosen, both moved by one view. */
export function ComparePanes({ viewer }: { viewer: Viewer }) {
  const place = useRef<HTMLDivElement>(null)
  const { pair } = viewer
  const size = pair?.size ?? null
  const inARow = useInARow(place, size)
  return (
    <div ref={place} className={styles.panes} data-row={inARow} data-there={viewer.isThere} data-mode={modeOf(viewer)}>
      {pair === null ? <Loading /> : <Panes viewer={viewer} pair={pair} />}
      {viewer.isHeatUnread ? <HeatUnread /> : null}
    </div>
  )
}

interface PanesProps {
  viewer: Viewer
  pair: Pair
}

function Panes({ viewer, pair }: PanesProps) {
  const { t } = useTranslation()
  const mode = modeOf(viewer)
  const { product, revision } = pair.part.provenance
  const golden = t('image.goldenOf', { product, revision })
  const captured = pair.isSmall ? t('viewer.small') : t('image.captured')
  const shown = viewer.isGoldenTurn ? golden : captured
  if (mode === 'side') {
    return (
      <>
        <Pane viewer={viewer} pair={pair} name={shown} isMeasured>
          <Pictures viewer={viewer} pair={pair} show={viewer.isGoldenTurn ? 'golden' : 'captured'} />
        </Pane>
        <Pane viewer={viewer} pair={pair} name={golden}>
          <Pictures viewer={viewer} pair={pair} show="golden" />
        </Pane>
      </>
    )
  }
  const names = { flicker: shown, swipe: `${captured} | ${golden}`, difference: t('viewer.differenceOf', { golden }) }
  return (
    <Pane viewer={viewer} pair={pair} name={viewer.isGoldenTurn ? golden : names[mode]} isMeasured>
      <Pictures viewer={viewer} pair={pair} show={viewer.isGoldenTurn ? 'golden' : SHOWS[mode]} />
      {mode === 'swipe' ? <GoldenBeyond viewer={viewer} pair={pair} /> : null}
    </Pane>
  )
}

const SHOWS = { flicker: 'captured', swipe: 'captured', difference: 'difference' } as const

interface PaneProps {
  viewer: Viewer
  pair: Pair
  name: string
  isMeasured?: boolean
  children: ReactNode
}

function Pane({ viewer, pair, name, isMeasured = false, children }: PaneProps) {
  const { t } = useTranslation()
  const ground = useGround(viewer, isMeasured)
  const pan = (x: number, y: number) => {
    const { clientWidth, clientHeight } = ground.current ?? { clientWidth: 0, clientHeight: 0 }
    viewer.view.panBy(x * clientWidth * PAN_SHARE, y * clientHeight * PAN_SHARE)
  }
  const arrows: Record<string, () => void> = {
    ArrowLeft: () => pan(1, 0),
    ArrowRight: () => pan(-1, 0),
    ArrowUp: () => pan(0, 1),
    ArrowDown: () => pan(0, -1),
  }
  return (
    <figure className={styles.pane}>
      <figcaption className={styles.name} title={name} data-turn={viewer.isGoldenTurn ? 'golden' : 'captured'}>
        {name}
      </figcaption>
      <div
        ref={ground}
        className={`${stage.stage} ${styles.ground}`}
        role="group"
        tabIndex={0}
        aria-label={t('viewer.stage', { name })}
        onKeyDown={(event) => {
          const act = event.target === event.currentTarget ? arrows[event.key] : undefined
          if (act === undefined) return
          event.preventDefault()
          act()
        }}
      >
        {children}
        {viewer.zones === null ? null : <ZonesInView places={viewer.zones} view={viewer.view} />}
        <BoxesInView defects={pair.part.defects} frame={pair.frame} view={viewer.view} chosen={viewer.chosen} />
      </div>
    </figure>
  )
}

interface PicturesProps extends PanesProps {
  show: 'captured' | 'golden' | 'difference'
}

/** The pictures of one pane, one upon the other; which is seen changes at once, for both stay painted. */
function Pictures({ viewer, pair, show }: PicturesProps) {
  const { t } = useTranslation()
  const { part, captured, golden, laid, size } = pair
  const label = t('image.label', { id: part.part_id })
  const photographed = { width: part.width_px, height: part.height_px }
  const isCapturedSeen = show !== 'golden'
  if (captured === null && isCapturedSeen) return <Placard pair={pair} />
  if (golden === null && show === 'golden') return <p className={styles.placard}>{t('viewer.noGolden')}</p>
  return (
    <World view={viewer.view} filter={filterOf(viewer)}>
      {golden === null || (laid === null && isCapturedSeen) ? null : (
        <img
          className={stage.layer}
          src={golden}
          alt={isCapturedSeen ? '' : t('image.golden')}
          style={{ ...(laid === null ? {} : size), visibility: show === 'captured' ? 'hidden' : 'visible' }}
          draggable={false}
          data-golden=""
        />
      )}
      {captured === null || (laid === null && !isCapturedSeen) ? null : (
        <img
          className={stage.layer}
          src={captured}
          alt={isCapturedSeen ? label : ''}
          style={{
            ...photographed,
            transform: laid ?? undefined,
            visibility: isCapturedSeen ? 'visible' : 'hidden',
            mixBlendMode: show === 'difference' ? 'difference' : 'normal',
          }}
          draggable={false}
          data-captured=""
        />
      )}
      {viewer.heat !== null && isCapturedSeen && captured !== null ? (
        <HeatLayer heat={viewer.heat} goldenWidth={size.width} opacity={viewer.heatOpacity / 100} />
      ) : null}
    </World>
  )
}

/** The golden to the right of the swipe's handle. */
function GoldenBeyond({ viewer, pair }: { viewer: Viewer; pair: Pair }) {
  if (pair.golden === null) return null
  return (
    <>
      <div className={styles.beyond} style={{ clipPath: `inset(0 0 0 ${viewer.swipe}%)` }} data-beyond="">
        <World view={viewer.view} filter={filterOf(viewer)}>
          <img className={stage.layer} src={pair.golden} alt="" style={pair.size} draggable={false} />
        </World>
      </div>
      <SwipeHandle at={viewer.swipe} move={(swipe) => viewer.change({ swipe })} />
    </>
  )
}

/** Why there is no picture, in its place. */
function Placard({ pair }: { pair: Pair }) {
  const { t } = useTranslation()
  const why = pair.why ?? 'unread'
  return (
    <p className={styles.placard} data-why={why}>
      {t(`image.${why}`)} {why === 'notKept' ? <span lang="en">{pair.part.image_note}</span> : null}
    </p>
  )
}

/** On the pictures, where it is seen: what has no colour there may have a defect. */
function HeatUnread() {
  const { t } = useTranslation()
  return (
    <p className={`${unread.unread} ${styles.over}`} role="alert">
      {t('viewer.heatUnread')}
    </p>
  )
}

function Loading() {
  const { t } = useTranslation()
  return <p className={styles.loading}>{t('image.loading')}</p>
}

/** Nothing where nothing was changed: a filter over a large picture costs time in each frame. */
function filterOf({ brightness, contrast }: Viewer): string | undefined {
  return brightness === 100 && contrast === 100 ? undefined : `brightness(${brightness}%) contrast(${contrast}%)`
}

/** What hands move; the first one tells the view how much room there is. */
function useGround({ view }: Viewer, isMeasured: boolean) {
  const ground = useRef<HTMLDivElement>(null)
  useEffect(() => (ground.current === null ? undefined : moveByHand(ground.current, view)), [view])
  useSize(ground, (room) => isMeasured && view.setRoom(room))
  return ground
}

function useInARow(place: React.RefObject<HTMLDivElement | null>, image: Size | null): boolean {
  const [room, setRoom] = useState<Size>({ width: 2, height: 1 })
  useSize(place, setRoom)
  return image === null || isBetterInARow(room, image)
}

function useSize(place: React.RefObject<HTMLDivElement | null>, tell: (size: Size) => void): void {
  useLayoutEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const measure = () => tell({ width: element.clientWidth, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
}
