import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { functionFiles } from '@/lib/edge/testing'

export const PROJECT = 'shop'
export const HOST = 'shop.localhost'

const DAY_SECONDS = 86_400

/** How the function is to behave when it renders a page; told to it by the source, for one render after the other. */
export type Behaviour = 'well' | 'wait' | 'throw' | 'exit' | 'spin' | 'flood' | 'fail' | 'half'

/**
 * Asks the source for the edition of the page, and shows it. Every body ends with the SHA-256 of what stands before, so that
 * one which is not whole, or put together of two, is seen as such.
 */
const SOURCE_OF_FUNCTION = (sourceUrl: string, label: string) => `
const { createHash, randomBytes } = require('node:crypto')
const misbehave = {
  throw: () => { throw new Error('as told') },
  exit: () => process.exit(3),
  spin: () => { for (;;); },
  flood: () => { for (let n = 0; n < 2000; n++) console.log('x'.repeat(10_000)) },
  fail: (response) => { response.statusCode = 500; response.end('as told'); return true },
  half: (response) => {
    response.setHeader('content-length', '100000')
    response.write('half')
    setTimeout(() => response.destroy(), 20)
    return true
  },
}
module.exports = async (request, response) => {
  const name = new URL(request.url, 'http://localhost').searchParams.get('name')
  const told = await (await fetch('${sourceUrl}/' + name)).json()
  if (misbehave[told.behaviour]?.(response)) return
  const head = JSON.stringify({ name, edition: told.edition, label: '${label}', nonce: randomBytes(16).toString('hex') })
  const text = head + '\\n' + randomBytes(8_000).toString('hex') + '\\n'
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.setHeader('vercel-cache-tag', 'page-' + name)
  response.end(text + createHash('sha256').update(text).digest('hex'))
}`

/** A Build Output whose pages are of this label. */
export function siteFiles(sourceUrl: string, label: string): Readonly<Record<string, unknown>> {
  const page = (kind: string, expiration: number) =>
    functionFiles(`${kind}/[name]`, SOURCE_OF_FUNCTION(sourceUrl, label), {
      prerender: { expiration, allowQuery: ['name'], passQuery: true },
      maxDuration: 4,
    })
  return {
    'config.json': {
      version: 3,
      routes: [
        { handle: 'filesystem' },
        { src: '^/(?<kind>steady|short|edited|deleted)/(?<name>[^/]+)$', dest: '/$kind/[name]?name=$name' },
      ],
    },
    ...page('steady', DAY_SECONDS),
    ...page('short', 1),
    ...page('edited', DAY_SECONDS),
    ...page('deleted', DAY_SECONDS),
  }
}

const headSchema = z.object({ name: z.string(), edition: z.number(), label: z.string(), nonce: z.string() })
export type Body = z.infer<typeof headSchema>

/** What a body says of itself; `undefined` for one that is not whole. */
export function readBody(text: string): Body | undefined {
  const end = text.lastIndexOf('\n') + 1
  const digest = createHash('sha256').update(text.slice(0, end)).digest('hex')
  if (end === 0 || digest !== text.slice(end)) return undefined
  return headSchema.parse(JSON.parse(text.slice(0, text.indexOf('\n'))))
}

/** What pages are made of: the editions, and how the function is to behave. */
export type Source = {
  readonly url: string
  /** From now on renders of this page behave so. */
  behave(name: string, behaviour: Behaviour): void
  /** Renders of the page that wait to be told, because they were to `wait`. */
  waiting(name: string): number
  close(): Promise<void>
}

export async function openSource(editionOf: (name: string) => number): Promise<Source> {
  const behaviours = new Map<string, Behaviour>()
  const held = new Map<string, (() => void)[]>()
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1)
    const edition = editionOf(name)
    const answer = () => {
      if (!response.destroyed) response.end(JSON.stringify({ edition, behaviour: behaviours.get(name) ?? 'well' }))
    }
    if (behaviours.get(name) !== 'wait') return answer()
    held.set(name, [...(held.get(name) ?? []), answer])
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.custom<AddressInfo>().parse(server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    behave(name, behaviour) {
      behaviours.set(name, behaviour)
      if (behaviour === 'wait') return
      for (const answer of held.get(name) ?? []) answer()
      held.delete(name)
    },
    waiting: (name) => held.get(name)?.length ?? 0,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
