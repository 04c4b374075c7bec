import { z } from 'zod'
import type { Endpoint } from '@/lib/contract/endpoint'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { fieldWords } from '@/lib/server/api/field-words'

/** One request of the REST API: `params` are the fields named in its path, `ctx` whom the operation is done for. */
export type Call = { readonly request: Request; readonly params: object; readonly ctx: OpsContext }

/** A manifest names every file of a site: 100,000 of them stay below this. File uploads do not pass here. */
const MAX_JSON_BYTES = 32 * 1024 * 1024
/** Somebody who has not signed in sends an address and a password at most. */
const MAX_ANONYMOUS_BYTES = 64 * 1024

/** What a request asks for: path, then query or JSON body, parsed. Throws `OpError` with the field that is wrong. */
export async function readInput<Input extends z.ZodType>(
  endpoint: Endpoint<Input>,
  { request, params, ctx }: Call,
): Promise<z.output<Input>> {
  const maxBytes = ctx.actor.kind === 'anonymous' ? MAX_ANONYMOUS_BYTES : MAX_JSON_BYTES
  const fields = { ...(await givenFields(endpoint, request, maxBytes)), ...params }
  if (!isStorable(fields)) {
    throw new OpError('invalid', 'The request holds a character that is none: NUL, or half of a surrogate pair.')
  }
  const parsed = endpoint.input.safeParse(fields)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(({ path, message }) => ({ key: path.join('.'), message }))
  const [first] = parsed.error.issues
  const field = fieldWords(fields, first?.path ?? [])
  const message = first?.message ?? 'Not what this call takes.'
  throw new OpError('invalid', field === '' ? message : `${field}: ${message}`, { details: { issues } })
}

/** The body of a request, as it comes. */
export async function* chunks(request: Request): AsyncGenerator<Uint8Array> {
  if (request.body !== null) yield* request.body
}

async function givenFields({ method, body }: Endpoint, request: Request, maxBytes: number): Promise<object> {
  if (method === 'GET' || method === 'DELETE' || body === 'bytes') {
    return Object.fromEntries(new URL(request.url).searchParams)
  }
  const text = await readText(request, maxBytes)
  if (text === '') return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch (cause) {
    throw new OpError('invalid', 'The body of the request is not a JSON object.', { cause })
  }
}

/** The body of a request as text; larger ones are refused. */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  return new TextDecoder().decode(await readAll(request, maxBytes))
}

async function readAll(request: Request, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let sizeBytes = 0
  for await (const part of chunks(request)) {
    sizeBytes += part.byteLength
    if (sizeBytes > maxBytes) throw new OpError('invalid', `The body of the request is larger than ${maxBytes} bytes.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Whether every text in it is one that PostgreSQL can hold. No recursion: JSON may be nested as deep as it is long. */
function isStorable(fields: object): boolean {
  const values: unknown[] = [fields]
  // Values found on the way are visited too.
  for (const value of values) {
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) return false
    if (typeof value !== 'object' || value === null) continue
    for (const [key, inner] of Object.entries(value)) values.push(key, inner)
  }
  return true
}
