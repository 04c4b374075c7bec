import { expect, test } from 'vitest'
import { replyMessage } from '@/lib/adapters/functions/channel-protocol'
import { HandedValues, handOut, joinBoard } from '@/lib/adapters/functions/host/handed-values'
import { createValuePouch } from '@/lib/adapters/functions/host/kept-values'
import { type HostedCall, runInCall } from '@/lib/adapters/functions/host/request-context'
import { createUseCache } from '@/lib/adapters/functions/host/use-cache'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { type Ask, answerAsk } from '@/lib/engine/asks/asks'
import { CallRecord } from '@/lib/engine/calls/call-record'

/**
 * Every order in which an edit with its purge, a call that reads or makes a value, and a second call of the same process can
 * fall, with each message between host and edge held back for as long as the order says. The process hands values on as Next
 * does (`use-cache-wrapper.js`): who asks for one that is being read or made waits for it, and asks no handler.
 */
test.each(['absent', 'kept'] as const)(
  'in no order is a call that was handed an old value called newer than it, nor what it makes of it: %s before',
  async (before) => {
    const { interleavings, violations } = await explore({ before, isCounted: true })
    process.stdout.write(
      `handed values, ${before} before: ${interleavings} interleavings, ${violations.length} faults\n`,
    )
    expect(interleavings).toBe(420)
    expect(violations).toEqual([])
  },
)

test.each(['absent', 'kept'] as const)(
  'the model finds the fault of values handed on uncounted: %s before',
  async (before) => {
    const { violations } = await explore({ before, isCounted: false })
    expect(violations.length).toBeGreaterThan(0)
  },
)

test('many handed values are told as one that is as old as the oldest, and nothing newer than the call is', () => {
  const call = new HandedValues(200)
  const leave = joinBoard(call)
  handOut([{ stamp: 200, tags: ['new'] }])
  expect(call.all()).toEqual([])
  for (let stamp = 199; stamp > 130; stamp -= 1) handOut([{ stamp, tags: [`t${stamp}`] }])
  expect(call.all()[0]).toEqual({ stamp: 135, tags: null })
  expect(call.all().length).toBeLessThanOrEqual(64)
  expect(Math.min(...call.all().map(({ stamp }) => stamp))).toBe(131)
  leave()
  handOut([{ stamp: 1, tags: [] }])
  expect(Math.min(...call.all().map(({ stamp }) => stamp))).toBe(131)
})

const STEPS = { editor: 2, first: 4, second: 2 } as const
type Actor = keyof typeof STEPS
type World = { readonly before: 'absent' | 'kept'; readonly isCounted: boolean }

async function explore(world: World) {
  const violations: string[] = []
  let interleavings = 0
  for (const order of orders({ editor: 0, first: 0, second: 0 }, [])) {
    interleavings += 1
    for (const fault of await play(order, world)) violations.push(`${fault}: ${order.join(' ')}`)
  }
  return { interleavings, violations }
}

function* orders(taken: Readonly<Record<Actor, number>>, order: readonly Actor[]): Generator<readonly Actor[]> {
  const actors = (['editor', 'first', 'second'] as const).filter((actor) => taken[actor] < STEPS[actor])
  if (actors.length === 0) yield order
  for (const actor of actors) yield* orders({ ...taken, [actor]: taken[actor] + 1 }, [...order, actor])
}

async function play(order: readonly Actor[], { before, isCounted }: World): Promise<string[]> {
  const edge = createMemoryEdge({ outputs: [], answer: () => ({ body: '' }) })
  await edge.sync()
  let content = 'before the edit'
  const gates = { read: gate(), make: gate(), write: gate() }
  const open = openProcess(edge, isCounted)
  if (before === 'kept')
    await open
      .begin({})()
      .cached('inner', async () => content)

  let second: ReturnType<typeof open.begin> | undefined
  let page: Promise<{ readonly shown: string; readonly stamp: number }> | undefined
  const steps: Record<Actor, (() => unknown)[]> = {
    editor: [
      () => {
        content = 'after the edit'
      },
      () => edge.purge('invalidate', { kind: 'tag', tag: 'news' }),
    ],
    first: [
      () => {
        const call = open.begin({ read: () => gates.read.passed, write: () => gates.write.passed })()
        void call.cached('inner', async () => {
          await gates.make.passed
          return content
        })
      },
      () => gates.read.pass(),
      () => gates.make.pass(),
      () => gates.write.pass(),
    ],
    second: [
      () => {
        second = open.begin({})
      },
      () => {
        page = second?.().page(() => content)
      },
    ],
  }
  for (const actor of order) {
    await steps[actor].shift()?.()
    await quiet()
  }
  const faults: string[] = []
  const ended = await page
  if (ended === undefined || (ended.shown !== content && ended.stamp >= edge.engine.view.seq)) faults.push('page')
  const outer = await open.begin({})().read('outer')
  if (outer !== undefined && outer !== content) faults.push('value')
  return faults
}

