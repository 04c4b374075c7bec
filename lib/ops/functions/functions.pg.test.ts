import { afterAll, beforeEach, expect, test } from 'vitest'
import { insertFailedCall, KEPT_FAILED_CALLS } from '@/db/queries/functions/failed-calls'
import { addMinuteInvocations } from '@/db/queries/usage/counters'
import { openTestDb } from '@/db/testing'
import { functionList, type ListFunctionsInput, listFunctionsInput } from '@/lib/contract/functions'
import { listFunctions } from '@/lib/ops/functions/list-functions'
import { addEntry, addProject, contextOf, DEPLOYMENT, DOMAIN, HOUR, SECOND } from '@/lib/ops/paths/testing'
import { tokenActor } from '@/lib/ops/testing'

const database = await openTestDb()
const { db, sql } = database
afterAll(() => database.close())

beforeEach(async () => {
  await sql`truncate projects, deployments, domains, entries, entry_groups, versions, blobs, generations,
    minute_invocations, hour_invocations, day_invocations, failed_calls cascade`
  await addProject(db)
})

async function list(input: Partial<ListFunctionsInput> = {}) {
  return functionList.parse(
    await listFunctions(contextOf(db), listFunctionsInput.parse({ project: 'almanac', ...input })),
  )
}

async function addCalls(parts: { readonly route: string; readonly cause: string; readonly [name: string]: unknown }) {
  const place = { projectId: 'prj_almanac', deploymentId: DEPLOYMENT, domain: DOMAIN, region: 'local' }
  const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000)
  await db.transaction((tx) => addMinuteInvocations(tx, [{ ...place, minute, ...parts }]))
}

const failedCall = (invocationId: string) => ({
  invocationId,
  projectId: 'prj_almanac',
  deploymentId: DEPLOYMENT,
  bundle: 'index',
  path: '/moon',
  status: 500,
  outcome: 'answered',
  durationMs: 7,
  output: ['Error: no moon'],
})

test('a project whose functions were not called has none; strangers and foreign tokens are refused', async () => {
  expect(await list()).toMatchObject({ functions: [], failing: [], failedCalls: [] })
  const input = listFunctionsInput.parse({ project: 'almanac' })
  await expect(listFunctions(contextOf(db, { kind: 'anonymous' }), input)).rejects.toMatchObject({
    code: 'unauthorized',
  })
  const foreign = contextOf(db, tokenActor(['read'], 'prj_other'))
  await expect(listFunctions(foreign, input)).rejects.toMatchObject({ code: 'not_found' })
})

test('a route is told with what its calls took, of all causes together', async () => {
  const cost = { durationMs: 400, cpuUs: 3_000, memoryMbMs: 400 * 512 }
  await addCalls({ route: '/moon', cause: 'time', invocations: 3, failures: 1, coldStarts: 1, within100: 3, ...cost })
  await addCalls({ route: '/moon', cause: 'cold', invocations: 1, within200: 1 })
  await addCalls({ route: '/tide', cause: 'live', invocations: 9, longer: 1 })
  const { functions } = await list()
  expect(functions.map(({ route }) => route)).toEqual(['/tide', '/moon'])
  expect(functions[1]).toEqual({
    route: '/moon',
    invocations: 4,
    causes: [
      { cause: 'time', invocations: 3, errors: 1 },
      { cause: 'cold', invocations: 1, errors: 0 },
    ],
    errors: 1,
    coldStarts: 1,
    p50: { ms: expect.closeTo(83.33), isMore: false },
    p95: { ms: 180, isMore: false },
    p99: { ms: 196, isMore: false },
    averageMs: 100,
    cpuMs: 3,
    averageMemoryMb: 512,
    gigabyteSeconds: 0.2,
  })
  expect(functions[0]).toMatchObject({ p50: { ms: 60_000, isMore: true }, averageMemoryMb: null })
  expect((await list({ sort: 'errors' })).functions[0]?.route).toBe('/moon')
  expect((await list({ domain: 'other.localhost' })).functions).toEqual([])
})

test('a page whose last regeneration failed is told with when its last good one was made', async () => {
  const generatedAtMs = Date.now() - HOUR
  await addEntry(db, { path: '/moon', generatedAtMs, failure: { message: 'no moon', atMs: Date.now() - SECOND } })
  await addEntry(db, { path: '/tide' })
  expect((await list()).failing).toMatchObject([
    { path: '/moon', message: 'no moon', lastGoodAt: new Date(generatedAtMs).toISOString() },
  ])
})

test('of the calls that failed the newest are kept, with what was printed; those of other projects stay', async () => {
  await insertFailedCall(db, { ...failedCall('other'), projectId: 'prj_other' })
  for (let n = 0; n < KEPT_FAILED_CALLS + 3; n++) await insertFailedCall(db, failedCall(`inv_${n}`))
  await insertFailedCall(db, failedCall('inv_9'))
  const [kept] = await sql`select count(*)::int as count from failed_calls where project_id = 'prj_almanac'`
  expect(kept).toEqual({ count: KEPT_FAILED_CALLS })
  const { failedCalls } = await list()
  expect(failedCalls).toHaveLength(20)
  expect(failedCalls[0]).toMatchObject({ path: '/moon', status: 500, output: ['Error: no moon'] })
  expect(await sql`select invocation_id from failed_calls where project_id = 'prj_other'`).toHaveLength(1)
})
