import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { expect } from '@playwright/test'
import { sessionList } from '@/lib/contract/access'
import { FRESHET, OWNER, test } from './freshet.ts'
import { TRUSTED_PROXY } from './run.ts'

// Elsewhere the loopback has one address, and the proxy would be told from nobody.
test.skip(process.platform !== 'linux', 'needs a second address of the loopback')

const NAME = 'freshet.example.com'
const VISITOR = '203.0.113.77'

type Protocol = 'http' | 'https'

/** What a proxy does that has ended TLS, or had none to end: hands bytes on as they come, and says for whom and over what. */
async function withProxy(protocol: Protocol, use: (url: string) => Promise<void>): Promise<void> {
  const forwarded = { 'x-forwarded-for': VISITOR, 'x-forwarded-proto': protocol, 'x-forwarded-host': NAME }
  const { port } = new URL(FRESHET.E2E_BASE_URL)
  const server = createServer((incoming, outgoing) => {
    const { url, method, headers } = incoming
    const to = { host: '127.0.0.1', port, localAddress: TRUSTED_PROXY, path: url, method }
    const onward = request({ ...to, headers: { ...headers, ...forwarded } })
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  try {
    await use(`http://127.0.0.1:${address.port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

function signIn(url: string, origin: string): Promise<Response> {
  return fetch(`${url}/api/v1/access/sign-in`, { method: 'POST', headers: { origin }, body: JSON.stringify(OWNER) })
}

const cookieOf = (response: Response) => response.headers.get('set-cookie') ?? ''
const WARNING = 'This page came over plain HTTP'

test('T23: behind a TLS proxy the cookie is a __Host- one, no page warns, and sessions name the visitor, not the proxy', async () => {
  await withProxy('https', async (url) => {
    expect((await signIn(url, 'https://shop.example.com')).status).toBe(403)
    const signedIn = await signIn(url, `https://${NAME}`)
    expect(cookieOf(signedIn)).toMatch(/^__Host-freshet_session=[\w-]{43}; .*; Secure$/)
    const cookie = cookieOf(signedIn).split(';')[0] ?? ''
    const listed = await fetch(`${url}/api/v1/access/sessions`, { headers: { cookie } })
    const { sessions } = sessionList.parse(await listed.json())
    expect(sessions.find(({ isCurrent }) => isCurrent)?.ip).toBe(VISITOR)
    expect(await (await fetch(`${url}/sign-in`)).text()).not.toContain(WARNING)
  })
})

test('T23: behind a proxy without TLS the cookie is a plain one, and the sign-in page warns', async () => {
  await withProxy('http', async (url) => {
    const signedIn = await signIn(url, `http://${NAME}`)
    expect(cookieOf(signedIn)).toMatch(/^freshet_session=[\w-]{43}; /)
    expect(cookieOf(signedIn)).not.toContain('Secure')
    expect(await (await fetch(`${url}/sign-in`)).text()).toContain(WARNING)
  })
})

test('a live page behind a proxy hears of a request while its stream goes on', async ({ site }) => {
  await withProxy('https', async (url) => {
    const cookie = cookieOf(await signIn(url, `https://${NAME}`)).split(';')[0] ?? ''
    const leaving = new AbortController()
    const { body, headers } = await fetch(`${url}/api/v1/live?project=${site.project}`, {
      headers: { cookie },
      signal: leaving.signal,
    })
    // What nginx is told in its own words, where nobody did so in its configuration.
    expect(headers.get('x-accel-buffering')).toBe('no')
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
    const heard: string[] = []
    const hears = async (word: string) => {
      while (!heard.join('').includes(word)) {
        const part = await reader?.read()
        if (part === undefined || part.done) throw new Error(`The stream ended before it said “${word}”.`)
        heard.push(part.value)
      }
    }
    await hears('event: edges')
    await site.visit('/about')
    await hears('"path":"/about"')
    leaving.abort()
  })
})
