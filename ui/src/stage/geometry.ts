import type { Box } from '../api/model'

export interface Size {
  width: number
  height: number
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
  const scale = Math.min(stage.width / image.width, stage.height / image.height)
  return { scale, x: (stage.width - image.width * scale) / 2, y: (stage.height - image.height * scale) / 2 }
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
