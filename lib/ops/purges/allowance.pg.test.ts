import { afterAll, beforeEach, expect, test } from 'vitest'
import { readJournalAfter } from '@/db/queries/purges/journal'
import { openTestDb } from '@/db/testing'
import type { OpsContext } from '@/lib/ops/context'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { undoPurge } from '@/lib/ops/purges/undo-purge'
import { deploy, testContext } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const project = 'shop'

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, entries, marks, audit, journal, purge_allowances cascade`
  await deploy(testContext(db), { promote: true })
})

function asToken(id: string, purgesPerMinute: number): OpsContext {
  const ctx = testContext(db, { kind: 'token', id, name: 'ci', scopes: ['purge'], projectId: null })
  return { ...ctx, settings: { ...ctx.settings, purgesPerMinute } }
}
const purge = (ctx: OpsContext) =>
  createPurge(ctx, { project, scope: { kind: 'project' }, selectors: [{ kind: 'all' }], mode: 'invalidate' })

test('T20: of purges of one token at once as many land as it may make, and the others are told when to come again', async () => {
  const ctx = asToken('tok_a', 5)
  const { seq } = await readJournalAfter(db, 0)
  const all = await Promise.allSettled(Array.from({ length: 12 }, () => purge(ctx)))
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
  for (const each of all) {
    if (each.status === 'fulfilled') continue
    expect(each.reason).toMatchObject({
      code: 'too_many_requests',
      message: /made the 5 purges .* Try again in 1[12] s/,
    })
    expect(each.reason.details.retryAfterSeconds).toBeGreaterThanOrEqual(11)
  }
  expect((await readJournalAfter(db, seq)).rows).toHaveLength(5)
})

test('the allowance fills evenly, up to a minute’s; another token has its own; an undo counts', async () => {
  const ctx = asToken('tok_a', 2)
  const first = await purge(ctx)
  await undoPurge(ctx, { project, seq: first.seq })
  await expect(purge(ctx)).rejects.toMatchObject({ code: 'too_many_requests' })
  await purge(asToken('tok_b', 2))
  await pool.sql`update purge_allowances set filled_at = filled_at - interval '30 seconds' where token_id = 'tok_a'`
  await purge(ctx)
  await expect(purge(ctx)).rejects.toMatchObject({ code: 'too_many_requests' })
  await pool.sql`update purge_allowances set filled_at = filled_at - interval '1 day' where token_id = 'tok_a'`
  for (const _ of [1, 2]) await purge(ctx)
  await expect(purge(ctx)).rejects.toMatchObject({ code: 'too_many_requests' })
})

test('people are not counted, and 0 is no limit', async () => {
  const person = testContext(db)
  for (const ctx of [asToken('tok_a', 0), { ...person, settings: { ...person.settings, purgesPerMinute: 1 } }]) {
    for (const _ of [1, 2, 3]) await purge(ctx)
  }
})
