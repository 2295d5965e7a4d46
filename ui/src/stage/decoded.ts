import type { Size } from './geometry'

/** The pair that is looked at, the one after it, and what was looked at before, so that going back is quick too. */
const HELD = 8
/** A golden that is still a draft may become another picture. */
const HELD_MS = 60_000

interface Held {
  /** Kept, because a browser forgets a picture that nothing on the page holds. */
  image: HTMLImageElement
  sinceMs: number
  size: Promise<Size | null>
}

const held = new Map<string, Held>()

/**
 * The size of the picture at `url` in its own pixels, once it can be painted; null where it cannot be read.
 *
 * The last few are held: what was fetched ahead is neither asked for nor decoded again when its turn comes.
 */
export function decoded(url: string): Promise<Size | null> {
  const known = held.get(url)
  held.delete(url)
  const wanted = known !== undefined && performance.now() - known.sinceMs < HELD_MS ? known : begin(url)
  held.set(url, wanted)
  for (const oldest of [...held.keys()].slice(0, -HELD)) held.delete(oldest)
  return wanted.size
}

function begin(url: string): Held {
  const image = new Image()
  image.src = url
  return { image, sinceMs: performance.now(), size: sizeOf(image, url) }
}

async function sizeOf(image: HTMLImageElement, url: string): Promise<Size | null> {
  try {
    await image.decode()
  } catch {
    // It may be there the next time.
    if (held.get(url)?.image === image) held.delete(url)
    return null
  }
  return { width: image.naturalWidth, height: image.naturalHeight }
}
