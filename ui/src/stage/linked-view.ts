import type { Box } from '../api/model'
import { centredView, fitScale, fitView, inImage, type Point, scaledAt, type Size, type View } from './geometry'

/** A pixel this large shows what there is to see of it. */
export const LARGEST_SCALE = 32
/** A defect that is zoomed to fills this share of the stage, and no pixel gets larger than this. */
const DEFECT_SHARE = 0.3
const DEFECT_SCALE = 6

const NOTHING: Size = { width: 0, height: 0 }

/**
 * Which part of the image is seen, the same on every stage that shows it.
 *
 * It lives outside React: moving it touches the elements that follow it and draws no component again. It is told in
 * places of the image, so it survives a stage of another size and goes on to the next part.
 */
export class LinkedView {
  private room = NOTHING
  private image = NOTHING
  /** Null while the whole image is seen. */
  private near: { centre: Point; scale: number } | null = null
  private readonly listeners = new Set<(view: View) => void>()
  private frame = 0

  get view(): View {
    if (this.room.width === 0 || this.image.width === 0) return { scale: 1, x: 0, y: 0 }
    return this.near === null ? fitView(this.room, this.image) : centredView(this.room, this.near.centre, this.near.scale)
  }

  /** Calls `listener` now, and whenever the view has changed, once a frame at most. */
  readonly follow = (listener: (view: View) => void): (() => void) => {
    this.listeners.add(listener)
    listener(this.view)
    return () => this.listeners.delete(listener)
  }

  setRoom(room: Size): void {
    this.room = room
    this.tell()
  }

  /** Another image of the same size is seen in the same place; another size is seen whole. */
  setImage(image: Size): void {
    if (image.width !== this.image.width || image.height !== this.image.height) this.near = null
    this.image = image
    this.tell()
  }

  panBy(dx: number, dy: number): void {
    const { scale, x, y } = this.view
    this.take({ scale, x: x + dx, y: y + dy })
  }

  /** Zooms by `factor`, holding what is seen at `point` of the stage, in the middle where none is given. */
  zoomBy(factor: number, point: Point = this.middle): void {
    const least = fitScale(this.room, this.image)
    const scale = Math.min(LARGEST_SCALE, Math.max(least, this.view.scale * factor))
    if (scale === least) this.fit()
    else this.take(scaledAt(this.view, point, scale))
  }

  fit(): void {
    this.near = null
    this.changed()
  }

  /** Shows each pixel of the image as one pixel of the panel. */
  oneToOne(point: Point = this.middle): void {
    this.take(scaledAt(this.view, point, 1 / devicePixelRatio))
  }

  /** Zooms in to 1:1 at `point`, or back out. */
  toggle(point: Point): void {
    if (this.near === null) this.oneToOne(point)
    else this.fit()
  }

  /** Shows a box of the image with what lies around it. */
  show(box: Box): void {
    const size = { width: (box.x1 - box.x0) / DEFECT_SHARE, height: (box.y1 - box.y0) / DEFECT_SHARE }
    const least = fitScale(this.room, this.image)
    const scale = Math.max(least, Math.min(DEFECT_SCALE, fitScale(this.room, size)))
    this.near = { centre: { x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2 }, scale }
    this.changed()
  }

  private get middle(): Point {
    return { x: this.room.width / 2, y: this.room.height / 2 }
  }

  private take(view: View): void {
    const { x, y } = inImage(this.middle, view)
    const centre = { x: within(x, this.image.width), y: within(y, this.image.height) }
    this.near = { centre, scale: view.scale }
    this.changed()
  }

  /** A pointer reports more often than a panel is drawn. */
  private changed(): void {
    if (this.frame !== 0) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      this.tell()
    })
  }

  private tell(): void {
    for (const listener of this.listeners) listener(this.view)
  }
}

function within(at: number, size: number): number {
  return Math.min(size, Math.max(0, at))
}
