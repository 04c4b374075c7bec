import { expect, test } from 'vitest'
import { type CallOptions, functionFixture } from '@/lib/adapters/functions/function-fixture'

/** As Next's launcher exports it: the handler, and a maker of handlers that tell of what they render. */
const NEXT_LIKE = `
  const seen = (req) => JSON.stringify(req.rawHeaders.filter((name) => name.startsWith('x-freshet')))
  module.exports = (req, res) => res.end('plain ' + seen(req))
  module.exports.getRequestHandlerWithMetadata = ({ onCacheEntryV2 }) => async (req, res) => {
    const kind = req.url === '/route' ? 'APP_ROUTE' : 'APP_PAGE'
    const segmentData = new Map([['/_tree', Buffer.from('tree')], ['/é/__PAGE__', Buffer.from('leaf')]])
    const value = { kind, postponed: 'état', rscData: Buffer.from('flight'), segmentData, status: 200 }
    if (req.url !== '/none' && (await onCacheEntryV2({ value, cacheControl: {} }, { url: req.url }))) return
    res.end('told ' + seen(req))
  }
`

const render: CallOptions = { purpose: 'render' }

async function partsOf(options: CallOptions) {
  await using fixture = await functionFixture({ 'index/index.js': NEXT_LIKE })
  const response = await fixture.invoke(options)
  if (response.kind === 'failed') throw new Error(response.message)
  let text = ''
  for await (const chunk of response.body) text += Buffer.from(chunk).toString()
  const parts = (await response.parts) ?? []
  return { text, parts: parts.map(({ kind, name, bytes }) => [kind, name, Buffer.from(bytes).toString()]) }
}

test('what a render makes beside its answer comes with it, and the function sees nothing of how', async () => {
  expect(await partsOf(render)).toEqual({
    text: 'told []',
    parts: [
      ['state', '', 'état'],
      ['rsc', '', 'flight'],
      ['segment', '/_tree', 'tree'],
      ['segment', '/é/__PAGE__', 'leaf'],
    ],
  })
})

test.each<[title: string, options: CallOptions, text: string]>([
  ['a render that tells of nothing', { ...render, url: '/none' }, 'told []'],
  ['what is no page', { ...render, url: '/route' }, 'told []'],
  ['a visitor, whatever they say,', { headers: [['x-freshet-parts', 'keep']] }, 'plain []'],
])('%s has an answer and no parts', async (_title, options, text) => {
  expect(await partsOf(options)).toEqual({ text, parts: [] })
})

test('the parts of each of many renders are its own', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `
      module.exports = () => {}
      module.exports.getRequestHandlerWithMetadata = ({ onCacheEntryV2 }) => async (req, res) => {
        await onCacheEntryV2({ value: { kind: 'APP_PAGE', postponed: req.url.repeat(2000) } }, {})
        res.end(req.url)
      }`,
  })
  const urls = Array.from({ length: 30 }, (_, index) => `/${index}`)
  const states = await Promise.all(
    urls.map(async (url) => {
      const response = await fixture.invoke({ ...render, url })
      if (response.kind === 'failed') throw new Error(response.message)
      for await (const _ of response.body);
      const [state] = (await response.parts) ?? []
      return Buffer.from(state?.bytes ?? []).toString()
    }),
  )
  expect(states).toEqual(urls.map((url) => url.repeat(2000)))
})
