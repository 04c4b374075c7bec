import type { ServerResponse } from 'node:http'

const ending = new WeakSet<ServerResponse>()

/**
 * Holds the end of an answer back until everything in `held` is settled, also what is added meanwhile: whoever has the
 * whole answer may count on what the function began before it ended.
 */
export function holdEnd(res: ServerResponse, held: ReadonlySet<Promise<unknown>>): void {
  const end = res.end
  const heldEnd = (...values: Parameters<ServerResponse['end']>) => {
    if (held.size === 0) return Reflect.apply(end, res, values)
    ending.add(res)
    void settled(held).then(() => Reflect.apply(end, res, values))
    return res
  }
  Object.assign(res, { end: heldEnd })
}

/** The function ended its answer, of which the end is held back. */
export function isEnding(res: ServerResponse): boolean {
  return ending.has(res)
}

async function settled(held: ReadonlySet<Promise<unknown>>): Promise<void> {
  while (held.size > 0) await Promise.allSettled(held)
}
