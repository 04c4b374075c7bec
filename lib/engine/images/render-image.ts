import type { HeaderPair } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import type { ImageProblem } from '@/lib/engine/images/image-problem'
import { type ImageOrder, makeImage } from '@/lib/engine/images/make-image'
import type { Rendered, RenderFailure, RenderRequest } from '@/lib/engine/steps/render'

/** Makes a copy as `render` makes a page: the copy, or a failure that says in words and status what is wrong. */
export async function renderImage(
  engine: Engine,
  { prerender: { id }, cause, stamp }: RenderRequest,
  order: ImageOrder,
): Promise<Rendered | RenderFailure> {
  const beganAtMs = engine.clock.nowMs()
  const image = await makeImage(engine, order)
  if (image.kind === 'problem') return failureOf(image, stamp)
  engine.meter.invoked(id, { cause, hasFailed: false })
  // What it took of the machine, the process that made it does not tell.
  const durationMs = Math.max(0, engine.clock.nowMs() - beganAtMs)
  engine.meter.spent(id, cause, { durationMs, cpuUs: 0, memoryMbMs: 0 })
  const { headers, tags, bytes, revalidateSeconds } = image
  const lifetime = { revalidateSeconds, expireSeconds: null }
  return { kind: 'rendered', status: 200, headers, tags, lifetime, bytes, stamp, state: null, parts: [] }
}

function failureOf({ status, code, message }: ImageProblem, stamp: number): RenderFailure {
  const headers: HeaderPair[] = [
    ['content-type', 'text/plain; charset=utf-8'],
    ['x-freshet-error', code],
    ...(status === 503 ? [['retry-after', '2'] as const] : []),
  ]
  const answer: Rendered = {
    kind: 'rendered',
    status,
    headers,
    tags: [],
    lifetime: { revalidateSeconds: null, expireSeconds: null },
    state: null,
    parts: [],
    stamp,
    bytes: new TextEncoder().encode(`${message}\n\n${code}\n`),
  }
  return { kind: 'failed', reason: status < 500 ? 'bad_request' : 'bad_status', message, answer }
}
