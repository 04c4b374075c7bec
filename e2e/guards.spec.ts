import { randomBytes } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type APIRequestContext, expect } from '@playwright/test'
import { z } from 'zod'
import { type Endpoint, requestFor } from '@/lib/contract/endpoint'
import { endpoints } from '@/lib/contract/endpoints'
import { EMPTY_BUILD, SHAPES, sampleInput } from '@/lib/server/api/testing'
import { ROOT } from '../scripts/steps.ts'
import { FRESHET, freshet, OWNER, type Site, test } from './freshet.ts'

// What a built Next answers, with its router, its flight data and its prefetches, which tests of the code alone do not see.

/** Pages that are seen before signing in; lib/server/pages.test.ts says why. */
const OPEN = ['/docs/failure-modes', '/invitation', '/set-up', '/sign-in']

const FIVE = (name: string) => Array.from({ length: 5 }, () => name).join(':')

type Way = {
  readonly headers?: Readonly<Record<string, string>>
  readonly path?: (path: string) => string
  readonly query?: string
  readonly method?: 'GET' | 'POST'
}

/** What frameworks of this family were once got round by, and what their own clients send. */
const WAYS = ({ project }: Site, buildId: string): Readonly<Record<string, Way>> => ({
  'nothing of the sort': {},
  'a sub-request of a middleware': { headers: { 'x-middleware-subrequest': FIVE('middleware') } },
  'a sub-request of a middleware in src': { headers: { 'x-middleware-subrequest': FIVE('src/middleware') } },
  'a sub-request of a proxy': { headers: { 'x-middleware-subrequest': FIVE('proxy') } },
  'what a middleware tells the server': { headers: { 'x-middleware-next': '1', 'x-middleware-rewrite': '/account' } },
  'what an old router tells its renderer': {
    headers: { 'x-invoke-path': '/account', 'x-invoke-status': '200', 'x-matched-path': '/account' },
  },
  'the flight data of the page': { headers: { rsc: '1' }, query: '_rsc=1abcd' },
  'a prefetch': { headers: { rsc: '1', 'next-router-prefetch': '1', 'next-url': '/' }, query: '_rsc=1abcd' },
  'a prefetch of segments': {
    headers: { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  },
  'the file of the flight data': { path: (path) => `${path}.rsc` },
  'the file of a segment': { path: (path) => `${path}.segments/_tree.segment.rsc` },
  'data of the pages router': {
    headers: { 'x-nextjs-data': '1' },
    path: (path) => `/_next/data/${buildId}${path}.json`,
  },
  'parameters of the router': { query: `nxtPproject=${project}&nxtPid=1&__nextDataReq=1` },
  'another language': { path: (path) => `/de${path}`, headers: { 'accept-language': 'de' } },
  'another language as a parameter': { query: '__nextLocale=de&__nextDefaultLocale=en' },
  'an action': { method: 'POST', headers: { 'next-action': 'a'.repeat(42), 'content-type': 'text/plain' } },
  'a cookie of nobody': { headers: { cookie: `freshet_session=${'a'.repeat(43)}` } },
  'a proxy that nobody runs': { headers: { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost' } },
})

function pagesOf(site: Site): readonly string[] {
  const files = globSync('app/**/page.tsx', { cwd: ROOT }).map((file) => `/${file}`.replace(/^\/app|\/page\.tsx$/g, ''))
  return files.filter((path) => !OPEN.includes(path)).map((path) => path.replace('[project]', site.project) || '/')
}

function asked(path: string, { path: name = (same) => same, query = '' }: Way): string {
  return `${name(path)}${query && (path.includes('?') ? '&' : '?')}${query}`
}

/** What only who is signed in may see: it stands on pages of the site, and in no address. */
async function makeSecrets({ project, deploy }: Site): Promise<readonly string[]> {
  const variable = `SEEN_${randomBytes(4).toString('hex').toUpperCase()}`
  expect(await freshet(['env', 'set', variable, 'x', '--project', project])).toMatchObject({ code: 0 })
  return [variable, await deploy('second', '--prod'), OWNER.email]
}

async function stranger(playwright: { readonly request: { newContext(options: object): Promise<APIRequestContext> } }) {
  return playwright.request.newContext({ baseURL: FRESHET.E2E_BASE_URL, storageState: { cookies: [], origins: [] } })
}

test('T25: no page of the built dashboard shows anything to who is not signed in, by whichever way it is asked for', async ({
  page,
  site,
  playwright,
}) => {
  test.setTimeout(240_000)
  const secrets = await makeSecrets(site)
  const told = (text: string) => secrets.filter((secret) => text.includes(secret))
  const buildId = readFileSync(join(ROOT, '.next/BUILD_ID'), 'utf8').trim()
  const pages = pagesOf(site)
  expect(pages.length).toBeGreaterThan(20)
  const anybody = await stranger(playwright)
  for (const path of pages) {
    // They are there to be seen: otherwise what follows could not fail.
    expect.soft(told(await (await page.request.get(path)).text()), path).not.toEqual([])
    for (const [name, way] of Object.entries(WAYS(site, buildId))) {
      const { method = 'GET', headers = {} } = way
      const response = await anybody.fetch(asked(path, way), { method, headers, maxRedirects: 0 })
      expect.soft(told(await response.text()), `${path} by ${name}`).toEqual([])
      expect.soft(response.status(), `${path} by ${name}`).toBeLessThan(500)
      if (name !== 'nothing of the sort') continue
      expect.soft([response.status(), response.headers().location], path).toEqual([307, '/sign-in'])
    }
  }
  await anybody.dispose()
})

test('T25: no call of the built API is answered to who is not signed in, by whichever way it is made', async ({
  site,
  playwright,
}) => {
  test.setTimeout(240_000)
  const { project, domain } = site
  const [, deployment] = await makeSecrets(site)
  const named = { project, domain, host: domain, seq: 1, url: `http://${domain}/`, origin: 'https://a.internal' }
  const more = { password: 'x'.repeat(12), secret: 'x'.repeat(43), group: 'shops', versionBudgetBytes: 2_000_000 }
  const samples = {
    byName: { ...named, ...more, provider: 'vercel', plan: 'pro', region: 'iad1', upload: EMPTY_BUILD },
    instant: new Date(Date.now() + 86_400_000).toISOString(),
    texts: [deployment ?? '', ...SHAPES],
  }
  const calls: readonly (readonly [string, Endpoint])[] = Object.entries(endpoints)
  const guarded = calls.filter(([, { scope }]) => scope !== 'public')
  expect(guarded.length).toBeGreaterThan(80)
  const anybody = await stranger(playwright)
  const answered: string[] = []
  for (const [name, way] of Object.entries(WAYS(site, 'none'))) {
    // Calls have neither files nor a language.
    if (way.path !== undefined) continue
    for (const [call, endpoint] of guarded) {
      const { method, url, json } = requestFor(endpoint, sampleInput(endpoint, samples))
      const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json', ...way.headers }
      const body = method === 'GET' || json === null ? {} : { data: json }
      const response = await anybody.fetch(asked(url, { query: way.query ?? '' }), { method, headers, ...body })
      if (response.status() !== 401) answered.push(`${call} by ${name}: ${response.status()}`)
    }
  }
  expect(answered).toEqual([])
  await anybody.dispose()
})

test('T25: the built dashboard has no server actions, which would be calls that the table of calls does not hold', () => {
  const manifest = readFileSync(join(ROOT, '.next/server/server-reference-manifest.json'), 'utf8')
  const actions = z.object({ node: z.record(z.string(), z.unknown()), edge: z.record(z.string(), z.unknown()) })
  expect(actions.parse(JSON.parse(manifest))).toEqual({ node: {}, edge: {} })
})
