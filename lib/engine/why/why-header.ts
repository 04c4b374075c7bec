import type { EngineResponse } from '@/lib/engine/request'
import type { Explained } from '@/lib/engine/why/explain'

/** A request that carries a token here is answered with why it is answered so, in a header of the same name. */
export const WHY_HEADER = 'x-freshet-why'

/** Longest value: proxies refuse heads that are much longer. */
const MAX_WHY_CHARACTERS = 4_000

/**
 * The answer with the explanation in its head, as JSON in ASCII. No cache on the way may keep it: it speaks of one request, and names
 * whoever purged.
 */
export function withWhy(response: EngineResponse, explained: Explained, requestId: string): EngineResponse {
  const headers: string[] = []
  for (let at = 0; at < response.headers.length; at += 2) {
    const name = response.headers[at] ?? ''
    if (!REPLACED.has(name.toLowerCase())) headers.push(name, response.headers[at + 1] ?? '')
  }
  headers.push('cache-control', 'private, no-store', WHY_HEADER, whyValue(explained, requestId))
  return { ...response, headers }
}

const REPLACED = new Set(['cache-control', WHY_HEADER])

/** Steps go first where it does not fit, the last of them before the others; the sentence stays, if need be in part. */
function whyValue({ sentence, steps, hint }: Explained, requestId: string): string {
  const told = steps.map(({ title, says }) => `${title}: ${says}`)
  for (let count = told.length; count >= 0; count--) {
    const value = ascii({ sentence, hint, requestId, steps: told.slice(0, count) })
    if (value.length <= MAX_WHY_CHARACTERS) return value
  }
  // Each character may become six.
  return ascii({ sentence: sentence.slice(0, 500), requestId })
}

function ascii(value: object): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, escaped)
}
