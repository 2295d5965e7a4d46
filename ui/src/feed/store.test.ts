import { expect, test } from 'vitest'

import { makeLive, makePart } from '../testing/makers'
import { feedStore } from './store'

test('a snapshot that came beside the feed is taken once, and never over what the feed brought', () => {
  const before = feedStore.getState()
  feedStore.takeFirst(makeLive([makePart(2)]))
  feedStore.takeFirst(makeLive([makePart(1)]))
  expect([before, feedStore.getState()?.parts[0]?.seq]).toEqual([null, 2])
})
