import { expect, test } from 'vitest'
import { HOST, prerenderAt, siteOf, TOKEN } from '@/lib/adapters/memory/site'
import { resolve } from '@/lib/engine/steps/resolve'

const site = siteOf([prerenderAt('/page')])

function resolved(target: string, headers: Readonly<Record<string, string>> = {}) {
  const rawHeaders = ['Host', HOST, ...Object.entries(headers).flat()]
  const connection = { protocol: 'http', clientIp: '127.0.0.1', body: null } as const
  return resolve(site, { method: 'GET', host: HOST, authority: HOST, target, rawHeaders, ...connection })
}

function targetOf(...of: Parameters<typeof resolved>) {
  const found = resolved(...of)
  if (found.kind !== 'target') throw new Error(found.reason)
  return found.target
}

test.each([
  'x-matched-path',
  'X-Now-Route-Matches',
  'x-vercel-deployment-url',
  'x-invoke-path',
  'x-middleware-subrequest',
  'x-nextjs-cache',
  'next-resume',
  'x-astro-path',
  'x-forwarded-host',
  'X-Forwarded-Proto',
  'forwarded',
  'x-original-url',
  'x-rewrite-url',
  'x-http-method-override',
  'x-invocation-id',
  'x-prerender-revalidate',
  'X-React-Router-SPA-Mode',
])('T8 internal.names: the internal header %s from outside is gone', (name) => {
  expect([...targetOf('/page', { [name]: 'evil' }).headers.entries()].map(([kept]) => kept)).toEqual(['host'])
})

test.each(['__pathname', '__isr_route', 'x_astro_path', '__nextDataReq', '__nextLocale', 'nxtPslug', 'nxtIid'])(
  'T8 internal.names: the internal query name %s from outside is gone',
  (name) => {
    expect(targetOf(`/page?${name}=/evil&q=1`).query).toEqual([['q', '1']])
  },
)

test('what a client of the framework needs stays', () => {
  const { headers } = targetOf('/page', { 'x-nextjs-data': '1', rsc: '1', accept: 'text/html' })
  expect([headers.get('x-nextjs-data'), headers.get('rsc'), headers.get('accept')]).toEqual(['1', '1', 'text/html'])
})

test('T19: secrets are kept aside for the cache', () => {
  const { secrets, headers } = targetOf('/page', {
    'x-prerender-revalidate': TOKEN,
    'x-prerender-revalidate-if-generated': '1',
    cookie: 'a=1; __prerender_bypass=draft',
  })
  expect(secrets).toEqual({ revalidateToken: TOKEN, onlyIfGenerated: true, draftCookie: 'draft', granted: new Set() })
  expect(headers.get('x-prerender-revalidate')).toBeUndefined()
})

test.each(['//evil.test/../x', '/a/..%2fb', '/%00', '/a\\b', '/%ff', '/a#b'])('%s is no address', (target) => {
  expect(resolved(target).kind).toBe('bad_target')
})
