import { useEffect, useState } from 'react'

import type { Part } from '../api/model'
import { takeFirst } from './first-picture'
import { type Picture, PictureLoader } from './picture-loader'

const AGAIN_MS = 5_000

/**
 * The newest picture that can be shown while `part` is wanted; it may still be the picture of the part before.
 *
 * One that could not be read is asked for again while it is wanted: contact may be back.
 */
export function usePicture(part: Part | null): Picture | null {
  const [picture, setPicture] = useState<Picture | null>(takeFirst)
  const [loader] = useState(() => new PictureLoader(setPicture))
  const wish = part === null ? '' : `${part.seq} ${part.image}`
  useEffect(() => {
    if (part !== null) loader.want(part)
  }, [loader, wish])
  useEffect(() => {
    if (part === null || picture === null || picture.url !== null || picture.why !== 'unread') return undefined
    const timer = setTimeout(() => loader.want(part), AGAIN_MS)
    return () => clearTimeout(timer)
  }, [loader, picture, wish])
  return picture
}
