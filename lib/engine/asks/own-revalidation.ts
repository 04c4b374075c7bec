import type { Answered, Asker } from '@/lib/engine/asks/asks'
import type { HeaderPair } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { answerAs } from '@/lib/engine/handle-request'

/** A request by which a function revalidates a page of its own site, as it would have gone over the network. */
export type RevalidateAsk = {
  readonly url: string
  readonly method: 'GET' | 'HEAD'
  readonly headers: readonly HeaderPair[]
}

/** RFC 8586: the servers that were asked on the way here. */
const LOOP_HEADER = 'cdn-loop'
const OWN_NAME = 'freshet'

/**
 * Answers on-demand revalidation by a function without the network, which may not lead back here at all: Next's
 * `res.revalidate` calls its own host by HTTPS, whatever the edge listens on. What the token allows is decided as for any
 * visitor. A render revalidates nothing, and what was called by a revalidation starts no further one.
 */
export async function revalidateFor(engine: Engine, asker: Asker, ask: RevalidateAsk): Promise<Answered> {
  if (!URL.canParse(ask.url)) return { reply: { reply: 'elsewhere' } }
  const { host, hostname, pathname, search } = new URL(ask.url)
  const site = await engine.sites.find(hostname)
  if (site?.projectId !== asker.site.projectId) return { reply: { reply: 'elsewhere' } }
  const { call } = asker
  if (call === undefined || call.beginning.purpose === 'render' || isAskedBefore(call.beginning.headers)) {
    return { reply: { reply: 'answered', status: 508, headers: [] } }
  }
  // As the site itself: its own function needs no leave to a protected host.
  const response = await answerAs(
    engine,
    {
      method: ask.method,
      host: hostname,
      authority: host,
      target: pathname + search,
      rawHeaders: [...ask.headers.filter(([name]) => name.toLowerCase() !== 'host'), ...added(host)].flat(),
      protocol: 'http',
      clientIp: '127.0.0.1',
      body: null,
    },
    site,
  )
  // Nobody reads the page: end its stream.
  if (response.body !== null && !(response.body instanceof Uint8Array)) {
    await response.body[Symbol.asyncIterator]().return?.()
  }
  return { reply: { reply: 'answered', status: response.status, headers: pairsOf(response.headers) } }
}

function added(host: string): readonly HeaderPair[] {
  return [
    ['host', host],
    [LOOP_HEADER, OWN_NAME],
  ]
}

function isAskedBefore(headers: readonly HeaderPair[]): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === LOOP_HEADER && value.includes(OWN_NAME))
}

function pairsOf(headers: readonly string[]): HeaderPair[] {
  const pairs: HeaderPair[] = []
  for (let at = 0; at + 1 < headers.length; at += 2) pairs.push([headers[at] ?? '', headers[at + 1] ?? ''])
  return pairs
}
