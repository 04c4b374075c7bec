import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { waitForLocks } from '@/lib/ops/testing'
import { faultRounds } from '@/lib/server/env'
import { hold } from './hold.ts'
import type { FaultEdge } from './installation.ts'
import { installationFixture } from './installation-fixture.ts'
import { OBEYED_MS, PURGED } from './ledger.ts'
import { editAndPurge } from './operators.ts'
import { play } from './play.ts'
import { descendantsOf, untilGone } from './processes.ts'
import { proveRecovered } from './proof.ts'
import { readBody } from './site.ts'
import { until } from './until.ts'
import { visit } from './visitors.ts'

const HOUR_MS = 3_600_000

const fixture = installationFixture({ nodeOptions: steppedClock })

/** The first edge's clock can be stepped forth, the second one's back. */
function steppedClock(index: number): readonly string[] {
  const url = pathToFileURL(join(import.meta.dirname, 'stepped-clock.mjs'))
  url.searchParams.set('step', String([HOUR_MS, -HOUR_MS, 0][index]))
  return ['--import', url.href]
}

function someEdge(): FaultEdge {
  const edge = fixture.installation.edges[Math.floor(Math.random() * fixture.installation.edges.length)]
  if (edge === undefined) throw new Error('No edge runs.')
  return edge
}

const [edited] = PURGED
if (edited === undefined) throw new Error('No page is purged.')

describe.each(faultRounds())('round %i', () => {
  test('kill -9 of an edge while everything goes on: the others obey, and it comes back in step', async (context) => {
    await play(fixture.installation, context, {
      promote: true,
      fault: async ({ operators, round }) => {
        const edge = someEdge()
        const hosts = descendantsOf(edge.pid)
        await edge.kill()
        await operators.acknowledge(5)
        await round()
        await untilGone(hosts)
        const beganMs = performance.now()
        await edge.start()
        return `it was ready ${Math.round(performance.now() - beganMs)} ms after its start`
      },
    })
  })

  test('kill -9 of an edge during the write of a page: another makes the page', async () => {
    const [dying, other] = fixture.installation.edges
    if (dying === undefined || other === undefined) throw new Error('No edges run.')
    expect(await editAndPurge(fixture.installation, edited)).toBe(200)
    const held = await hold(fixture.installation, 'versions')
    await until(async () => expect((await visit(dying, edited.path)).cache).toBe('STALE'))
    await waitForLocks(fixture.installation.pool.sql, 1)
    await dying.kill()
    await held.release()
    await until(async () => {
      const { cache, body } = await visit(other, edited.path)
      const isNew = readBody(body)?.edition === fixture.installation.ledger.editionOf(edited.name)
      expect([cache, isNew]).toEqual(['HIT', true])
    })
    await dying.start()
    await proveRecovered(fixture.installation)
  })

  test('an edge held still for longer than it may be out of touch: what it shows first is nothing that was purged', async (context) => {
    await play(fixture.installation, context, {
      fault: async ({ operators }) => {
        const edge = someEdge()
        process.kill(edge.pid, 'SIGSTOP')
        let shown: ReturnType<typeof visit>
        let promised = 0
        try {
          await operators.acknowledge(10)
          await delay(OBEYED_MS)
          promised = fixture.installation.ledger.oldestFresh(edited.name)
          shown = visit(edge, edited.path)
          await delay(50)
        } finally {
          process.kill(edge.pid, 'SIGCONT')
        }
        const { status, cache, body } = await shown
        expect(status).toBe(200)
        if (cache === 'HIT') expect(readBody(body)?.edition).toBeGreaterThanOrEqual(promised)
        return `it showed a ${cache} when it woke`
      },
    })
  })

  test('edges restarted one after the other: every answer that was begun is ended', async (context) => {
    await play(fixture.installation, context, {
      promote: true,
      fault: async ({ round }) => {
        for (const edge of fixture.installation.edges) {
          await edge.stop()
          await edge.start()
          await round()
        }
        return undefined
      },
    })
  })

  test('kill -9 of the dashboard while everything goes on: a 2xx is in the journal', async (context) => {
    await play(fixture.installation, context, {
      promote: true,
      fault: async ({ operators, round }) => {
        await fixture.installation.dashboard.kill()
        await round()
        await fixture.installation.dashboard.start()
        return `a purge is taken ${await operators.acknowledge(1)} ms after the start`
      },
    })
  })

  test('kill -9 of the dashboard during a purge: nothing of it is in the journal', async () => {
    const [before] = await fixture.installation.pool.sql`select count(*)::int as n from journal`
    const held = await hold(fixture.installation, 'journal')
    const purged = editAndPurge(fixture.installation, edited)
    await waitForLocks(fixture.installation.pool.sql, 1)
    await fixture.installation.dashboard.kill()
    await held.release()
    expect(await purged).toBe(0)
    await fixture.installation.dashboard.start()
    await proveRecovered(fixture.installation)
    const [after] = await fixture.installation.pool.sql`select count(*)::int as n from journal`
    expect(after?.n - before?.n).toBe(PURGED.length)
  })

  test('clocks of two edges stepped by an hour, forth and back: no purged page returns, no age is negative', async (context) => {
    await play(fixture.installation, context, {
      promote: true,
      fault: async ({ operators, round }) => {
        const [forth, back] = fixture.installation.edges
        for (const edge of [forth, back]) process.kill(edge?.pid ?? 0, 'SIGUSR2')
        await operators.acknowledge(10)
        await round()
        for (const edge of [forth, back]) process.kill(edge?.pid ?? 0, 'SIGUSR2')
        return undefined
      },
    })
  })
})
