import type { StoredGroup } from '@/lib/adapters/memory/entry-store'
import { PROJECT } from '@/lib/adapters/memory/site'
import type { Scope, Selector } from '@/lib/engine/purges/journal'
import type { SimEdge } from './edge'
import type { Line } from './edge-link'
import type { Fleet } from './fleet'
import { DEPLOYMENTS, DOCS, type Manner, TAGS } from './pages'
import { OPERATOR } from './truth'

export type EventName = keyof typeof EVENTS

/** What can happen to a fleet beside that somebody who waits goes on. Each may do nothing where it makes no sense. */
export const EVENTS = {
  visit(fleet: Fleet) {
    const edge = readyEdge(fleet)
    const page = fleet.chance.pick(fleet.pages)
    const manner: Manner = fleet.chance.happens(0.85) ? 'plainly' : fleet.chance.pick(['forced', 'on_demand'])
    const target = fleet.chance.pick(page.targets)
    const { host: domain } = fleet.chance.pick(fleet.domains)
    if (edge !== undefined) fleet.visit(edge, page, { target, domain, manner })
  },
  edit(fleet: Fleet) {
    const doc = fleet.chance.pick(DOCS)
    fleet.model.versions[doc] += 1
    fleet.note(`somebody edits ${doc}: version ${fleet.model.versions[doc]}`)
  },
  purge: (fleet: Fleet) => purge(fleet, aSelector(fleet)),
  publish(fleet: Fleet) {
    const page = fleet.chance.pick(fleet.pages)
    for (const doc of page.docs) fleet.model.versions[doc] += 1
    const byTag = page.tags.map((tag): Selector => ({ kind: 'tag', tag }))
    purge(fleet, fleet.chance.pick([...byTag, { kind: 'path', path: page.path }]))
  },
  undo(fleet: Fleet) {
    const standing = fleet.model.standing.slice(-4)
    if (standing.length === 0) return
    const seq = fleet.chance.pick(standing)
    fleet.note(`purge ${seq} is undone`)
    void fleet.truth.undo(seq, { namesakes: fleet.fault.undoesNamesakes === true })
  },
  pin: (fleet: Fleet) => pin(fleet, ({ generations }) => fleet.chance.below(generations.length)),
  unpin: (fleet: Fleet) => pin(fleet, ({ pinned }) => (pinned === null ? undefined : null)),
  /** To the generation before the one that is served. */
  rollBack: (fleet: Fleet) =>
    pin(fleet, ({ pinned, generations }) => {
      const before = (pinned ?? generations.length - 1) - 1
      return before < 0 ? undefined : before
    }),
  move(fleet: Fleet) {
    const { host } = fleet.chance.pick(fleet.domains)
    const deployment = fleet.chance.pick(DEPLOYMENTS)
    fleet.note(`${host} shows ${deployment}`)
    fleet.truth.move(host, deployment)
  },
  backUp(fleet: Fleet) {
    fleet.note(`the database is backed up at ${fleet.truth.journal.seq}`)
    fleet.truth.backUp()
  },
  putBack(fleet: Fleet) {
    if (fleet.truth.putBack()) fleet.note(`the database is put back to ${fleet.truth.journal.seq}`)
  },
  crash(fleet: Fleet) {
    const edge = fleet.chance.pick(fleet.edges)
    fleet.note(`${edge.name} is killed`)
    fleet.replace(edge)
  },
  evict(fleet: Fleet) {
    const edge = fleet.chance.pick(fleet.edges)
    fleet.note(`${edge.name} forgets what it holds`)
    edge.engine.region.clear()
  },
  cut(fleet: Fleet) {
    const { link, name } = fleet.chance.pick(fleet.edges)
    const line: Line = fleet.chance.pick(['doorbell', 'journal', 'store'])
    link.isUp[line] = false
    // It cannot renew what it leased.
    if (line === 'store') fleet.truth.leases.abandon(name)
    fleet.note(`${name} is cut off: ${line}`)
  },
  mend(fleet: Fleet) {
    const edge = fleet.edges.find(({ link }) => !link.isWhole)
    if (edge !== undefined) mendEdge(fleet, edge)
  },
  breakPage(fleet: Fleet) {
    const { path } = fleet.chance.pick(fleet.pages)
    fleet.broken.add(path)
    fleet.note(`the function of ${path} breaks`)
  },
  mendPages(fleet: Fleet) {
    fleet.broken.clear()
    fleet.note('all functions work')
  },
  pass(fleet: Fleet) {
    const ms = fleet.chance.pick([1, 20, 400, 1_100, 2_500, 6_000, 20_000, 45_000])
    fleet.note(`${ms} ms pass`)
    return fleet.pass(ms)
  },
} as const satisfies Record<string, (fleet: Fleet) => Promise<void> | void>

