import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt, siteOf } from '@/lib/adapters/memory/site'
import { Chance } from '@/lib/engine/contract-tests/chance'
import type { Site } from '@/lib/engine/deployment'
import { handleRequest } from '@/lib/engine/handle-request'
import type { Selector } from '@/lib/engine/purges/journal'

const OPERATIONS = 6_000
const PATHS = ['/', '/posts/1', '/posts/2', '/search']
const QUERIES = ['', '?q=1', '?q=2&page=1']
const TAGS = ['news', 'all']
const PROJECTS = ['prj_one', 'prj_two'] as const
type Project = (typeof PROJECTS)[number]

const hostOf = (project: Project) => `${project.slice(4)}.test`

/** An edge with two projects that are alike in all that they may choose: paths, queries and tags. */
async function edgeOfTwo() {
  const outputs = PATHS.map((path) => prerenderAt(path, { allowQuery: null, passQuery: true }))
  const edge = createMemoryEdge({
    outputs,
    answer: ({ site, url }) => ({ body: `${site.projectId} made ${url}`, tags: TAGS }),
  })
  const sites = new Map<string, Site>(
    PROJECTS.map((project, index) => {
      const site = siteOf(outputs, undefined, { id: `dpl_00000000000${index}`, projectId: project })
      return [hostOf(project), { ...site, domain: hostOf(project), projectId: project }]
    }),
  )
  const engine = { ...edge.engine, sites: { find: (host: string) => sites.get(host) } }
  await edge.sync()
  return {
    edge,
    async visit(project: Project, target: string) {
      const host = hostOf(project)
      const rawHeaders = ['Host', host]
      const visitor = { protocol: 'http', clientIp: '127.0.0.1', body: null } as const
      const { body, outcome } = await handleRequest(engine, {
        method: 'GET',
        host,
        authority: host,
        target,
        rawHeaders,
        ...visitor,
      })
      return { text: body instanceof Uint8Array ? new TextDecoder().decode(body) : '', status: outcome?.status }
    },
    async purge(project: Project, mode: 'invalidate' | 'delete', selector: Selector) {
      const scope = { projectId: project, environment: null, domain: null, deploymentId: null }
      await edge.journal.append({ mode, deleteAtMs: null, scope, selectors: [selector], actor: 'test', reason: null })
      await edge.sync()
    },
  }
}

test(`T18: of ${OPERATIONS} visits and purges of two projects that look alike no byte, and no purge, crosses`, async () => {
  const { edge, visit, purge } = await edgeOfTwo()
  const chance = new Chance(18)
  let hits = 0

  for (let operation = 0; operation < OPERATIONS; operation += 1) {
    const project = chance.pick(PROJECTS)
    const target = chance.pick(PATHS) + chance.pick(QUERIES)
    if (chance.next() < 0.02) {
      const other = PROJECTS[1 - PROJECTS.indexOf(project)] ?? 'prj_one'
      await visit(other, target)
      await edge.settled()
      await purge(
        project,
        chance.pick(['invalidate', 'delete'] as const),
        chance.pick<Selector>([
          { kind: 'path', path: target.split('?')[0] ?? '/' },
          { kind: 'tag', tag: chance.pick(TAGS) },
          { kind: 'all' },
        ]),
      )
      expect(await visit(other, target)).toMatchObject({ status: 'HIT' })
    }
    const { text, status } = await visit(project, target)
    expect(text).toBe(`${project} made ${target}`)
    if (status === 'HIT') hits += 1
  }

  // The pages were shared between visits, or nothing could have crossed.
  expect(hits).toBeGreaterThan(OPERATIONS / 2)
})
