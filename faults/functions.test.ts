import { describe, expect, test } from 'vitest'
import { faultRounds } from '@/lib/server/env'
import { installationFixture } from './installation-fixture.ts'
import { Ledger, PURGED } from './ledger.ts'
import { editAndPurge } from './operators.ts'
import { play } from './play.ts'
import { descendantsOf, signal } from './processes.ts'
import { purgeAll, showTheNewest } from './proof.ts'
import { type Behaviour, readBody } from './site.ts'
import { until } from './until.ts'
import { Visitors, visit } from './visitors.ts'

const fixture = installationFixture()

const MISBEHAVIOURS: readonly Behaviour[] = ['throw', 'exit', 'spin', 'flood', 'fail', 'half']

/** Of every edge. */
function hosts(): readonly number[] {
  return fixture.installation.edges.flatMap(({ pid }) => descendantsOf(pid))
}

test.each([
  [
    'a purge that nobody obeyed',
    (ledger: Ledger) => ledger.acknowledgePurge('edited-0', 1_000, 1),
    /as HIT .*purged for edition 1000/,
  ],
  [
    'a deployment that is not shown',
    (ledger: Ledger) => ledger.acknowledgePromotion('another'),
    /as HIT, which is not shown/,
  ],
])('visitors notice %s', async (_what, promise, complaint) => {
  const { edges, labels, ledger } = fixture.installation
  const promised = new Ledger(ledger.shown[0] ?? '')
  promise(promised)
  const visitors = new Visitors(edges, promised, labels)
  await until(async () => expect(visitors.violations.join('\n')).toMatch(complaint))
  await visitors.stop()
})

describe.each(faultRounds())('round %i', () => {
  test('kill -9 of all function hosts while everything goes on: warm pages answer, and pages are made again', async (context) => {
    await play(fixture.installation, context, {
      fault: async ({ operators, round }) => {
        const killed = hosts()
        signal(killed, 'SIGKILL')
        await operators.acknowledge(5)
        await round()
        return `${killed.length} processes killed`
      },
    })
  })

  test('kill -9 of a function host during a render that a visitor waits for: the visitor gets the page', async () => {
    const [edge] = fixture.installation.edges
    const page = PURGED.find(({ kind }) => kind === 'deleted')
    if (edge === undefined || page === undefined) throw new Error('No page waits.')
    fixture.installation.source.behave(page.name, 'wait')
    expect(await editAndPurge(fixture.installation, page)).toBe(200)
    const shown = until(async () => {
      const { status, body } = await visit(edge, page.path)
      expect([status, readBody(body)?.edition]).toEqual([200, fixture.installation.ledger.editionOf(page.name)])
    })
    await until(async () => expect(fixture.installation.source.waiting(page.name)).toBeGreaterThan(0))
    signal(hosts(), 'SIGKILL')
    fixture.installation.source.behave(page.name, 'well')
    await shown
    await purgeAll(fixture.installation)
    await showTheNewest(fixture.installation)
  })

  test('functions that throw, exit, loop, flood, fail and break off: what was stored stays, warm pages answer', async (context) => {
    const pages = PURGED.filter(({ kind }) => kind === 'edited')
    await play(fixture.installation, context, {
      fault: async ({ operators, round }) => {
        for (const [index, { name }] of pages.entries())
          fixture.installation.source.behave(name, MISBEHAVIOURS[index] ?? 'throw')
        await operators.acknowledge(10)
        await round()
        for (const { name } of pages) fixture.installation.source.behave(name, 'well')
        return undefined
      },
    })
  })
})