/** How often each happens, beside the others. A seed makes some of them rarer or more frequent, or leaves them out. */
export const WEIGHTS: Readonly<Record<EventName, number>> = {
  visit: 40,
  publish: 10,
  purge: 4,
  edit: 3,
  undo: 2,
  move: 2,
  pass: 6,
  pin: 1,
  unpin: 1,
  rollBack: 1,
  backUp: 1,
  putBack: 0.5,
  crash: 1,
  evict: 2,
  cut: 1.5,
  mend: 2,
  breakPage: 0.7,
  mendPages: 1.5,
}

export function mendEdge(fleet: Fleet, { link, name }: SimEdge): void {
  Object.assign(link.isUp, { doorbell: true, journal: true, store: true } satisfies Record<Line, boolean>)
  fleet.note(`${name} is in touch again`)
}

function readyEdge(fleet: Fleet): SimEdge | undefined {
  const ready = fleet.edges.filter(({ isReady }) => isReady)
  return ready.length === 0 ? undefined : fleet.chance.pick(ready)
}

/** An operator purges, by REST: the order travels, takes effect, and is answered. */
function purge(fleet: Fleet, selector: Selector): void {
  const { chance, truth, schedule } = fleet
  const mode = chance.pick(['invalidate', 'delete'] as const)
  const waitMs = mode === 'delete' && chance.happens(0.4) ? chance.pick([500, 3_000, 8_000]) : null
  const scope = aScope(fleet)
  const what = `${mode} ${JSON.stringify(selector)} of ${JSON.stringify(scope)}${waitMs === null ? '' : ` in ${waitMs} ms`}`
  fleet.note(`somebody orders to ${what}`)
  const act = async () => {
    await schedule.wait(fleet, `a purge arrives: ${what}`)
    const deleteAtMs = waitMs === null ? null : truth.nowMs + waitMs
    const seq = await truth.purge({ mode, deleteAtMs, scope, selectors: [selector], actor: OPERATOR, reason: null })
    fleet.note(`purge ${seq}: ${what}`)
  }
  void act()
}

/** An operator chooses among what is stored of some page; `undefined`: there is nothing to choose. */
function pin(fleet: Fleet, choose: (group: StoredGroup) => number | null | undefined): void {
  const { chance, truth, schedule } = fleet
  if (truth.entries.groups.length === 0) return
  const { id } = chance.pick(truth.entries.groups)
  const where = `${id.domain}${id.path} of ${id.deploymentId}`
  const act = async () => {
    await schedule.wait(fleet, `a pin arrives for ${where}`)
    const group = truth.entries.groups.find((stored) => stored.id.groupKey === id.groupKey)
    const generation = group && choose(group)
    if (generation === undefined) return
    const seq = truth.pin(id, generation)
    fleet.note(`${seq}: ${where} is ${generation === null ? 'unpinned' : `pinned to its generation ${generation}`}`)
  }
  void act()
}

function aSelector({ chance, pages }: Fleet): Selector {
  const kind = chance.pick(['path', 'tag', 'tag', 'prefix', 'all'] as const)
  switch (kind) {
    case 'path':
      return { kind, path: chance.pick(pages).path }
    case 'prefix':
      return { kind, prefix: `/${chance.pick(pages).path.split('/')[1]}` }
    case 'tag':
      return { kind, tag: chance.pick(TAGS) }
    case 'all':
      return { kind }
  }
}

function aScope({ chance, domains }: Fleet): Scope {
  const whole: Scope = { projectId: PROJECT, environment: null, domain: null, deploymentId: null }
  const { host, environment } = chance.pick(domains)
  switch (chance.pick(['whole', 'whole', 'domain', 'environment', 'deployment'] as const)) {
    case 'whole':
      return whole
    case 'domain':
      return { ...whole, domain: host }
    case 'environment':
      return { ...whole, environment }
    case 'deployment':
      return { ...whole, deploymentId: chance.pick(DEPLOYMENTS) }
  }
}
