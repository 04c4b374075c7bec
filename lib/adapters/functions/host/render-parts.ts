import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Callable, isCallable, member } from '@/lib/adapters/functions/host/callable'
import { MAX_PARTS_BYTES, type PartLabel } from '@/lib/adapters/functions/protocol'

type Part = Omit<PartLabel, 'sizeBytes'> & { readonly bytes: Buffer }

/** The edge fetches them as soon as the answer has ended. */
const KEPT_MS = 30_000

const wanting = new WeakMap<IncomingMessage, Part[]>()
const kept = new Map<string, readonly Part[]>()

/** Notes that what this call's render makes beside its answer is of use to the edge. */
export function wantParts(req: IncomingMessage): void {
  wanting.set(req, [])
}

/**
 * Next with cache components renders a page whole once, and answers with one representation of it. To whoever asks by
 * `onCacheEntryV2` it hands all of them, with the postponed state that no answer carries. `false` leaves the answer to Next.
 */
export function collectParts(exported: Callable): Callable {
  const withMetadata = member(exported, 'getRequestHandlerWithMetadata')
  if (!isCallable(withMetadata)) return exported
  return (req, res) => {
    const parts = isRequest(req) ? wanting.get(req) : undefined
    if (parts === undefined) return exported(req, res)
    const onCacheEntryV2 = async (entry: unknown) => {
      parts.splice(0, parts.length, ...partsOf(member(entry, 'value')))
      return false
    }
    const handler = withMetadata({ onCacheEntryV2 })
    return isCallable(handler) ? handler(req, res) : exported(req, res)
  }
}

/** Keeps the parts of a call whose answer is out, until they are fetched; gives what there is of them. */
export function keepParts(call: string, req: IncomingMessage): PartLabel[] {
  const parts = wanting.get(req) ?? []
  const sizeBytes = parts.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
  // More are not kept: the members of the group are then rendered one by one, as other functions are.
  if (parts.length === 0 || sizeBytes > MAX_PARTS_BYTES) return []
  kept.set(call, parts)
  setTimeout(() => kept.delete(call), KEPT_MS).unref()
  return parts.map(({ kind, name, bytes }) => ({ kind, name, sizeBytes: bytes.byteLength }))
}

/** Answers with the bytes of the parts of a call, one after the other, and forgets them. */
export function givePartsOf(call: string, res: ServerResponse): void {
  const parts = kept.get(call)
  kept.delete(call)
  if (parts === undefined) {
    res.writeHead(404).end()
    return
  }
  const bytes = Buffer.concat(parts.map((part) => part.bytes))
  res.writeHead(200, { 'content-length': bytes.byteLength }).end(bytes)
}

/** Of a page alone: `{ kind: 'APP_PAGE', postponed?, rscData?, segmentData? }`. */
function partsOf(value: unknown): Part[] {
  if (member(value, 'kind') !== 'APP_PAGE') return []
  const postponed = member(value, 'postponed')
  const rscData = member(value, 'rscData')
  const segmentData = member(value, 'segmentData')
  return [
    ...(typeof postponed === 'string' ? [part('state', '', Buffer.from(postponed))] : []),
    ...(rscData instanceof Uint8Array ? [part('rsc', '', rscData)] : []),
    ...(segmentData instanceof Map ? segments(segmentData) : []),
  ]
}

function segments(data: ReadonlyMap<unknown, unknown>): Part[] {
  return [...data].flatMap(([name, bytes]) =>
    typeof name === 'string' && bytes instanceof Uint8Array ? [part('segment', name, bytes)] : [],
  )
}

function part(kind: Part['kind'], name: string, bytes: Uint8Array): Part {
  return { kind, name, bytes: Buffer.from(bytes) }
}

function isRequest(value: unknown): value is IncomingMessage {
  return typeof value === 'object' && value !== null
}
