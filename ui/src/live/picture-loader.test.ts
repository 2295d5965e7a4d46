import { expect, test } from 'vitest'

import { makePart } from '../testing/makers'
import { newestSettled, type Picture, PictureLoader } from './picture-loader'

/** Downloads that end when the test says so. */
function makeDownloads() {
  const open = new Map<string, { done: () => void; failed: () => void }>()
  const decode = (url: string) =>
    new Promise<void>((resolve, reject) => open.set(url, { done: resolve, failed: () => reject(new Error('410')) }))
  const finish = async (seq: number, how: 'done' | 'failed' = 'done') => {
    open.get(`/api/parts/${makePart(seq).part_id}/image`)?.[how]()
    await Promise.resolve().then(() => undefined)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { open, decode, finish }
}

function makeLoader() {
  const shown: Picture[] = []
  const downloads = makeDownloads()
  return { shown, downloads, loader: new PictureLoader((picture) => shown.push(picture), downloads.decode) }
}

test('a picture is shown once it can be painted', async () => {
  const { shown, downloads, loader } = makeLoader()
  loader.want(makePart(1))
  expect(shown).toEqual([])
  await downloads.finish(1)
  expect(shown.map((picture) => picture.url)).toEqual(['/api/parts/L3-000001/image'])
})

test('on a fast line pictures are skipped, but a load that began is shown and the newest is next', async () => {
  const { shown, downloads, loader } = makeLoader()
  for (const seq of [1, 2, 3]) loader.want(makePart(seq))
  await downloads.finish(1)
  await downloads.finish(3)
  expect(shown.map((picture) => picture.part.seq)).toEqual([1, 3])
})

test('never more than one picture is on its way', () => {
  const { downloads, loader } = makeLoader()
  for (const seq of [1, 2, 3]) loader.want(makePart(seq))
  expect(downloads.open.size).toBe(1)
})

test('a picture that cannot be read says so, and the next one still comes', async () => {
  const { shown, downloads, loader } = makeLoader()
  loader.want(makePart(1))
  loader.want(makePart(2))
  await downloads.finish(1, 'failed')
  await downloads.finish(2)
  expect(shown.map((picture) => picture.url ?? picture.why)).toEqual(['unread', '/api/parts/L3-000002/image'])
})

test('a picture that was not kept says why in the words of the line PC', async () => {
  const { shown, downloads, loader } = makeLoader()
  loader.want(makePart(1, { image: 'missing', image_note: 'the disk is full' }))
  await downloads.finish(1)
  expect(shown).toMatchObject([{ url: null, why: 'notKept', note: 'the disk is full' }])
})

test('a part that was never photographed is not told as a lost picture', async () => {
  const { shown, downloads, loader } = makeLoader()
  loader.want(makePart(1, { image: 'missing', width_px: 0, height_px: 0 }))
  await downloads.finish(1)
  expect(shown).toMatchObject([{ why: 'notTaken' }])
})

test('while the newest picture is on its way to the disk, the one before is shown', () => {
  expect(newestSettled([makePart(3, { image: 'waiting' }), makePart(2), makePart(1)])?.seq).toBe(2)
})
