import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { siteOf } from '@/lib/adapters/memory/site'
import { answerAsk } from '@/lib/engine/asks/asks'

async function purged(tags: readonly string[], times = 1) {
  const edge = createMemoryEdge({ outputs: [], answer: () => ({ body: '' }) })
  await edge.sync()
  const asker = { site: siteOf([]), bundle: 'page', call: undefined }
  const before = edge.engine.view.seq
  const purges = Array.from({ length: times }, () => ({ mode: 'invalidate', tags }) as const)
  const { reply } = await answerAsk(edge.engine, asker, { ask: 'purge', purges }, new Uint8Array())
  return { reply, rowCount: edge.engine.view.seq - before }
}

const tagsOf = (count: number) => Array.from({ length: count }, (_, index) => `tag-${index}`)

test('thousands of tags at a time are as many rows as selectors fit in', async () => {
  expect(await purged(tagsOf(129))).toEqual({ reply: { reply: 'done' }, rowCount: 2 })
  expect(await purged(tagsOf(8_192))).toEqual({ reply: { reply: 'done' }, rowCount: 64 })
})

test.each([
  ['of too many tags', tagsOf(8_193), 1],
  ['in too many purges', ['news'], 65],
])(
  'a question %s is refused whole: no function fills the journal that all projects share',
  async (_title, tags, times) => {
    expect(await purged(tags, times)).toEqual({
      reply: { reply: 'refused', message: 'A function purges 8192 tags at a time, and no more.' },
      rowCount: 0,
    })
  },
)

test('tags that no page can have cost no row', async () => {
  expect(await purged(['', 'x'.repeat(1_025), 'a\u0000', '\ud83c'])).toEqual({ reply: { reply: 'done' }, rowCount: 0 })
})
