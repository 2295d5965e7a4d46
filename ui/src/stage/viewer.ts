import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react'

import type { Part } from '../api/model'
import type { Shortcuts } from '../keys/use-shortcuts'
import { type ReadHeat, useHeat } from './heat-layer'
import { LinkedView } from './linked-view'
import type { Pair } from './pair'
import { usePair } from './use-pair'
import { type ReadZones, useZones } from './use-zones'

/** The ways to compare, in the order of their keys. */
export const MODES = ['side', 'flicker', 'swipe', 'difference'] as const
export type Mode = (typeof MODES)[number]

const OPACITY_STEP = 10
const ZOOM_STEP = 1.5
/** Both pictures in turn, each this long: one flash a second, a third of what is harmful. */
const FLICKER_MS = 500

/** How a person looks at parts; all of it stays when the next part comes, except which defect is looked at. */
export interface Look {
  mode: Mode
  isHeatShown: boolean
  areZonesShown: boolean
  /** All in percent. */
  heatOpacity: number
  brightness: number
  contrast: number
  swipe: number
}

const FIRST_LOOK: Look = {
  mode: 'side',
  isHeatShown: true,
  areZonesShown: false,
  heatOpacity: 35,
  brightness: 100,
  contrast: 100,
  swipe: 50,
}

/** What becomes of a look; a function where that depends on how it is when its turn comes. */
type Change = Partial<Look> | ((look: Look) => Partial<Look>)

export interface Viewer extends Look, ReadHeat, ReadZones {
  view: LinkedView
  pair: Pair | null
  /** Whether the pair on display is that of the part that is asked for. */
  isThere: boolean
  /** Whether only the golden is shown, because a person holds it or the pictures take turns. */
  isGoldenTurn: boolean
  holdGolden: (isHeld: boolean) => void
  change: (look: Change) => void
  chosen: number | null
  choose: (step: 1 | -1) => void
}

/** The viewer of a page: it looks at `part`. */
export function useViewer(part: Part | null): Viewer {
  const [view] = useState(() => new LinkedView())
  const [look, setLook] = useState(FIRST_LOOK)
  const [isHeld, holdGolden] = useState(false)
  const [chosen, setChosen] = useState<{ id: string; number: number } | null>(null)
  const pair = usePair(part)
  const read = useHeat(look.isHeatShown ? (pair?.map ?? null) : null)
  const zones = useZones(pair, look.areZonesShown)
  const isGoldenTurn = useTurns(look.mode === 'flicker') || isHeld
  const defects = pair?.part.defects ?? []
  const number = chosen !== null && chosen.id === pair?.part.part_id ? chosen.number : null
  const { width, height } = pair?.size ?? { width: 0, height: 0 }
  useLayoutEffect(() => {
    if (width > 0 && height > 0) view.setImage({ width, height })
  }, [view, width, height])
  const choose = (step: 1 | -1): void => {
    if (pair === null || defects.length === 0) return
    const first = step === 1 ? 0 : defects.length - 1
    const next = number === null ? first : (number + step + defects.length) % defects.length
    const defect = defects[next]
    setChosen({ id: pair.part.part_id, number: next })
    if (defect !== undefined) view.show(pair.frame === 'golden' ? defect.box_golden : defect.box_capture)
  }
  return {
    ...look,
    ...read,
    ...zones,
    view,
    pair,
    isThere: pair !== null && pair.part.part_id === part?.part_id,
    isGoldenTurn,
    holdGolden,
    change: (to) => setLook((before) => ({ ...before, ...(typeof to === 'function' ? to(before) : to) })),
    chosen: number,
    choose,
  }
}

/** What the keys do to a viewer; see `useShortcuts`. */
export function viewerKeys(viewer: Viewer): Shortcuts {
  const { view, change } = viewer
  const fade = (by: number) => change(({ heatOpacity }) => ({ heatOpacity: Math.min(100, Math.max(0, heatOpacity + by)) }))
  const compare = (mode: Mode) => () => canCompare(viewer, mode) && change({ mode })
  return {
    n: () => viewer.choose(1),
    p: () => viewer.choose(-1),
    h: () => change(({ isHeatShown }) => ({ isHeatShown: !isHeatShown })),
    z: () => change(({ areZonesShown }) => ({ areZonesShown: !areZonesShown })),
    '[': () => fade(-OPACITY_STEP),
    ']': () => fade(OPACITY_STEP),
    '+': () => view.zoomBy(ZOOM_STEP),
    '=': () => view.zoomBy(ZOOM_STEP),
    '-': () => view.zoomBy(1 / ZOOM_STEP),
    '0': () => view.fit(),
    '9': () => view.oneToOne(),
    ...Object.fromEntries(MODES.map((mode, index) => [String(index + 1), compare(mode)])),
  }
}

/** Whether two pictures can be laid on each other: both are there, and the part lies on its golden. */
export function canCompare({ pair }: Viewer, mode: Mode): boolean {
  return mode === 'side' || (pair !== null && pair.captured !== null && pair.laid !== null)
}

/** The way in which the pair is compared: side by side where the chosen way cannot be had. */
export function modeOf(viewer: Viewer): Mode {
  return canCompare(viewer, viewer.mode) ? viewer.mode : 'side'
}

export { ZOOM_STEP }

/** Whether it is the golden's turn, changing by itself while `isOn`; never where a person asked for less motion. */
function useTurns(isOn: boolean): boolean {
  const [isTurn, setTurn] = useState(false)
  const isStill = useStill()
  const isRunning = isOn && !isStill
  useEffect(() => {
    setTurn(false)
    if (!isRunning) return undefined
    const timer = setInterval(() => setTurn((turn) => !turn), FLICKER_MS)
    return () => clearInterval(timer)
  }, [isRunning])
  return isRunning && isTurn
}

/** Whether this person asked for less motion. */
export function useStill(): boolean {
  return useSyncExternalStore(followStill, () => matchMedia(STILL).matches)
}

const STILL = '(prefers-reduced-motion: reduce)'

function followStill(listener: () => void): () => void {
  const query = matchMedia(STILL)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
