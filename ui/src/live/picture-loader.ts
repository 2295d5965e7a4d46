import type { Part } from '../api/model'

/** The picture that can be shown of a part: its address, or why there is none. */
export type Picture = { part: Part; url: string } | { part: Part; url: null; why: WhyNoPicture; note: string }
export type WhyNoPicture = 'waiting' | 'notTaken' | 'notKept' | 'unread'

/** Resolves when the picture at `url` is decoded and can be painted at once. */
export type Decode = (url: string) => Promise<void>

const decodeInBrowser: Decode = async (url) => {
  const image = new Image()
  image.src = url
  await image.decode()
}

/** Where the picture of `part` is fetched for looking at. */
export function imageUrl(part: Part): string {
  return `/api/parts/${encodeURIComponent(part.part_id)}/image`
}

/** Where the raw frame of `part` is downloaded, bit for bit, as a PNG. */
export function rawUrl(part: Part): string {
  return `/api/parts/${encodeURIComponent(part.part_id)}/raw`
}

/** Why there is no picture of `part`; null where there is one. */
export function whyNoPicture(part: Part): WhyNoPicture | null {
  if (part.image === 'kept') return null
  if (part.image === 'waiting') return 'waiting'
  return part.width_px === 0 ? 'notTaken' : 'notKept'
}

/** The newest of `parts` (newest first) whose frame is on the disk or known to be missing; it may trail the line. */
export function newestSettled(parts: readonly Part[]): Part | null {
  return parts.find((part) => part.image !== 'waiting') ?? parts[0] ?? null
}

/**
 * Shows the picture of the part that is wanted now, one load at a time.
 *
 * A load that has begun is finished even when a newer part is wanted meanwhile, then the newest is next: on a fast
 * line pictures are skipped, but one always arrives.
 */
export class PictureLoader {
  private wanted: Part | null = null
  private busy = false

  constructor(
    private readonly show: (picture: Picture) => void,
    private readonly decode: Decode = decodeInBrowser,
  ) {}

  want(part: Part): void {
    this.wanted = part
    if (!this.busy) void this.follow()
  }

  private async follow(): Promise<void> {
    this.busy = true
    while (this.wanted !== null) {
      const part = this.wanted
      this.show(await this.load(part))
      if (this.wanted === part) this.wanted = null
    }
    this.busy = false
  }

  private async load(part: Part): Promise<Picture> {
    const why = whyNoPicture(part)
    if (why !== null) return { part, url: null, why, note: why === 'notKept' ? part.image_note : '' }
    const url = imageUrl(part)
    try {
      await this.decode(url)
      return { part, url }
    } catch {
      return { part, url: null, why: 'unread', note: '' }
    }
  }
}
