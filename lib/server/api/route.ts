import 'server-only'
import type { z } from 'zod'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import type { ApiError } from '@/lib/contract/api-error'
import type { Endpoint } from '@/lib/contract/endpoint'
import type { OpenedSession } from '@/lib/ops/access/open-session'
import type { Download, OpsContext } from '@/lib/ops/context'
import { OpError, type OpErrorCode } from '@/lib/ops/errors'
import { requireSomebody } from '@/lib/ops/require-scope'
import { type Call, chunks, readInput } from '@/lib/server/api/read-input'
import { retryAfter } from '@/lib/server/api/retry-after'
import { composition, opsContext } from '@/lib/server/compose'
import { isDatabaseAway } from '@/lib/server/database-away'
import { actorOfRequest, clientOf, pageOf, sessionCookie } from '@/lib/server/session'

const STATUS: Readonly<Record<OpErrorCode, number>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_many_requests: 429,
  unavailable: 503,
}

export type Handler = (request: Request, segment: { readonly params: Promise<object> }) => Promise<Response>
type Operation<Input, Result> = (ctx: OpsContext, input: Input) => Promise<Result>

/**
 * Serves an endpoint with an operation: reads the input, runs, encodes. The only place where an error becomes a status;
 * who may call is for the operation to say.
 */
export function route<Input extends z.ZodType, Output extends z.ZodType>(
  endpoint: Endpoint<Input, Output>,
  operation: Operation<z.output<Input>, z.output<Output>>,
): Handler {
  return serve(endpoint, async (call) => json(await operation(call.ctx, await readInput(endpoint, call))))
}

/** Serves an endpoint that signs a browser in: the secret goes into a cookie and not into the answer. */
export function sessionRoute<Input extends z.ZodType>(
  endpoint: Endpoint<Input>,
  operation: Operation<z.output<Input>, OpenedSession>,
): Handler {
  return serve(endpoint, async (call) => {
    const { self, secret } = await operation(call.ctx, await readInput(endpoint, call))
    return json(self, { 'set-cookie': sessionCookie(call.request, secret) })
  })
}

/** Serves an endpoint that signs a browser out, and takes its cookie back. */
export function signOutRoute(endpoint: Endpoint, operation: Operation<void, object>): Handler {
  return serve(endpoint, async ({ request, ctx }) =>
    json(await operation(ctx), { 'set-cookie': sessionCookie(request, null) }),
  )
}

/** Serves an endpoint whose request body is a file. */
export function fileRoute<Input extends z.ZodType, Output extends z.ZodType>(
  endpoint: Endpoint<Input, Output>,
  operation: (ctx: OpsContext, input: z.output<Input>, body: AsyncIterable<Uint8Array>) => Promise<z.output<Output>>,
): Handler {
  return serve(endpoint, async (call) =>
    json(await operation(call.ctx, await readInput(endpoint, call), chunks(call.request))),
  )
}

/** Serves an endpoint whose answer is a file. It is sent while it is read: what fails midway breaks the connection off. */
export function downloadRoute<Input extends z.ZodType>(
  endpoint: Endpoint<Input>,
  operation: Operation<z.output<Input>, Download>,
): Handler {
  return serve(endpoint, async (call) => {
    const { fileName, contentType, lines } = await operation(call.ctx, await readInput(endpoint, call))
    return new Response(streamOf(lines), {
      headers: {
        'cache-control': 'no-store',
        'content-type': contentType,
        'content-disposition': `attachment; filename="${fileName}"`,
        'x-content-type-options': 'nosniff',
      },
    })
  })
}

/** Serves what is the same for everybody, and needs no database. */
export function publicRoute<Output extends z.ZodType>(
  _endpoint: Endpoint<z.ZodType, Output>,
  answer: () => z.output<Output>,
): () => Response {
  return () => Response.json(answer())
}

/** Answers what is no call of the API: a program that mistyped one gets an error it can read, not a page. */
export function unknownCall(): Response {
  const message = 'There is no such call. GET /api/v1/openapi.json lists them all.'
  return fail(404, { code: 'not_found', message })
}

/** Answers a call of the API, or refuses it: finds out who calls, and turns errors into statuses. */
export function serve(endpoint: Endpoint, answer: (call: Call) => Promise<Response>): Handler {
  return async (request, segment) => {
    try {
      // A database that hangs would hang the answer too. Nothing was begun yet.
      const { actor, isByCookie } = await withDeadline(actorOfRequest(request), DEFAULT_TIMEOUT_MS)
      refuseForeignPages(request, isByCookie)
      const ctx = opsContext({ actor, client: clientOf(request.headers) })
      // Here, once for all calls: a stranger is not told what a call takes, nor is what they send read.
      requireSomebody(ctx, endpoint.scope)
      return await answer({ request, params: await segment.params, ctx })
    } catch (error) {
      return refusal(error, endpoint)
    }
  }
}

/** Cookies travel with requests that other sites provoke; whoever changes something by cookie must be a page of ours. */
function refuseForeignPages(request: Request, isByCookie: boolean): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const page = pageOf(request)
  if (page === 'own' || (page === 'untold' && !isByCookie)) return
  throw new OpError('forbidden', 'This request does not come from a page of this dashboard. Programs use a token.')
}

function refusal(error: unknown, { method, path }: Endpoint): Response {
  if (error instanceof OpError) {
    const { code, message, details } = error
    return fail(STATUS[code], { code, message, ...(details === undefined ? {} : { details }) })
  }
  composition().log.error({ error, endpoint: `${method} ${path}` }, 'a call of the API failed')
  if (isDatabaseAway(error)) {
    return fail(503, { code: 'unavailable', message: 'The database does not answer. Try again in a moment.' })
  }
  return fail(500, { code: 'internal', message: 'Something went wrong here. The log of the dashboard says what.' })
}

function fail(status: number, error: ApiError['error']): Response {
  const headers = status === 429 || status === 503 ? { 'retry-after': retryAfter(error.details) } : {}
  return Response.json({ error } satisfies ApiError, { status, headers: { 'cache-control': 'no-store', ...headers } })
}

function streamOf(lines: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = lines[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

function json(body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(body, { headers: { 'cache-control': 'no-store', ...headers } })
}
