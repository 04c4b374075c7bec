import { afterAll, beforeEach, expect, test } from 'vitest'
import { readJournalAfter } from '@/db/queries/purges/journal'
import { audit } from '@/db/schema/access'
import { openTestDb } from '@/db/testing'
import { addDomain } from '@/lib/ops/domains/add-domain'
import { listDomains } from '@/lib/ops/domains/list-domains'
import { removeDomain } from '@/lib/ops/domains/remove-domain'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)
const project = 'shop'

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, blobs, audit, journal cascade`
})

test('a new production domain shows what production shows, and edges hear of it; removed, it is gone', async () => {
  const { id } = await deploy(ctx, { promote: true })
  const { seq } = await readJournalAfter(db, 0)
  const added = await addDomain(ctx, { project, host: 'shop.example.com', environment: 'production' })
  expect(added).toMatchObject({ host: 'shop.example.com', deployment: id, url: 'http://shop.example.com:8080' })
  await removeDomain(ctx, { project, host: 'shop.example.com' })
  const { rows } = await readJournalAfter(db, seq)
  expect(rows.map(({ kind, domain }) => [kind, domain])).toEqual([
    ['domain', 'shop.example.com'],
    ['domain', 'shop.example.com'],
  ])
  expect((await listDomains(ctx, { project })).domains.map(({ host }) => host)).toEqual(['shop.localhost'])
  expect((await db.select().from(audit)).slice(-2).map(({ action }) => action)).toEqual([
    'domains.add',
    'domains.remove',
  ])
})

test('a host is given once: not twice, not to two at once, and never the own host of a deployment', async () => {
  const { id } = await deploy(ctx, { promote: true })
  await deploy(ctx, { project: 'blog' })
  const add = (name: string) => addDomain(ctx, { project: name, host: 'both.example.com', environment: 'production' })
  const outcomes = await Promise.allSettled([add('shop'), add('blog'), add('shop'), add('blog')])
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const own = addDomain(ctx, { project, host: `${id}.localhost`, environment: 'production' })
  await expect(own).rejects.toMatchObject({ code: 'conflict' })
})

test('a domain is removed by its own project only, once, and by whoever may deploy', async () => {
  await deploy(ctx, { promote: true })
  await deploy(ctx, { project: 'blog' })
  const host = 'shop.localhost'
  await expect(removeDomain(ctx, { project: 'blog', host })).rejects.toMatchObject({ code: 'not_found' })
  const reader = testContext(db, tokenActor(['read']))
  await expect(removeDomain(reader, { project, host })).rejects.toMatchObject({ code: 'forbidden' })
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => removeDomain(ctx, { project, host })))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('a token of one project sees no other', async () => {
  await deploy(ctx)
  const confined = testContext(db, tokenActor(['admin'], 'prj_other'))
  await expect(listDomains(confined, { project })).rejects.toMatchObject({ code: 'not_found' })
  await expect(addDomain(confined, { project, host: 'a.test', environment: 'production' })).rejects.toMatchObject({
    code: 'not_found',
  })
})
