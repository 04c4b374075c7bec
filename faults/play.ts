import { setTimeout as delay } from 'node:timers/promises'
import { expect, type TestContext } from 'vitest'
import type { Installation } from './installation.ts'
import { PAGES } from './ledger.ts'
import { Operators, promote } from './operators.ts'
import { faultsInStore, purgeAll, showTheNewest } from './proof.ts'
import { Visitors } from './visitors.ts'

export type Traffic = {
  readonly operators: Operators
  /** Resolves once visitors have asked for every page once more at every edge that is up. */
  round(): Promise<void>
}

export type Play = {
  /** Deployments are promoted in turn, too. */
  readonly promote?: boolean
  /** What goes wrong, and how it is put right again, while visitors and operators go on. */
  readonly fault: (traffic: Traffic) => Promise<string | undefined>
}

/**
 * Visitors and operators at work, a fault, and after it the proof that nothing acknowledged was lost and nothing untrue was
 * shown meanwhile. Notes what happened with the test.
 */
export async function play(
  installation: Installation,
  test: TestContext,
  { promote = false, fault }: Play,
): Promise<void> {
  await warm(installation, promote)
  const { edges, ledger, labels } = installation
  const visitors = new Visitors(edges, ledger, labels)
  const operators = new Operators(installation, { promote })
  const round = async () => {
    const wanted = visitors.answers + PAGES.length * edges.filter(({ isUp }) => isUp).length
    while (visitors.answers < wanted) await delay(10)
  }
  let note: string | undefined
  try {
    await operators.acknowledge(5)
    note = await fault({ operators, round })
    await operators.acknowledge(5)
    await round()
  } finally {
    await Promise.all([operators.stop(), visitors.stop()])
  }
  await purgeAll(installation)
  await showTheNewest(installation)
  const broken = [...visitors.violations, ...(await faultsInStore(installation))]
  if (broken.length > 0) throw new Error(`Promises were broken:\n${broken.join('\n')}`)
  await test.annotate(
    [
      note,
      `${visitors.answers} answers right, the slowest after ${visitors.slowestMs} ms`,
      `purges by status ${told(operators.purges)}`,
      ...(promote ? [`promotions ${told(operators.promotions)}`] : []),
    ]
      .filter((part) => part !== undefined)
      .join('; '),
  )
}

function told(counts: ReadonlyMap<number, number>): string {
  return [...counts].map(([status, count]) => `${status === 0 ? 'none' : status}: ${count}`).join(', ')
}

/** Every edge holds every page, of both deployments where they are to be promoted. The first one is shown at the end. */
async function warm(installation: Installation, isOfBoth: boolean): Promise<void> {
  const [one = '', two = ''] = installation.labels.keys()
  for (const id of isOfBoth ? [two, one] : []) {
    expect(await promote(installation, id)).toBe(200)
    await showTheNewest(installation)
  }
  await showTheNewest(installation)
}
