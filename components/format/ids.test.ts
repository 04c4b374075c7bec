import { expect, test } from 'vitest'
import { shortId } from '@/components/format/ids'

test.each([
  ['edg_82003485121d81c9330aa7067ecc1bd0', 'edg_82003485…'],
  ['dpl_qa5ewesvqt5j', 'dpl_qa5ewesvqt5j'],
  ['82003485121d81c9', '82003485…'],
])('%s is shown as %s', (id, shown) => {
  expect(shortId(id)).toBe(shown)
})
