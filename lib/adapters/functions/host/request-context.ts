import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage } from 'node:http'
import { absoluteUrl } from '@/lib/adapters/functions/host/absolute-url'
import type { PurgeApi, RuntimeCache } from '@/lib/adapters/functions/host/function-apis'
import { HandedValues } from '@/lib/adapters/functions/host/handed-values'
import { logError } from '@/lib/adapters/functions/host/log-error'

/** Tags of one answer, as the reference limits them; more are not kept, longer ones are never attached. */
const MAX_TAGS = 128
const MAX_TAG_BYTES = 256

/** What a function finds in `globalThis[Symbol.for('@vercel/request-context')].get()`, one per call. */
export type RequestContext = {
  readonly waitUntil: (promise: unknown) => void
  /** These two are there where the edge can be asked for them. */
  readonly cache?: RuntimeCache
  readonly purge?: PurgeApi
  readonly addCacheTag: (tags: string | readonly string[]) => Promise<void>
  readonly headers: Readonly<Record<string, string>>
  readonly url: string
}

/** One call as the host sees it: the context the function gets, and what it left there. */
export type HostedCall = {
  /** Names it to the edge. */
  readonly id: string
  readonly context: RequestContext
  /** What it may have been given by calls beside it. */
  readonly handed: HandedValues
  /** What the end of the answer waits for. */
  readonly held: Set<Promise<unknown>>
  tags(): readonly string[]
  /** Resolves when all that was handed to `waitUntil`, also meanwhile, is over. Never rejects. */
  settled(): Promise<{ readonly waited: number; readonly rejected: number }>
}

const calls = new AsyncLocalStorage<HostedCall>()

/** Puts the context where `@vercel/functions` and Next's launcher look for it. */
export function provideRequestContext(): void {
  Reflect.set(globalThis, Symbol.for('@vercel/request-context'), { get: currentContext })
}

let edgeApis: Pick<RequestContext, 'cache' | 'purge'> = {}

/** From now on each context has what the edge can be asked for. */
export function extendContexts(apis: Required<Pick<RequestContext, 'cache' | 'purge'>>): void {
  edgeApis = apis
}

/** The call that is being answered; `undefined` outside of any. */
export function currentCall(): HostedCall | undefined {
  return calls.getStore()
}

/** What the function finds of that call. */
export function currentContext(): RequestContext | undefined {
  return calls.getStore()?.context
}

/** Runs something as part of a call: whatever it starts belongs to that call too. */
export function runInCall<Result>(call: HostedCall, run: () => Result): Result {
  return calls.run(call, run)
}

/** Opens the record of one call. */
export function openCall(
  { id, stamp }: { readonly id: string; readonly stamp: number },
  req: IncomingMessage,
): HostedCall {
  const tags = new Set<string>()
  const waited: Promise<boolean>[] = []

  const addCacheTag = async (added: string | readonly string[]) => {
    for (const tag of typeof added === 'string' ? [added] : added) {
      if (tags.size < MAX_TAGS && tag !== '' && Buffer.byteLength(tag) <= MAX_TAG_BYTES) tags.add(tag)
    }
  }
  const context: RequestContext = {
    // Kept from rejecting at once: nobody may be waiting yet, and an unhandled rejection ends the process.
    waitUntil: (promise) => void waited.push(Promise.resolve(promise).then(hasSucceeded, hasFailed)),
    // Some releases of `@vercel/functions` call the member itself, others a method of it.
    addCacheTag: Object.assign(addCacheTag, { addCacheTag }),
    ...edgeApis,
    headers: plainHeaders(req),
    url: absoluteUrl(req),
  }
  const handed = new HandedValues(stamp)
  return { id, context, handed, held: new Set(), tags: () => [...tags], settled: () => settle(waited) }
}

async function settle(waited: readonly Promise<boolean>[]): Promise<{ waited: number; rejected: number }> {
  let rejected = 0
  let seen = 0
  for (let next = waited[seen]; next !== undefined; next = waited[seen]) {
    if (!(await next)) rejected += 1
    seen += 1
  }
  return { waited: seen, rejected }
}

function hasSucceeded(): boolean {
  return true
}

function hasFailed(cause: unknown): boolean {
  logError(cause)
  return false
}

function plainHeaders(req: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, values] of Object.entries(req.headersDistinct)) headers[name] = (values ?? []).join(', ')
  return headers
}
