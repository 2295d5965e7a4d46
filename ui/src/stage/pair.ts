import type { Part } from '../api/model'
import { imageUrl, whyNoPicture, type WhyNoPicture } from '../live/picture-loader'
import { decoded } from './decoded'
import type { Size } from './geometry'
import { cssOf } from './warp'

/** A part and its golden, decoded, so that both can be painted at once. */
export interface Pair {
  part: Part
  /** Address of the captured picture; null where there is none, and `why`. */
  captured: string | null
  why: WhyNoPicture | null
  /** Whether the picture is the small one, the larger having been removed. */
  isSmall: boolean
  /** Address of the golden; null where it cannot be read. */
  golden: string | null
  /** In whose coordinates both are shown: the golden's, unless the part could not be laid on it. */
  frame: 'golden' | 'capture'
  size: Size
  /** CSS transform that lays the captured picture on the golden; null where it stays as it was photographed. */
  laid: string | null
  /** Address of the score map, null where there is none. */
  map: string | null
}

export function goldenUrl(part: Part): string {
  const { product, revision } = part.provenance
  return `/api/goldens/${encodeURIComponent(product)}/${encodeURIComponent(revision)}/image`
}

const ofPart = (part: Part, what: 'thumbnail' | 'map') => `/api/parts/${encodeURIComponent(part.part_id)}/${what}`

/** Fetches and decodes everything that will be shown of `part`; what cannot be had is said in its place. */
export async function loadPair(part: Part): Promise<Pair> {
  const [golden, captured] = await Promise.all([decoded(goldenUrl(part)), capturedOf(part)])
  const warp = cssOf(part.alignment?.warp ?? [])
  const frame = golden !== null && warp !== null ? 'golden' : 'capture'
  const photographed = { width: part.width_px, height: part.height_px }
  return {
    part,
    ...captured,
    golden: golden === null ? null : goldenUrl(part),
    frame,
    size: golden !== null && (frame === 'golden' || part.width_px === 0) ? golden : photographed,
    laid: frame === 'golden' ? warp : null,
    map: part.score_map && frame === 'golden' ? ofPart(part, 'map') : null,
  }
}

async function capturedOf(part: Part): Promise<Pick<Pair, 'captured' | 'why' | 'isSmall'>> {
  const isSmall = !part.picture && part.thumbnail
  const why = part.picture || isSmall ? null : whyNoPicture(part)
  if (why !== null) return { captured: null, why, isSmall: false }
  const url = isSmall ? ofPart(part, 'thumbnail') : imageUrl(part)
  const size = await decoded(url)
  return size === null ? { captured: null, why: 'unread', isSmall: false } : { captured: url, why: null, isSmall }
}

/** Brings the pictures of `part` to this browser and decodes them, so that it can be shown at once. */
export function prefetch(part: Part): void {
  void loadPair(part).then(({ map }) => (map === null ? undefined : fetch(map)))
}
