import { expect, test } from 'vitest'
import { HOST, prerenderAt, siteOf, TOKEN } from '@/lib/adapters/memory/site'
import { Chance } from '@/lib/engine/contract-tests/chance'
import type { PrerenderConfig } from '@/lib/engine/deployment'
import { compileCondition } from '@/lib/engine/routing/conditions'
import { admit, memberTarget } from '@/lib/engine/steps/admit'
import { resolve } from '@/lib/engine/steps/resolve'

const NEXT_ACTION = compileCondition({ type: 'header', key: 'Next-Action', value: null })

type Asked = {
  readonly config?: Partial<PrerenderConfig>
  readonly headers?: Readonly<Record<string, string>>
  readonly method?: string
  readonly host?: string
}

function admitted(target: string, { config = {}, headers = {}, method = 'GET', host = HOST }: Asked = {}) {
  const outputs = [prerenderAt('/page', config), prerenderAt('/items/[id]', { allowQuery: ['id'], ...config })]
  const site = { ...siteOf(outputs), domain: host }
  const rawHeaders = ['Host', host, ...Object.entries(headers).flat()]
  const connection = { protocol: 'http', clientIp: '127.0.0.1', body: null } as const
  const resolved = resolve(site, { method, host, authority: host, target, rawHeaders, ...connection })
  if (resolved.kind !== 'target') throw new Error('does not resolve')
  const { resolution } = resolved.target
  if (resolution.kind !== 'output' || resolution.output.kind !== 'prerender') throw new Error('is no prerender')
  return admit(resolved.target, method, resolution, resolution.output)
}

function idOf(target: string, asked: Asked = {}) {
  const admission = admitted(target, asked)
  if (admission.kind !== 'cache') throw new Error(`is ${admission.kind}`)
  return admission.prerender.id
}

test('different pages, queries, paths and domains never share a key', () => {
  const all = { config: { allowQuery: null } }
  const keys = [
    idOf('/page'),
    idOf('/page', { host: 'other.test' }),
    idOf('/items/1'),
    idOf('/items/2'),
    idOf('/page?a=1', all),
    idOf('/page?a=1&b=2', all),
    idOf('/page?a=1%26b=2', all),
    idOf('/page?a=2&a=1', all),
    idOf('/page?a=1&a=2', all),
    idOf('/page?a=1;b=2', all),
  ].map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
})

test('the order of names does not matter, that of values does', () => {
  const all = { config: { allowQuery: null } }
  expect(idOf('/page?b=2&a=1', all).key).toBe(idOf('/page?a=1&b=2', all).key)
  expect(idOf('/page?a=2&a=1', all).key).not.toBe(idOf('/page?a=1&a=2', all).key)
})

test('T4 query.cloak: equal keys mean an equal query for the function, however it was cloaked', () => {
  const config = { allowQuery: ['q'], passQuery: true }
  const chance = new Chance(4)
  const cloaked = Array.from({ length: 500 }, () => `/page?${chance.text('qQ=&;+ab%26%3d[]'.replace('%', ''), 12)}`)
  for (const target of ['/page?q=a&utm=1', '/page?utm=2&q=a', '/page?q=a;utm=3', '/page?Q=b&q=a', ...cloaked]) {
    const admission = admitted(target, { config })
    if (admission.kind !== 'cache') throw new Error('is not for the cache')
    const { id, query } = admission.prerender
    expect(id.query).toBe(query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&'))
  }
})

test.each([
  ['the token revalidates on demand', { headers: { 'x-prerender-revalidate': TOKEN } }, 'on_demand'],
  ['also by HEAD', { headers: { 'x-prerender-revalidate': TOKEN }, method: 'HEAD' }, 'on_demand'],
  ['not by POST', { headers: { 'x-prerender-revalidate': TOKEN }, method: 'POST' }, 'bypass method'],
  ['a wrong token is nothing', { headers: { 'x-prerender-revalidate': `${TOKEN.slice(0, -1)}x` } }, 'cache'],
  ['a prefix of it is nothing', { headers: { 'x-prerender-revalidate': TOKEN.slice(0, -1) } }, 'cache'],
  [
    'without a token in the config none is right',
    { headers: { 'x-prerender-revalidate': 'null' }, config: { bypassToken: null } },
    'cache',
  ],
  ['the draft cookie bypasses', { headers: { cookie: `__prerender_bypass=${TOKEN}` } }, 'bypass draft_mode'],
  [
    'the token wins over the cookie',
    { headers: { cookie: `__prerender_bypass=${TOKEN}`, 'x-prerender-revalidate': TOKEN } },
    'on_demand',
  ],
  [
    'a condition of the config bypasses',
    { headers: { 'next-action': 'x' }, config: { bypassFor: [NEXT_ACTION] } },
    'bypass prerender_bypass',
  ],
  ['and does not without it', { config: { bypassFor: [NEXT_ACTION] } }, 'cache'],
] as const)('%s', (_title, asked, expected) => {
  const admission = admitted('/page', asked)
  expect(admission.kind === 'bypass' ? `bypass ${admission.reason}` : admission.kind).toBe(expected)
})

test('members of a group share the group and differ in the key', () => {
  const admission = admitted('/page')
  if (admission.kind !== 'cache') throw new Error('is not for the cache')
  const data = memberTarget(admission.prerender, prerenderAt('/page.rsc', {}, { variant: 'rsc' }))
  expect(data.id.groupKey).toBe(admission.prerender.id.groupKey)
  expect(data.id.path).toBe('/page')
  expect(data.id.key).not.toBe(admission.prerender.id.key)
})
