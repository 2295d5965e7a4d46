import type { Point } from './geometry'
import type { LinkedView } from './linked-view'

/** Two taps are one gesture within this time and distance. */
const DOUBLE_TAP_MS = 300
const DOUBLE_TAP_PX = 30
/** A pointer that moved less has tapped. */
const TAP_PX = 8
const WHEEL_STEP = 0.0015
const LINE_PX = 16

/**
 * Lets fingers, pen, mouse and wheel move what `element` shows: one drags, two pinch, a double tap is 1:1.
 *
 * Returns what ends it.
 */
export function moveByHand(element: HTMLElement, view: LinkedView): () => void {
  const ending = new AbortController()
  const hand = new Hand(element, view)
  const options = { signal: ending.signal }
  element.addEventListener('pointerdown', (event) => hand.down(event), options)
  element.addEventListener('pointermove', (event) => hand.moved(event), options)
  element.addEventListener('pointerup', (event) => hand.up(event), options)
  element.addEventListener('pointercancel', (event) => hand.gone(event), options)
  element.addEventListener('wheel', (event) => hand.wheel(event), { ...options, passive: false })
  return () => ending.abort()
}

class Hand {
  private readonly fingers = new Map<number, Point>()
  private start: Point = { x: 0, y: 0 }
  private isTap = false
  private lastTap = { at: -Infinity, x: 0, y: 0 }

  constructor(
    private readonly element: HTMLElement,
    private readonly view: LinkedView,
  ) {}

  down(event: PointerEvent): void {
    if (event.button !== 0) return
    this.element.setPointerCapture(event.pointerId)
    this.start = this.placeOf(event)
    this.isTap = this.fingers.size === 0
    this.fingers.set(event.pointerId, this.start)
  }

  moved(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId)
    if (before === undefined) return
    const now = this.placeOf(event)
    if (distance(now, this.start) > TAP_PX) this.isTap = false
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1]
    this.fingers.set(event.pointerId, now)
    if (other === undefined) this.drag(before, now)
    else this.pinch(before, now, other)
  }

  up(event: PointerEvent): void {
    if (!this.fingers.has(event.pointerId)) return
    this.gone(event)
    if (this.isTap) this.tapped(this.placeOf(event), event.timeStamp)
  }

  gone(event: PointerEvent): void {
    this.fingers.delete(event.pointerId)
  }

  wheel(event: WheelEvent): void {
    event.preventDefault()
    const delta = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE_PX
    this.view.zoomBy(Math.exp(-delta * WHEEL_STEP), this.placeOf(event))
  }

  private drag(before: Point, now: Point): void {
    if (!this.isTap) this.view.panBy(now.x - before.x, now.y - before.y)
  }

  private pinch(before: Point, now: Point, other: Point): void {
    const apart = distance(before, other)
    if (apart === 0) return
    this.view.panBy((now.x - before.x) / 2, (now.y - before.y) / 2)
    this.view.zoomBy(distance(now, other) / apart, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 })
  }

  private tapped(point: Point, at: number): void {
    const isDouble = at - this.lastTap.at < DOUBLE_TAP_MS && distance(point, this.lastTap) < DOUBLE_TAP_PX
    this.lastTap = isDouble ? { at: -Infinity, x: 0, y: 0 } : { at, ...point }
    if (isDouble) this.view.toggle(point)
  }

  private placeOf(event: MouseEvent): Point {
    const { left, top } = this.element.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
