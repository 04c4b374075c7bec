import { afterAll, beforeEach, expect, test } from 'vitest'
import { addMinuteCounts, type MinuteCountRow } from '@/db/queries/usage/counters'
import { domains } from '@/db/schema/domains'
import { projects } from '@/db/schema/projects'
import { openTestDb } from '@/db/testing'
import { projectList } from '@/lib/contract/projects'
import type { Actor } from '@/lib/ops/context'
import { addProject, contextOf, DEPLOYMENT, DOMAIN, HOUR } from '@/lib/ops/paths/testing'
import { listProjects } from '@/lib/ops/projects/list-projects'

const database = await openTestDb()
const { db, sql } = database
afterAll(() => database.close())

beforeEach(async () => {
  await sql`truncate projects, deployments, domains, minute_counts, hour_counts, day_counts cascade`
})

async function list(actor?: Actor) {
  return projectList.parse(await listProjects(contextOf(db, actor))).projects
}

async function count(parts: Partial<MinuteCountRow>, hoursAgo = 0) {
  const minute = new Date(Math.floor((Date.now() - hoursAgo * HOUR) / 60_000) * 60_000)
  const place = { projectId: 'prj_almanac', deploymentId: DEPLOYMENT, domain: DOMAIN, route: '/', region: 'local' }
  await db.transaction((tx) => addMinuteCounts(tx, [{ minute, ...place, ...parts }]))
}

test('an installation without projects has an empty list', async () => {
  expect(await list()).toEqual([])
})

test('a project that was never deployed has zeros', async () => {
  await db.insert(projects).values({ id: 'prj_new', name: 'new', promotesAutomatically: false })
  expect(await list()).toEqual([
    {
      name: 'new',
      domains: [],
      currentDeployment: null,
      framework: null,
      deployedAt: null,
      requests: 0,
      hitRatio: null,
      sparkline: Array.from({ length: 24 }, () => 0),
      promotesAutomatically: false,
    },
  ])
})

test('a project tells what its production shows and the traffic of 24 hours by the clock', async () => {
  await addProject(db)
  const host = 'aaa.localhost'
  await db.insert(domains).values({ host, projectId: 'prj_almanac', deploymentId: null, environment: 'preview' })
  await count({ hit: 3, miss: 1 })
  await count({ hit: 2, bypass: 1 }, 23)
  await count({ hit: 100 }, 24)
  const [project, ...others] = await list()
  expect(others).toEqual([])
  expect(project).toEqual({
    name: 'almanac',
    domains: [
      { host: DOMAIN, deployment: DEPLOYMENT, group: null, url: 'http://almanac.localhost:8080' },
      { host, deployment: null, group: null, url: 'http://aaa.localhost:8080' },
    ],
    currentDeployment: DEPLOYMENT,
    framework: 'next',
    deployedAt: expect.any(String),
    requests: 7,
    hitRatio: 5 / 6,
    sparkline: [3, ...Array.from({ length: 22 }, () => 0), 4],
    promotesAutomatically: true,
  })
})

test('projects are listed by name, each with its own traffic, and a confined token sees its one', async () => {
  await addProject(db, { id: 'prj_other', name: 'zebra', domain: 'zebra.localhost', deployment: 'dpl_bbbbbbbbbbbb' })
  await addProject(db)
  await count({ hit: 1 })
  await count({ hit: 2, projectId: 'prj_other' })
  expect((await list()).map(({ name, requests }) => [name, requests])).toEqual([
    ['almanac', 1],
    ['zebra', 2],
  ])
  const token = { kind: 'token', id: 'tok_1', name: 'ci', scopes: ['read'], projectId: 'prj_other' } as const
  expect((await list(token)).map(({ name, requests }) => [name, requests])).toEqual([['zebra', 2]])
})

test('a stranger is refused', async () => {
  await expect(list({ kind: 'anonymous' })).rejects.toMatchObject({ code: 'unauthorized' })
})
