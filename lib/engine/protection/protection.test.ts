import { describe, expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { HOST, PROJECT, prerenderAt, TOKEN } from '@/lib/adapters/memory/site'
import { answerAs, answerHit, handleRequest } from '@/lib/engine/handle-request'
import { type Door, isProtected, PROTECTIONS } from '@/lib/engine/protection/door'

const PASS = 'a-pass-that-holds'
const DRAFT_PASS = 'a-pass-of-a-draft-link'
const DOOR: Door = {
  admits: (pass, { to }) => pass === PASS || (to === 'drafts' && pass === DRAFT_PASS),
  redeem: async (ticket) => (ticket === 'right' ? { pass: { text: PASS, lifeSeconds: 60 }, to: '/a?b=1' } : undefined),
  passOfToken: (id) => ({ text: `${PASS} of ${id}`, lifeSeconds: 60 }),
  openDraft: async (link) =>
    link === 'right' ? { pass: { text: DRAFT_PASS, lifeSeconds: 60 }, path: '/a?b=1' } : undefined,
}
const OUTPUTS = [prerenderAt('/a')]
const answer = () => ({ body: 'a secret page' })
const withPass = { cookie: `theme=dark; freshet_pass=${PASS}` }

function protectedEdge(door: Door = DOOR) {
  return createMemoryEdge({ outputs: OUTPUTS, answer, door })
}

test.each(PROTECTIONS.flatMap((each) => [[each, 'production'] as const, [each, 'preview'] as const]))(
  '%s of a %s host',
  (protection, environment) => {
    const expected = { off: [], standard: ['preview'], all: ['production', 'preview'] }[protection]
    expect(isProtected(protection, environment)).toBe(expected.some((each) => each === environment))
  },
)

describe('T29: a visitor without right', () => {
  test.each(['/a', '/nowhere', '/a/../b', '/%zz', '/.well-known/freshet/unknown', `/${'x'.repeat(9_000)}`])(
    'is told the same at %s',
    async (target) => {
      const edge = protectedEdge()
      const got = await edge.get(target)
      expect(got).toMatchObject({ status: 401, outcome: 'NONE' })
      expect(got.headers.get('x-freshet-error')).toBe('PROTECTED')
      expect(got.headers.get('cache-control')).toBe('private, no-store')
      expect(got.headers.get('x-robots-tag')).toBe('noindex')
      expect(got.headers.get('www-authenticate')).toBe('Freshet')
      expect(got.headers.get('x-vercel-cache')).toBeNull()
      expect(edge.calls).toEqual([])
    },
  )

  test('is shown no page that is stored, by either lane', async () => {
    const edge = protectedEdge()
    await edge.sync()
    await edge.get('/a', withPass)
    expect(await edge.get('/a', withPass)).toMatchObject({ status: 200, outcome: 'HIT' })
    expect(answerHit(edge.engine, edge.request('/a'))).toBeUndefined()
    expect(await edge.get('/a')).toMatchObject({ status: 401, outcome: 'NONE' })
    expect(await edge.get('/a', {}, 'HEAD')).toMatchObject({ status: 401, body: '' })
    expect(await edge.post('/a', {}, 'x')).toMatchObject({ status: 401 })
    expect(await edge.get('/a', { 'x-prerender-revalidate': TOKEN })).toMatchObject({ status: 401 })
    expect(await edge.get('/a', { cookie: `__prerender_bypass=${TOKEN}` })).toMatchObject({ status: 401 })
    expect(edge.calls).toHaveLength(1)
  })

  test('learns where to sign in, and comes back to where they wanted to go', async () => {
    const got = await protectedEdge().get('/a?b=<1>', { accept: 'text/html' })
    const href = `http://dashboard.test/sign-in/visit?url=${encodeURIComponent(`http://${HOST}/a?b=<1>`)}`
    expect(got.body).toContain(`href="${href}"`)
    expect((await protectedEdge().get('/a', { accept: 'application/json' })).body).toContain('"link":"http://dash')
  })

  test('is let in by nobody where nobody can tell', async () => {
    const door = { ...DOOR, admits: () => Promise.reject(new Error('away')) }
    expect(await protectedEdge(door).get('/a', withPass)).toMatchObject({ status: 503 })
  })
})

describe('a visitor with right', () => {
  test('sees the site as it is, and no cache on the way keeps it', async () => {
    const edge = protectedEdge()
    const got = await edge.get('/a', withPass)
    expect(got).toMatchObject({ status: 200, body: 'a secret page' })
    expect(got.headers.get('cache-control')).toBe('private, max-age=0, must-revalidate')
    expect(await edge.get('/nowhere', withPass)).toMatchObject({ status: 404 })
    // What is stored is not changed by who asked.
    expect((await answerAs(edge.engine, edge.request('/a'), edge.site)).headers).toContain(
      'public, max-age=0, must-revalidate',
    )
  })

  test('shows a function neither the pass nor a bypass token', async () => {
    const edge = createMemoryEdge({ outputs: [prerenderAt('/a', { allowQuery: null })], answer, door: DOOR })
    await edge.sync()
    const asked = `/a?x-vercel-protection-bypass=secret&x%2dvercel-set-bypass-cookie=true&b=1`
    await edge.post(asked, { ...withPass, 'x-vercel-protection-bypass': 'secret' }, 'x')
    await edge.get(asked, { ...withPass, 'x-vercel-protection-bypass': 'secret' })
    const [posted, got] = edge.calls
    for (const call of [posted, got]) {
      expect(JSON.stringify([call?.url, call?.headers])).not.toMatch(/secret|freshet_pass|a-pass/)
    }
    expect(posted?.headers).toContainEqual(['cookie', 'theme=dark'])
    const stored = await edge.get('/a?b=1', withPass)
    expect(stored.outcome).toBe('HIT')
  })
})

describe('T31: a ticket', () => {
  test('becomes a cookie of this host, and the address is rid of it', async () => {
    const got = await protectedEdge().get('/.well-known/freshet/pass?ticket=right')
    expect(got.status).toBe(303)
    expect(got.headers.get('location')).toBe('/a?b=1')
    expect(got.headers.get('set-cookie')).toBe(`freshet_pass=${PASS}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax`)
    expect(got.headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('over https becomes a cookie that no sibling host can set, and no other name counts there', async () => {
    const edge = protectedEdge()
    const secure = (target: string, cookie: string) =>
      handleRequest(edge.engine, {
        ...edge.request(target),
        protocol: 'https',
        rawHeaders: ['host', HOST, 'cookie', cookie],
      })
    const { headers } = await secure('/.well-known/freshet/pass?ticket=right', 'theme=dark')
    expect(headers).toContain(`__Host-freshet_pass=${PASS}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure`)
    expect(await secure('/a', `freshet_pass=${PASS}`)).toMatchObject({ status: 401 })
    expect(await secure('/a', `__Host-freshet_pass=${PASS}`)).toMatchObject({ status: 200 })
    expect(await edge.get('/a', { cookie: `__Host-freshet_pass=${PASS}` })).toMatchObject({ status: 401 })
  })

  test.each(['//evil.test/', '/\\evil.test', 'https://evil.test/', '/a\n', '/%0d\\x', ''])(
    'leads from %j to no other host',
    async (to) => {
      const door = { ...DOOR, redeem: async () => ({ pass: { text: PASS, lifeSeconds: 60 }, to }) }
      expect((await protectedEdge(door).get('/.well-known/freshet/pass?ticket=right')).headers.get('location')).toBe(
        '/',
      )
      const left = await protectedEdge().get(`/.well-known/freshet/draft/leave?to=${encodeURIComponent(to)}`)
      expect(left.headers.get('location')).toBe('/')
    },
  )

  test('that is refused says how to go on', async () => {
    const got = await protectedEdge().get('/.well-known/freshet/pass?ticket=wrong', { accept: 'text/html' })
    expect(got.status).toBe(401)
    expect(got.headers.get('x-freshet-error')).toBe('TICKET_REFUSED')
    expect(got.headers.get('set-cookie')).toBeNull()
    expect(got.body).toContain(encodeURIComponent(`http://${HOST}/`))
  })
})

describe('a draft link', () => {
  const open = '/.well-known/freshet/draft?link=right'

  test('sets the cookie of the deployment’s draft mode, and lets in to a protected host', async () => {
    const got = await protectedEdge().get(open)
    expect([got.status, got.headers.get('location')]).toEqual([303, '/a?b=1'])
    expect(got.headers.getSetCookie()).toEqual([
      `__prerender_bypass=frd_${DRAFT_PASS}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax`,
      `freshet_pass=${DRAFT_PASS}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax`,
    ])
  })

  test('shows a draft where nothing is protected, and leaving it shows the page again', async () => {
    const edge = createMemoryEdge({ outputs: OUTPUTS, answer, door: DOOR, isProtected: false })
    await edge.sync()
    const opened = await edge.get(open)
    expect(opened.headers.getSetCookie()).toHaveLength(1)
    const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect(await edge.get('/a', { cookie })).toMatchObject({ outcome: 'BYPASS draft_mode' })
    // The function knows editors by the deployment's token, which the browser never sees.
    expect(edge.calls.at(-1)?.headers).toContainEqual(['cookie', `__prerender_bypass=${TOKEN}`])
    expect(cookie).not.toContain(TOKEN)
    expect(await edge.get('/a', { cookie: '__prerender_bypass=frd_made-up' })).toMatchObject({ outcome: 'MISS cold' })
    expect(edge.calls.at(-1)?.headers.map(([name]) => name)).not.toContain('cookie')
    const left = await edge.get('/.well-known/freshet/draft/leave?to=%2Fa')
    expect(left.headers.getSetCookie()[0]).toBe('__prerender_bypass=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax')
  })

  test('that is refused sets nothing, and a deployment without draft mode says so', async () => {
    const refused = await protectedEdge().get('/.well-known/freshet/draft?link=wrong')
    expect([refused.status, refused.headers.get('set-cookie')]).toEqual([410, null])
    const without = createMemoryEdge({ outputs: [prerenderAt('/a', { bypassToken: null })], answer, door: DOOR })
    const got = await without.get(open)
    expect([got.status, got.headers.get('x-freshet-error'), got.headers.get('set-cookie')]).toEqual([
      404,
      'NO_DRAFT_MODE',
      null,
    ])
  })
})

describe('a bypass token', () => {
  const SECRET = `frb_${'s'.repeat(43)}`
  const TOKEN_NAME = 'x-vercel-protection-bypass'
  const COOKIE_NAME = 'x-vercel-set-bypass-cookie'

  async function edgeWithToken(purposes: readonly ('draft' | 'revalidate' | 'protection')[] = ['protection']) {
    const edge = createMemoryEdge({ outputs: [prerenderAt('/a', { allowQuery: null })], answer, door: DOOR })
    const token = { id: 'btk_1', purposes, paths: ['/a'], deploymentIds: [], expiresAtMs: null, isRevoked: false }
    edge.bypassTokens.put(PROJECT, SECRET, token)
    await edge.sync()
    return edge
  }

  test('lets in, as a header and as a query, where it reaches', async () => {
    const edge = await edgeWithToken()
    expect(await edge.get('/a', { [TOKEN_NAME]: SECRET })).toMatchObject({ status: 200 })
    expect(await edge.get(`/a?b=1&${TOKEN_NAME}=${SECRET}`)).toMatchObject({ status: 200, outcome: 'MISS cold' })
    expect(await edge.get(`/a?${TOKEN_NAME}=${SECRET}&b=1`)).toMatchObject({ status: 200, outcome: 'HIT' })
    expect(await edge.get('/b', { [TOKEN_NAME]: SECRET })).toMatchObject({ status: 401 })
    expect(await edge.get('/a', { [TOKEN_NAME]: 'a guess' })).toMatchObject({ status: 401 })
    const { tokenUses, wrongTokens } = edge.engine.tokenMeter.drain()
    expect(tokenUses).toMatchObject([{ tokenId: 'btk_1', uses: 3, refusals: 1 }])
    expect(wrongTokens).toMatchObject([{ requests: 1 }])
    expect(JSON.stringify(edge.calls.map(({ url, headers }) => [url, headers]))).not.toContain(SECRET)
  })

  test('lets in behind a second question mark, which belongs to the query', async () => {
    const edge = await edgeWithToken()
    expect(await edge.get(`/a?b=1?2&${TOKEN_NAME}=${SECRET}`)).toMatchObject({ status: 200 })
    expect(JSON.stringify(edge.calls.map(({ url }) => url))).not.toContain(SECRET)
  })

  test('of another purpose lets nobody in', async () => {
    const edge = await edgeWithToken(['draft', 'revalidate'])
    expect(await edge.get('/a', { [TOKEN_NAME]: SECRET })).toMatchObject({ status: 401 })
  })

  test.each([
    ['true', 'Lax'],
    ['samesitenone', 'Lax'],
  ])('becomes a cookie by %s, through a redirect that drops the query', async (wish, sameSite) => {
    const edge = await edgeWithToken()
    const got = await edge.get(`/a?b=1&${TOKEN_NAME}=${SECRET}&${COOKIE_NAME}=${wish}&c=%20`)
    expect([got.status, got.headers.get('location')]).toEqual([307, '/a?b=1&c=%20'])
    expect(got.headers.get('set-cookie')).toBe(
      `freshet_pass=${PASS} of btk_1; Path=/; Max-Age=60; HttpOnly; SameSite=${sameSite}`,
    )
    expect(edge.calls).toEqual([])
  })

  test('in a header becomes a cookie of the answer, so that nobody is led in circles', async () => {
    const edge = await edgeWithToken()
    const got = await edge.get('/a', { [TOKEN_NAME]: SECRET, [COOKIE_NAME]: 'true' })
    expect([got.status, got.headers.getSetCookie()]).toEqual([200, [expect.stringContaining('btk_1')]])
    const next = await edge.get('/a', { ...withPass, [TOKEN_NAME]: SECRET, [COOKIE_NAME]: 'true' })
    expect([next.status, next.headers.getSetCookie()]).toEqual([200, []])
  })

  test('is not named by the page that leads to the dashboard', async () => {
    const got = await (await edgeWithToken()).get(`/b?${TOKEN_NAME}=${SECRET}`, { accept: 'text/html' })
    expect([got.status, got.body.includes(SECRET)]).toEqual([401, false])
  })
})

test('what Freshet itself asks for needs no right: crons and pages that are warmed', async () => {
  const edge = protectedEdge()
  await edge.sync()
  const asked = { ...edge.request('/a'), cause: 'cron' } as const
  expect(await handleRequest(edge.engine, asked)).toMatchObject({ status: 200 })
  expect((await answerAs(edge.engine, { ...asked, cause: 'warm_up' }, edge.site)).status).toBe(200)
  expect((await handleRequest(edge.engine, edge.request('/a'))).status).toBe(401)
})
