import { expect, test, vi } from 'vitest'

import { makePart } from '../testing/makers'
import { loadFirst, takeFirst } from './first-picture'

test('the picture that came with the first load is shown by the first page, never by one that is opened later', async () => {
  vi.stubGlobal('Image', class { naturalWidth = 640; decode = () => Promise.resolve() })
  await loadFirst(makePart(2, { image: 'kept' }))
  expect([takeFirst()?.part.seq, takeFirst()]).toEqual([2, null])
  await loadFirst(makePart(3, { image: 'kept' }))
  expect(takeFirst()).toBeNull()
  vi.unstubAllGlobals()
})
