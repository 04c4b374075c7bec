import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { readLiveQuery, recentOf, streamLive } from '@/lib/edge/live/live-stream'
import type { LiveTail } from '@/lib/edge/live/live-tail'
import type { ProbedEntry, ProbedVerdict } from '@/lib/engine/purges/probe'
import type { Decision } from '@/lib/engine/why/decision'
import type { Question } from '@/lib/engine/why/question'

export type ControlOptions = {
  readonly fleetSecret: string
  /** Whether traffic may come: the journal has been read lately, and the edge is not stopping. */
  readonly isReady: () => boolean
  readonly status: () => Record<string, unknown>
  /** What the edge would do with an entry; asks for nothing to be rendered. */
  readonly verdict: (entry: ProbedEntry) => Promise<ProbedVerdict>
  /** What a visitor who asked so would get now; asks for nothing to be rendered or stored. Rejects when it cannot tell. */
  readonly foretell: (question: Question) => Promise<Decision>
  readonly live: LiveTail
  /** Moves the edge's clock and that of its functions; present only under the test clock. */
  readonly advanceClock: ((ms: number) => Promise<void>) | undefined
}

/** Most entries that one question may name. */
const MAX_PROBED = 50
const MAX_BODY_CHARACTERS = 1_000_000

const advanceInput = z.object({
  seconds: z
    .number()
    .min(0)
    .max(10 * 366 * 86_400),
})

const probeInput = z.object({
  entries: z
    .array(
      z.object({
        projectId: z.string(),
        deploymentId: z.string(),
        domain: z.string(),
        environment: z.enum(['production', 'preview']),
        path: z.string(),
        route: z.string(),
        output: z.string(),
        variant: z.enum(['html', 'data', 'rsc', 'segment', 'image']),
        query: z.string(),
      }),
    )
    .max(MAX_PROBED),
})

const questionInput = z.object({
  method: z.string().max(20),
  host: z.string().max(253),
  authority: z.string().max(300),
  protocol: z.enum(['http', 'https']),
  target: z.string().startsWith('/').max(8_192),
  headers: z.array(z.tuple([z.string().max(64), z.string().max(4_096)])).max(20),
})

/**
 * The port for balancers and for Freshet's own processes. Health answers anybody; everything else asks for the fleet
 * secret, which no deployed function has.
 */
export function createControlServer(options: ControlOptions): Server {
  return createServer((request, response) => {
    respond(options, request).then(
      (reply) => {
        if ('stream' in reply) reply.stream(response)
        else send(response, reply.status, reply.body)
      },
      (error: unknown) => {
        const isUnreadable = error instanceof SyntaxError || error instanceof z.ZodError
        if (isUnreadable) send(response, 400, { error: 'The body is not what this path takes.' })
        else send(response, 503, { error: 'The edge cannot tell right now.' })
      },
    )
  })
}

type Reply =
  | { readonly status: number; readonly body: unknown }
  /** Goes on for as long as somebody reads. */
  | { readonly stream: (response: ServerResponse) => void }

async function respond(options: ControlOptions, request: IncomingMessage): Promise<Reply> {
  const path = (request.url ?? '/').split('?')[0]
  if (path === '/healthz') return { status: 200, body: { status: 'alive' } }
  if (path === '/readyz') {
    return options.isReady()
      ? { status: 200, body: { status: 'ready' } }
      : { status: 503, body: { status: 'not ready' } }
  }
  if (!isFleet(request, options.fleetSecret)) return { status: 401, body: { error: 'The fleet secret is missing.' } }
  if (path === '/status') return { status: 200, body: options.status() }
  if (path === '/verdicts' && request.method === 'POST') {
    const { entries } = probeInput.parse(JSON.parse(await textOf(request)))
    const asked = await Promise.allSettled(entries.map((entry) => options.verdict(entry)))
    // What could not be read is not taken for anything.
    return { status: 200, body: { verdicts: asked.map((each) => (each.status === 'fulfilled' ? each.value : null)) } }
  }
  if (path === '/why' && request.method === 'POST') {
    const question = questionInput.parse(JSON.parse(await textOf(request)))
    return { status: 200, body: { decision: await options.foretell(question) } }
  }
  if (path === '/live' && request.method === 'POST') {
    const query = readLiveQuery(await textOf(request))
    return { stream: (response) => streamLive(options.live, query, response) }
  }
  if (path === '/live/recent' && request.method === 'POST') {
    return { status: 200, body: recentOf(options.live, readLiveQuery(await textOf(request))) }
  }
  if (path === '/clock/advance' && request.method === 'POST' && options.advanceClock !== undefined) {
    const { seconds } = advanceInput.parse(JSON.parse(await textOf(request)))
    await options.advanceClock(seconds * 1_000)
    return { status: 200, body: options.status() }
  }
  return { status: 404, body: { error: 'Nothing is here.' } }
}

function isFleet(request: IncomingMessage, secret: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${secret}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

async function textOf(request: IncomingMessage): Promise<string> {
  // Decodes across chunks: one may end within a character.
  request.setEncoding('utf8')
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > MAX_BODY_CHARACTERS) throw new SyntaxError('The body is too large.')
  }
  return text
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  })
  response.end(text)
}
