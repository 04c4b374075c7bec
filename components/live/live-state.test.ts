import { expect, test } from 'vitest'
import { type LiveState, liveAfter, liveBeginning, MOST_ROWS } from '@/components/live/live-state'
import { before } from '@/components/testing/instants'
import { liveRequestWith } from '@/components/testing/live-requests'
import type { LiveMessage } from '@/lib/contract/live'

/** The nth request; higher ones are newer. */
const request = (n: number) => liveRequestWith({ id: `edg_1-${n}`, at: before(100_000 - n) })
const told = (...messages: readonly LiveMessage[]) => ({ kind: 'told', messages }) as const
const came = (...numbers: readonly number[]) =>
  told(...numbers.map((n) => ({ event: 'request' as const, data: request(n) })))
const idsOf = ({ rows }: Pick<LiveState, 'rows'>) => rows.map(({ id }) => Number(id.slice('edg_1-'.length)))

const beginning = liveBeginning({ requests: [request(1), request(2)], edges: [] })

test('what comes stands on top, in the order of its instants, and once', () => {
  expect(idsOf(beginning)).toEqual([2, 1])
  const next = liveAfter(beginning, came(5, 4, 2))
  expect(idsOf(next)).toEqual([5, 4, 2, 1])
  expect(next.phase).toEqual({ kind: 'live' })
})

test('paused, nothing moves, and what came meanwhile is counted; going on shows it', () => {
  const paused = liveAfter(liveAfter(beginning, { kind: 'paused', isPaused: true }), came(3, 4))
  expect(idsOf(paused)).toEqual([2, 1])
  expect(paused.heldCount).toBe(2)
  expect(liveAfter(paused, came(4)).heldCount).toBe(2)
  const goingOn = liveAfter(paused, { kind: 'paused', isPaused: false })
  expect(idsOf(goingOn)).toEqual([4, 3, 2, 1])
  expect(goingOn.heldCount).toBe(0)
})

test('rows are bounded, paused or not', () => {
  const many = Array.from({ length: MOST_ROWS + 50 }, (_, at) => at + 3)
  expect(idsOf(liveAfter(beginning, came(...many)))).toHaveLength(MOST_ROWS)
  const paused = liveAfter(liveAfter(beginning, { kind: 'paused', isPaused: true }), came(...many))
  expect([paused.held.length, paused.heldCount]).toEqual([MOST_ROWS, MOST_ROWS + 50])
})

test('what was dropped adds up, the time away and the edges are those told last, and the end has its reason', () => {
  const gap = { from: before(9_000), until: before(4_000), seconds: 5 }
  const next = liveAfter(
    beginning,
    told(
      { event: 'dropped', data: { count: 3 } },
      { event: 'dropped', data: { count: 4 } },
      { event: 'gap', data: gap },
      { event: 'edges', data: { edges: [{ id: 'edg_1', region: 'ams', state: 'unreachable' }] } },
    ),
  )
  expect(next).toMatchObject({ droppedCount: 7, gapSeconds: 5, edges: [{ state: 'unreachable' }] })
  const ended = liveAfter(next, told({ event: 'end', data: { reason: 'not_allowed', message: 'Sign in.' } }))
  expect(ended.phase).toEqual({ kind: 'refused', message: 'Sign in.' })
})
