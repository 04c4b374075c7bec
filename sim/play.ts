import { PROJECT } from '@/lib/adapters/memory/site'
import { Chance } from '@/lib/engine/contract-tests/chance'
import { EVENTS, type EventName, mendEdge, WEIGHTS } from './events'
import { type Fault, NO_FAULT } from './faults'
import { Fleet } from './fleet'
import { DOCS, DOMAINS, PAGES, type Page } from './pages'
import { quiet } from './schedule'

export type Played = {
  readonly seed: number
  /** What went wrong first; `undefined`: nothing did. */
  readonly violation: string | undefined
  readonly answerCount: number
  /** Everything that happened, where it was asked for. */
  readonly trace: readonly string[]
}

const STEPS = 220
/** More waits than that, with nobody new, and it will never come to rest. */
const MAX_WAITS = 5_000

/** Plays one seed: the same seed, the same story. Ends with everything mended, when the newest must be shown everywhere. */
export async function play(
  seed: number,
  { fault = NO_FAULT, isTraced = false }: { readonly fault?: Fault; readonly isTraced?: boolean } = {},
): Promise<Played> {
  const chance = new Chance(seed ^ 0x5eed)
  const fleet = new Fleet({
    seed,
    fault,
    edgeCount: chance.pick([1, 2, 2, 3, 3]),
    pages: chance.some(PAGES, chance.pick([1, 1, 2, 3, PAGES.length])),
    domains: chance.some(DOMAINS, chance.pick([1, 1, 2])),
  })
  const trace: string[] = []
  if (isTraced) fleet.trace = (line) => trace.push(line)
  fleet.crashRate = chance.pick([0, 0, 0.03])
  await fleet.schedule.passQuick()
  await live(fleet, chance)
  if (fleet.violation === undefined) await rest(fleet)
  if (fleet.violation !== undefined) fleet.note(`VIOLATION: ${fleet.violation}`)
  return { seed, violation: fleet.violation, answerCount: fleet.answerCount, trace }
}

async function live(fleet: Fleet, chance: Chance): Promise<void> {
  const draw = drawerOf(chance)
  const haste = chance.pick([0.5, 0.7, 0.85])
  for (let step = 0; step < STEPS && fleet.violation === undefined; step += 1) {
    const isPassing = fleet.schedule.size > 0 && (fleet.chance.happens(haste) || fleet.schedule.size > 60)
    if (isPassing) {
      const passed = await fleet.schedule.passOne(fleet.chance)
      if (passed !== undefined) fleet.note(passed)
    } else {
      await EVENTS[draw()](fleet)
      await quiet()
    }
    fleet.probe(fleet.chance.pick(fleet.edges), fleet.chance.pick(fleet.pages), fleet.chance.pick(fleet.domains).host)
  }
}

/** Gives events as often as this seed wants them. */
function drawerOf(chance: Chance): () => EventName {
  const names = Object.keys(WEIGHTS).filter((name): name is EventName => name in EVENTS)
  const weights = names.map((name) => WEIGHTS[name] * (name === 'visit' ? 1 : chance.pick([0, 0.5, 1, 1, 3])))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return () => {
    let left = chance.next() * total
    const at = weights.findIndex((weight) => {
      left -= weight
      return left < 0
    })
    return names[at] ?? 'visit'
  }
}

/** Nothing is cut or broken any more. All waits end, the edges agree, and after one more purge all show the newest. */
async function rest(fleet: Fleet): Promise<void> {
  fleet.note('— everything is mended —')
  fleet.broken.clear()
  fleet.crashRate = 0
  for (const edge of fleet.edges) if (!edge.link.isWhole) mendEdge(fleet, edge)
  await settle(fleet)
  await fleet.pass(7_000)
  await settle(fleet)
  if (fleet.waitingCount > 0) fleet.fail(`${fleet.waitingCount} visitors were never answered`)
  fleet.expectAgreement()

  for (const doc of DOCS) fleet.model.versions[doc] += 1
  const mode = fleet.chance.pick(['invalidate', 'delete'] as const)
  const scope = { projectId: PROJECT, environment: null, domain: null, deploymentId: null }
  const selectors = [{ kind: 'all' }] as const
  await fleet.truth.purge({ mode, deleteAtMs: null, scope, selectors, actor: 'the end', reason: null })
  await settle(fleet)
  const { host: domain } = fleet.chance.pick(fleet.domains)
  const pages = new Set([fleet.chance.pick(fleet.pages), fleet.chance.pick(fleet.pages)])
  for (const edge of fleet.edges) for (const page of pages) await expectNewest(fleet, edge, { page, domain })
}

async function expectNewest(
  fleet: Fleet,
  edge: Fleet['edges'][number],
  { page, domain }: { readonly page: Page; readonly domain: string },
): Promise<void> {
  const [target] = page.targets
  for (let visits = 0; visits < 3; visits += 1) {
    fleet.visit(edge, page, { target, domain, manner: 'plainly' })
    await settle(fleet)
  }
  const { last } = fleet
  const isInOrder = fleet.model.isInOrder({ domain, page, target, text: last?.text ?? '' }, fleet.truth.nowMs)
  if (last?.status !== 'HIT' || !isInOrder)
    fleet.fail(`${edge.name} does not come to show what it should of ${domain}${target}: ${last?.status}`)
}

async function settle(fleet: Fleet): Promise<void> {
  await quiet()
  for (let waits = 0; fleet.schedule.size > 0; waits += 1) {
    if (waits === MAX_WAITS) {
      fleet.fail('it never comes to rest')
      return
    }
    const passed = await fleet.schedule.passOne(fleet.chance)
    if (passed !== undefined) fleet.note(passed)
  }
}
