import { openAsBlob } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import { CliFailure, EXIT, notRunning } from '@/lib/cli/failure'
import { apiError } from '@/lib/contract/api-error'
import { type Endpoint, requestFor } from '@/lib/contract/endpoint'

const MAX_TRIES = 5
const FIRST_WAIT_MS = 200
/** Answers of a dashboard, or of a proxy before it, that is just restarting. */
const WORTH_ANOTHER_TRY = new Set([502, 503, 504])

const WRONG_TOKEN = 'The token is wrong, has expired or was revoked. Check FRESHET_TOKEN.'

/** Calls the REST API of one dashboard. */
export type Api = {
  /** Sends once: for what must not be done twice. */
  call<Input extends z.ZodType, Output extends z.ZodType>(
    endpoint: Endpoint<Input, Output>,
    input: z.input<Input>,
  ): Promise<z.output<Output>>
  /** Sends again while the connection drops, `file` (a path) as the body: for what may be done twice. */
  callAgain<Input extends z.ZodType, Output extends z.ZodType>(
    endpoint: Endpoint<Input, Output>,
    input: z.input<Input>,
    file?: string,
  ): Promise<z.output<Output>>
  /** Opens a stream of events, going on behind the last that was seen; its text comes in pieces. */
  watch<Input extends z.ZodType>(
    endpoint: Endpoint<Input>,
    input: z.input<Input>,
    how: { readonly lastSeen: string | undefined; readonly signal: AbortSignal },
  ): Promise<AsyncIterable<string>>
}

type Sending = {
  readonly file?: string | undefined
  readonly lastSeen?: string | undefined
  readonly signal?: AbortSignal
}

/** Where to call, and by which right, is found at the first call. Calls throw `CliFailure`. */
export function createApi(findUrl: () => Promise<string>, findToken: () => Promise<string>): Api {
  let token: Promise<string> | undefined
  async function send<Input extends z.ZodType>(
    endpoint: Endpoint<Input>,
    input: z.input<Input>,
    sending: Sending = {},
  ) {
    const { file, lastSeen, signal = null } = sending
    // First: were it to fail beside a search for the token, nobody would be left to hear that the search failed, too.
    const url = await findUrl()
    token ??= findToken()
    const { method, url: path, json } = requestFor(endpoint, input)
    const headers = {
      authorization: `Bearer ${await token}`,
      ...(json !== null && { 'content-type': 'application/json' }),
      ...(lastSeen !== undefined && { 'last-event-id': lastSeen }),
    }
    const body = file === undefined ? json : await openAsBlob(file)
    return fetch(new URL(path, url), { method, headers, body, signal }).catch((error: unknown) => {
      throw notRunning(url, error)
    })
  }
  return {
    call: async (endpoint, input) => read(endpoint, await send(endpoint, input)),
    callAgain: async (endpoint, input, file) => read(endpoint, await persist(() => send(endpoint, input, { file }))),
    watch: async (endpoint, input, how) => {
      const response = await send(endpoint, input, how)
      if (!response.ok || response.body === null) throw await refusalOf(endpoint, response)
      return response.body.pipeThrough(new TextDecoderStream())
    },
  }
}

async function persist(
  send: () => Promise<Response>,
  triesLeft = MAX_TRIES - 1,
  waitMs = FIRST_WAIT_MS,
): Promise<Response> {
  const attempt = await send().catch((error: unknown) => {
    if (error instanceof CliFailure && error.exitCode === EXIT.unreachable && triesLeft > 0) return undefined
    throw error
  })
  if (attempt !== undefined && (triesLeft === 0 || !WORTH_ANOTHER_TRY.has(attempt.status))) return attempt
  await attempt?.body?.cancel()
  await delay(waitMs)
  return persist(send, triesLeft - 1, waitMs * 2)
}

async function read<Output extends z.ZodType>(
  endpoint: Endpoint<z.ZodType, Output>,
  response: Response,
): Promise<z.output<Output>> {
  const answer: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  const done = endpoint.output.safeParse(answer)
  if (response.ok && done.success) return done.data
  throw await refusalOf(endpoint, response)
}

async function refusalOf({ method, path }: Endpoint, response: Response): Promise<CliFailure> {
  const refusal = apiError.safeParse(await response.json().catch(() => undefined))
  const exitCode = response.status >= 502 ? EXIT.unreachable : EXIT.refused
  if (!response.ok && refusal.success) {
    const { error } = refusal.data
    // The API speaks to browsers too; here, a token was sent.
    const message = error.code === 'unauthorized' ? WRONG_TOKEN : error.message
    return new CliFailure(exitCode, { ...error, message })
  }
  const message = `${method} ${path} answered ${response.status}, and not the way Freshet does. Check FRESHET_URL.`
  return new CliFailure(exitCode, { code: 'internal', message })
}
