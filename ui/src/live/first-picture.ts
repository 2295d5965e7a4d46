import type { Part } from '../api/model'
import { decoded } from '../stage/decoded'
import { imageUrl, type Picture, whyNoPicture } from './picture-loader'

let first: Picture | null = null
let isOver = false

/** Loads the picture of a part for the page that is on its way. */
export async function loadFirst(part: Part): Promise<void> {
  if (whyNoPicture(part) !== null) return
  const url = imageUrl(part)
  if ((await decoded(url)) !== null && !isOver) first = { part, url }
}

/** That picture, for the page that shows one first; null for every later page, and where it is not there yet. */
export function takeFirst(): Picture | null {
  const taken = isOver ? null : first
  isOver = true
  return taken
}
