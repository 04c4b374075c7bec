import 'server-only'
import { z } from 'zod'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import {
  deleteByImages,
  deleteByTags,
  invalidateByImages,
  invalidateByTags,
  purgeEverything,
  referenceQuery,
} from '@/lib/contract/reference-purges'
import { imageTag } from '@/lib/engine/images/image-tag'
import { EVERY_VALUE_TAG } from '@/lib/engine/purges/marks'
import { actorName, type OpsContext } from '@/lib/ops/context'
import { OpError, type OpErrorCode } from '@/lib/ops/errors'
import { getProjectAsReference } from '@/lib/ops/projects/get-project-as-reference'
import { purgeAsReference, type ReferencePurge } from '@/lib/ops/purges/purge-as-reference'
import { requireScope, requireSomebody } from '@/lib/ops/require-scope'
import { readText } from '@/lib/server/api/read-input'
import { retryAfter } from '@/lib/server/api/retry-after'
import { composition, opsContext } from '@/lib/server/compose'
import { isDatabaseAway } from '@/lib/server/database-away'
import { actorOfRequest, clientOf } from '@/lib/server/session'

type Wanted = Pick<ReferencePurge, 'mode' | 'deadlineSeconds' | 'target' | 'selectors'>

/** What each call of the reference means here. Its edge cache holds pages, answers of functions and images, as ours does. */
const MEANINGS = {
  'invalidate-by-tags': invalidateByTags.transform(({ tags, target }) => byTags('invalidate', tags, target)),
  'dangerously-delete-by-tags': deleteByTags.transform(({ tags, target, revalidationDeadlineSeconds }) =>
    byTags('delete', tags, target, revalidationDeadlineSeconds),
  ),
  'invalidate-by-src-images': invalidateByImages.transform(({ srcImages, target }) =>
    byTags('invalidate', srcImages.map(imageTag), target),
  ),
  'dangerously-delete-by-src-images': deleteByImages.transform(({ srcImages, target, revalidationDeadlineSeconds }) =>
    byTags('delete', srcImages.map(imageTag), target, revalidationDeadlineSeconds),
  ),
  'purge-all': purgeEverything.transform(
    ({ target }): Wanted => ({ mode: 'delete', deadlineSeconds: 0, target, selectors: [{ kind: 'all' }] }),
  ),
  /** Of its data cache. */
  'purge-all-values': purgeEverything.transform(({ target }) => byTags('delete', [EVERY_VALUE_TAG], target)),
} as const

function byTags(mode: Wanted['mode'], tags: readonly string[], target: Wanted['target'], deadlineSeconds = 0): Wanted {
  return { mode, deadlineSeconds, target, selectors: [...new Set(tags)].map((tag) => ({ kind: 'tag', tag })) }
}

/** Codes as tools of the reference read them, with their statuses. */
const CODES: Readonly<Record<OpErrorCode, readonly [status: number, code: string]>> = {
  invalid: [400, 'bad_request'],
  unauthorized: [401, 'unauthorized'],
  forbidden: [403, 'forbidden'],
  not_found: [404, 'not_found'],
  conflict: [409, 'conflict'],
  too_many_requests: [429, 'rate_limited'],
  unavailable: [503, 'service_unavailable'],
}

/**
 * Serves a purge as the REST API of the reference does, so that its CLI and SDK can be pointed here. The bearer is a token of
 * ours; cookies do not count.
 */
export function referenceRoute(meaning: keyof typeof MEANINGS): Route {
  return answering(async (ctx, request) => {
    const query = parse(referenceQuery, Object.fromEntries(new URL(request.url).searchParams))
    const wanted = parse(MEANINGS[meaning], await readBody(request))
    await purgeAsReference(ctx, { ...query, ...wanted })
    return {}
  })
}

/** One installation is one account. */
const ACCOUNT = 'freshet'

/** What the reference's CLI asks before it purges: whose the token is. */
export const referenceUser = answering(async (ctx) => {
  requireScope(ctx, 'purge')
  return { user: { id: ACCOUNT, username: ACCOUNT, name: actorName(ctx.actor), email: '' } }
})

/** And the project that the folder is linked to. */
export const referenceProject = answering(async (ctx, request) => {
  const idOrName = decodeURIComponent(new URL(request.url).pathname.split('/').at(-1) ?? '')
  const { id, name } = await getProjectAsReference(ctx, idOrName)
  return { id, name, accountId: ACCOUNT }
})

type Route = (request: Request) => Promise<Response>

function answering(work: (ctx: OpsContext, request: Request) => Promise<object>): Route {
  return async (request) => {
    try {
      const { actor, isByCookie } = await withDeadline(actorOfRequest(request), DEFAULT_TIMEOUT_MS)
      const ctx = opsContext({
        actor: isByCookie ? { kind: 'anonymous' } : actor,
        client: clientOf(request.headers),
      })
      requireSomebody(ctx, 'read')
      return Response.json(await work(ctx, request), { headers: { 'cache-control': 'no-store' } })
    } catch (error) {
      return refusal(error)
    }
  }
}

/** More than 100 tags take. */
const MAX_BYTES = 512 * 1024

async function readBody(request: Request): Promise<unknown> {
  const text = await readText(request, MAX_BYTES)
  if (text === '') return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch (cause) {
    throw new OpError('invalid', 'The body of the request is not a JSON object.', { cause })
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new OpError('invalid', issue?.message ?? 'Not what this call takes.')
}

function refusal(error: unknown): Response {
  if (error instanceof OpError) {
    const [status, code] = CODES[error.code]
    const { message, details } = error
    return fail(status, code, { message, details })
  }
  composition().log.error({ error }, 'a call of the API failed')
  if (isDatabaseAway(error))
    return fail(503, 'service_unavailable', { message: 'The database does not answer. Try again in a moment.' })
  return fail(500, 'internal_server_error', {
    message: 'Something went wrong here. The log of the dashboard says what.',
  })
}

function fail(
  status: number,
  code: string,
  { message, details }: Pick<OpError, 'message'> & Partial<OpError>,
): Response {
  const headers = status === 429 ? { 'retry-after': retryAfter(details) } : {}
  return Response.json({ error: { code, message } }, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
