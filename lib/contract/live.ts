import { z } from 'zod'
import { decision } from '@/lib/contract/decision'
import { endpoint } from '@/lib/contract/endpoint'
import { deploymentId, hostName, instant, projectName, visitorPath } from '@/lib/contract/fields'
import { cacheStatus } from '@/lib/contract/paths'

/** One answered request. Nothing of its query is told. */
export const liveRequest = z.object({
  /** No other request has it. */
  id: z.string(),
  /** When the answer was over. */
  at: instant,
  edge: z.string(),
  region: z.string(),
  method: z.string(),
  host: z.string(),
  path: z.string(),
  /** What the cache did, and why. */
  status: cacheStatus,
  reason: z.string().nullable(),
  /** Of HTTP. */
  code: z.number().int(),
  durationMs: z.number(),
  /** Of the body, as it went out. */
  bytes: z.number().int(),
  /** Of what was stored; `null` where nothing was. */
  ageSeconds: z.number().int().nullable(),
  deployment: deploymentId,
  domain: z.string(),
  route: z.string(),
  /** The path of the page that was asked for, where there is one; the routing table may have led to another. */
  page: visitorPath.nullable(),
  /** Why it was answered so, for `POST /api/v1/why/decisions`; `null` where nobody watched when it came. */
  decision: decision.nullable(),
})
export type LiveRequest = z.infer<typeof liveRequest>

const MOST_LISTED = 200

export const liveFilterInput = z.object({
  project: projectName,
  /** A domain, or a host that was asked for. */
  domain: hostName.optional(),
  path: z
    .string()
    .max(2_048)
    .regex(
      /^\/[^?#]*$/,
      'A path starts with a slash and has no query. It includes everything below it; with * at its end, everything that starts with it.',
    )
    .optional(),
  status: z
    .string()
    .regex(
      /^(?:HIT|PRERENDER|STALE|REVALIDATED|MISS|BYPASS|NONE)(?:,(?:HIT|PRERENDER|STALE|REVALIDATED|MISS|BYPASS|NONE))*$/,
      'Statuses with commas between: HIT PRERENDER STALE REVALIDATED MISS BYPASS NONE.',
    )
    .optional(),
  reason: z
    .string()
    .regex(/^[a-z_]{1,40}$/, 'Use a reason as shown next to a status, such as stale_tag.')
    .optional(),
  method: z
    .string()
    .regex(/^[A-Z]{1,20}$/, 'A method in capitals, such as GET.')
    .optional(),
  code: z
    .string()
    .regex(/^(?:[1-5]xx|[1-5]\d\d)$/, 'A status code such as 404, or a class of them such as 5xx.')
    .optional(),
})
export type LiveFilterInput = z.infer<typeof liveFilterInput>

export const watchLiveInput = liveFilterInput.extend({
  /** What edges remember since then comes first. The header `Last-Event-ID` of a reader that comes back wins. */
  since: instant.optional(),
})
export type WatchLiveInput = z.infer<typeof watchLiveInput>

export const listLiveInput = liveFilterInput.extend({
  limit: z.coerce.number().int().min(1).max(MOST_LISTED).default(50),
})
export type ListLiveInput = z.infer<typeof listLiveInput>

/** `reading`: what it serves is told. `unreachable`: it runs and does not answer here; what it serves is missing. */
export const liveEdge = z.object({
  id: z.string(),
  region: z.string(),
  state: z.enum(['connecting', 'reading', 'unreachable']),
})
export type LiveEdge = z.infer<typeof liveEdge>

export const liveList = z.object({
  /** Oldest first. Hits are remembered only while somebody watches. */
  requests: z.array(liveRequest),
  edges: z.array(liveEdge),
  /** The time of the database, for a stream that goes on from here. */
  now: instant,
})
export type LiveList = z.infer<typeof liveList>

/** What a stream tells: the name of each event, and its JSON. */
export const liveMessage = z.discriminatedUnion('event', [
  z.object({ event: z.literal('request'), data: liveRequest }),
  /** So many are missing here: more came than could be sent. */
  z.object({ event: z.literal('dropped'), data: z.object({ count: z.number().int() }) }),
  /** Who is read, whenever that changes. */
  z.object({ event: z.literal('edges'), data: z.object({ edges: z.array(liveEdge) }) }),
  /** A reader came back: nobody watched for it meanwhile. What edges remember of that time follows. */
  z.object({ event: z.literal('gap'), data: z.object({ from: instant, until: instant, seconds: z.number() }) }),
  /** The last one: why it is over. */
  z.object({
    event: z.literal('end'),
    data: z.object({ reason: z.literal('not_allowed'), message: z.string() }),
  }),
])
export type LiveMessage = z.infer<typeof liveMessage>

export const liveEndpoints = {
  watchLive: endpoint({
    method: 'GET',
    path: '/api/v1/live',
    input: watchLiveInput,
    output: liveMessage,
    answer: 'events',
    scope: 'read',
    summary: 'Requests of a project as edges answer them, as an event stream.',
  }),
  listLive: endpoint({
    method: 'GET',
    path: '/api/v1/live/recent',
    input: listLiveInput,
    output: liveList,
    scope: 'read',
    summary: 'The newest requests that edges remember.',
  }),
}
