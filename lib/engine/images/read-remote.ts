import type { HeaderPair, Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { headerOf } from '@/lib/engine/headers'
import { type ImageProblem, imageRefused, imageTooLarge } from '@/lib/engine/images/image-problem'
import type { ImageRules } from '@/lib/engine/images/image-rules'
import { MAX_SOURCE_BYTES, type SourceImage, wholeBody } from '@/lib/engine/images/make-image'
import { maxAgeOf } from '@/lib/engine/images/read-local'
import type { FunctionResponse, OriginFailure } from '@/lib/engine/ports'

type Wanted = { readonly site: Site; readonly url: string; readonly rules: ImageRules }

/** Redirects that are followed (reference: Next's image endpoint). */
const MAX_REDIRECTS = 3
/** How long an origin may keep silent. */
const SILENCE_MS = 7_000
/** How long the whole answer may take: one byte now and then is no answer. */
const WHOLE_MS = 20_000

/**
 * A source elsewhere. Each address on the way is one that the site's rules allow, redirects included, and none is a
 * private one unless the project's owner named it (`Origins` sees to that). Nothing of the visitor comes along.
 */
export async function readRemote(engine: Engine, wanted: Wanted): Promise<SourceImage | ImageProblem> {
  const { site, rules } = wanted
  const beganAtMs = engine.clock.nowMs()
  let url = new URL(wanted.url)
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const headers: HeaderPair[] = [
      ['host', url.host],
      ['accept', 'image/*,*/*;q=0.8'],
      ['accept-encoding', 'identity'],
      ['user-agent', 'freshet'],
    ]
    const answer = await engine.origins.call({
      site,
      url: url.href,
      method: 'GET',
      headers,
      body: null,
      timeoutMs: SILENCE_MS,
    })
    if (answer.kind === 'failed') return unreachable(url, answer)
    const next = redirectOf(answer, url)
    if (next === undefined) return read(answer, url, () => engine.clock.nowMs() - beganAtMs > WHOLE_MS)
    await leave(answer)
    if (!rules.allowsRemote(next)) {
      return imageRefused(
        `${url.host} redirects to ${next.host}, which no domain or remote pattern of this site names.`,
      )
    }
    url = next
  }
  const message = `${url.host} redirects more than ${MAX_REDIRECTS} times.`
  return { kind: 'problem', status: 508, code: 'OPTIMIZED_EXTERNAL_IMAGE_TOO_MANY_REDIRECTS', message }
}

function redirectOf({ status, headers }: FunctionResponse, from: URL): URL | undefined {
  const location = headerOf(headers, 'location')
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined
  return URL.canParse(location, from) ? new URL(location, from) : undefined
}

async function read(answer: FunctionResponse, url: URL, isOverdue: () => boolean): Promise<SourceImage | ImageProblem> {
  const { status, headers } = answer
  const refusal = refusalOf(answer, url)
  if (refusal !== undefined) {
    await leave(answer)
    return refusal
  }
  const bytes = await wholeBody(punctual(answer.body, isOverdue)).catch((error: unknown) =>
    error instanceof Late ? 'late' : null,
  )
  if (bytes === 'late') return timedOut(url)
  if (bytes === null) return external('FAILED', `${url.host} broke off its answer.`)
  if (bytes === undefined) return imageTooLarge(`The source is larger than ${MAX_SOURCE_BYTES} bytes.`)
  if (bytes.byteLength === 0) return external('INVALID', `${url.host} answers ${status} with nothing.`)
  return { kind: 'source', bytes, tags: [], maxAgeSeconds: maxAgeOf(headerOf(headers, 'cache-control')) }
}

function refusalOf({ status, headers }: FunctionResponse, url: URL): ImageProblem | undefined {
  if (status === 401 || status === 403) return external('UNAUTHORIZED', `${url.host} answers ${status}.`)
  if (status === 404 || status === 410) {
    return { kind: 'problem', status: 404, code: 'NOT_FOUND', message: `${url.host} has no such image.` }
  }
  if (status !== 200) return external('FAILED', `${url.host} answers ${status}.`)
  if ((headerOf(headers, 'content-encoding') ?? 'identity') !== 'identity') {
    return external('INVALID', `${url.host} compresses its answer although it was asked not to.`)
  }
  if (Number(headerOf(headers, 'content-length') ?? 0) > MAX_SOURCE_BYTES) {
    return imageTooLarge(`The source is larger than ${MAX_SOURCE_BYTES} bytes.`)
  }
  return undefined
}

class Late extends Error {}

async function* punctual(body: AsyncIterable<Uint8Array>, isOverdue: () => boolean): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    if (isOverdue()) throw new Late()
    yield chunk
  }
}

/** Of a body that nobody reads, the connection would stay. */
async function leave({ body, tags }: FunctionResponse): Promise<void> {
  tags.catch(() => undefined)
  await body[Symbol.asyncIterator]().return?.()
}

function unreachable(url: URL, { reason, message }: OriginFailure): ImageProblem {
  if (reason === 'origin_timeout') return timedOut(url)
  if (reason === 'origin_private') {
    return imageRefused(`${url.host} is a private address, which the owner of the project has not allowed by name.`)
  }
  return external('FAILED', `${url.host} cannot be reached: ${message}`)
}

function timedOut(url: URL): ImageProblem {
  return { kind: 'problem', status: 504, code: 'IMAGE_TIMEOUT', message: `${url.host} took too long.` }
}

function external(what: 'FAILED' | 'INVALID' | 'UNAUTHORIZED', message: string): ImageProblem {
  return { kind: 'problem', status: 502, code: `OPTIMIZED_EXTERNAL_IMAGE_REQUEST_${what}`, message }
}