type Delays = { readonly read?: () => Promise<void>; readonly write?: () => Promise<void> }

/** A process of a function, with what Next keeps in it for all calls. */
function openProcess(edge: ReturnType<typeof createMemoryEdge>, isCounted: boolean) {
  const pending = new Map<string, Promise<string>>()

  /** The call begins at its edge; what is given back begins it in the process. */
  const begin = (delays: Delays) => {
    const record = new CallRecord({
      site: edge.site,
      stamp: edge.engine.view.seq,
      basis: edge.engine.view.basis,
      purpose: 'render',
      headers: [],
    })
    const asker = { site: edge.site, bundle: 'page', call: record }
    const useCache = createUseCache(
      createValuePouch(async (ask, bytes = new Uint8Array()) => {
        const counted: Ask = 'handed' in ask && !isCounted ? { ...ask, handed: [] } : ask
        const { reply, bytes: found = new Uint8Array() } = await answerAsk(edge.engine, asker, counted, bytes)
        if (ask.ask === 'read') await delays.read?.()
        if (ask.ask === 'write') await delays.write?.()
        const head = replyMessage.parse(reply)
        if (head.reply === 'refused' || head.reply === 'failed') throw new Error(head.message)
        return { head, bytes: Buffer.from(found) }
      }),
      async () => {},
    )
    return () => {
      const call = hostedCall(record.beginning.stamp)
      joinBoard(call.handed)
      const read = async (key: string) => {
        const found = await useCache.get(key, [])
        return found === undefined ? undefined : new Response(found.value).text()
      }
      const fill = async (key: string, make: () => Promise<string>) => {
        const found = await read(key)
        if (found !== undefined) return found
        const text = await make()
        const value = new Response(text).body
        if (value === null) throw new Error('A text has a body.')
        const lifetimes = {
          stale: 30,
          revalidate: 600,
          expire: 3_600,
          timestamp: performance.timeOrigin + performance.now(),
        }
        await useCache.set(key, Promise.resolve({ value, tags: ['news'], ...lifetimes }))
        return text
      }
      const cached = (key: string, make: () => Promise<string>) =>
        runInCall(call, () => {
          const joined = pending.get(key)
          if (joined !== undefined) return joined
          const filled = fill(key, make).finally(() => pending.delete(key))
          pending.set(key, filled)
          return filled
        })
      return {
        cached,
        read: (key: string) => runInCall(call, () => read(key)),
        /** A page that keeps what it makes of the value, and ends. */
        page: async (make: () => string) => {
          const shown = await cached('outer', () => cached('inner', async () => make()))
          const handed = isCounted ? call.handed.all() : []
          await answerAsk(edge.engine, asker, { ask: 'count_handed', handed }, new Uint8Array())
          return { shown, stamp: record.stamp }
        },
      }
    }
  }
  return { begin }
}

/** A call as the process has it, of which nothing matters here but what it was handed. */
function hostedCall(stamp: number): HostedCall {
  const context = { waitUntil: () => {}, addCacheTag: async () => {}, headers: {}, url: '' }
  const settled = async () => ({ waited: 0, rejected: 0 })
  return { id: '1', context, handed: new HandedValues(stamp), held: new Set(), tags: () => [], settled }
}

function gate() {
  const { promise, resolve: pass } = Promise.withResolvers<void>()
  return { passed: promise, pass }
}

/** Streams need turns of the event loop of their own; nothing here waits for longer. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((settled) => setImmediate(settled))
}
