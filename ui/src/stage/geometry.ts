import type { Box } from '../api/model'

export interface Size {
  width: number
  height: number
}

/** A place in CSS pixels of the stage, or in image pixels. */
export interface Point {
  x: number
  y: number
}

/** Where an image lies on its stage: screen = image * scale + offset, in CSS pixels of the stage. */
export interface View {
  scale: number
  x: number
  y: number
}

/** A rectangle in CSS pixels of the stage. */
export interface ScreenBox {
  x: number
  y: number
  width: number
  height: number
}

/** The view that shows the whole image, centred and as large as the stage allows. */
export function fitView(stage: Size, image: Size): View {
  const scale = fitScale(stage, image)
  return { scale, x: (stage.width - image.width * scale) / 2, y: (stage.height - image.height * scale) / 2 }
}

/** The largest scale at which the whole image is seen. */
export function fitScale(stage: Size, image: Size): number {
  return Math.min(stage.width / image.width, stage.height / image.height)
}

/** Whether two images that lie side by side are seen larger than one below the other. */
export function isBetterInARow(room: Size, image: Size): boolean {
  const inARow = fitScale({ width: room.width / 2, height: room.height }, image)
  return inARow >= fitScale({ width: room.width, height: room.height / 2 }, image)
}

/** The view that shows the place `centre` of the image in the middle of the stage. */
export function centredView(stage: Size, centre: Point, scale: number): View {
  return { scale, x: stage.width / 2 - centre.x * scale, y: stage.height / 2 - centre.y * scale }
}

/** The place of the image that is seen at `point` of the stage. */
export function inImage(point: Point, view: View): Point {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale }
}

/** `view` at another scale, with the same place of the image at `point` of the stage. */
export function scaledAt(view: View, point: Point, scale: number): View {
  const held = inImage(point, view)
  return { scale, x: point.x - held.x * scale, y: point.y - held.y * scale }
}

/** `box`, half-open in image pixels (pixel i covers i to i + 1), on the stage. */
export function onScreen(box: Box, view: View): ScreenBox {
  return {
    x: box.x0 * view.scale + view.x,
    y: box.y0 * view.scale + view.y,
    width: (box.x1 - box.x0) * view.scale,
    height: (box.y1 - box.y0) * view.scale,
  }
}

/** `box` grown from its centre until no side is shorter than `least`: a small defect stays findable. */
export function noSmallerThan(box: ScreenBox, least: number): ScreenBox {
  const growX = Math.max(0, least - box.width)
  const growY = Math.max(0, least - box.height)
  return { x: box.x - growX / 2, y: box.y - growY / 2, width: box.width + growX, height: box.height + growY }
}
