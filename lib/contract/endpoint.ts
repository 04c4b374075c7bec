import { z } from 'zod'
import type { TokenScope } from '@/lib/contract/access'

/** Who may call: a token scope (operators have it by their role), any signed-in operator, or everybody. */
export type EndpointScope = TokenScope | 'session' | 'public'

/** One call of the REST API. `{name}` in the path takes the input's field of that name. */
export type Endpoint<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: `/api/v1/${string}`
  readonly input: Input
  readonly output: Output
  readonly scope: EndpointScope
  /** `bytes`: the body of the request is a file, not JSON. */
  readonly body?: 'bytes'
  /** `events`: the answer is a stream of events, each of the form of the output. */
  readonly answer?: 'events'
  readonly summary: string
}

/** States an endpoint and keeps the types of its schemas. */
export function endpoint<Input extends z.ZodType, Output extends z.ZodType>(
  parts: Endpoint<Input, Output>,
): Endpoint<Input, Output> {
  return parts
}

const fields = z.record(z.string(), z.unknown())

/**
 * Where a call of `endpoint` goes: fields named in the path go there, the others into the query (GET, DELETE, files)
 * or the JSON body.
 */
export function requestFor<Input extends z.ZodType>(
  { method, path, body }: Endpoint<Input>,
  input: z.input<Input>,
): { readonly method: string; readonly url: string; readonly json: string | null } {
  const rest = new Map(Object.entries(fields.parse(input)).filter(([, value]) => value !== undefined))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name)
    rest.delete(name)
    return encodeURIComponent(String(value))
  })
  if ((method === 'POST' || method === 'PUT') && body !== 'bytes') {
    return { method, url: filled, json: JSON.stringify(Object.fromEntries(rest)) }
  }
  const query = new URLSearchParams([...rest].map(([name, value]) => [name, String(value)]))
  return { method, url: query.size === 0 ? filled : `${filled}?${query}`, json: null }
}
