import { useEffect, useState } from 'react'

import type { Part } from '../api/model'
import { takeFirst } from './first-picture'
import { type Picture, PictureLoader } from './picture-loader'

/** The newest picture that can be shown while `part` is wanted; it may still be the picture of the part before. */
export function usePicture(part: Part | null): Picture | null {
  const [picture, setPicture] = useState<Picture | null>(takeFirst)
  const [loader] = useState(() => new PictureLoader(setPicture))
  const wish = part === null ? '' : `${part.seq} ${part.image}`
  useEffect(() => {
    if (part !== null) loader.want(part)
  }, [loader, wish])
  return picture
}
