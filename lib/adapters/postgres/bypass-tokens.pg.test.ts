import { createHash } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { bypassTokens } from '@/db/schema/bypass-tokens'
import { openTestDb } from '@/db/testing'
import { PostgresBypassTokens } from '@/lib/adapters/postgres/bypass-tokens'
import { testBypassTokens } from '@/lib/engine/contract-tests/bypass-tokens'
import type { BypassToken } from '@/lib/engine/fleet-ports'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool

async function put(projectId: string, secret: string, token: BypassToken) {
  const { id, purposes, paths, deploymentIds, expiresAtMs, isRevoked } = token
  const row = {
    id,
    projectId,
    note: 'ci',
    createdBy: 'ana@example.com',
    purposes: [...purposes],
    paths: [...paths],
    deploymentIds: [...deploymentIds],
    secretHash: createHash('sha256').update(secret).digest('hex'),
    expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs),
    revokedAt: isRevoked ? new Date() : null,
  }
  await db.insert(bypassTokens).values(row).onConflictDoUpdate({ target: bypassTokens.id, set: row })
}

async function open() {
  await pool.sql`truncate projects cascade`
  await pool.sql`insert into projects (id, name) values ('prj_1', 'shop'), ('prj_2', 'blog')`
  return new PostgresBypassTokens(db)
}

testBypassTokens('PostgreSQL', async () => {
  const tokens = await open()
  return {
    tokens,
    put: async (projectId, ...token) => {
      await put(projectId, ...token)
      tokens.forget(projectId)
    },
  }
})

const HELD: BypassToken = {
  id: 'btk_1',
  purposes: ['draft'],
  paths: [],
  deploymentIds: [],
  expiresAtMs: null,
  isRevoked: false,
}

test('tokens of a project are read once, and again when they were forgotten', async () => {
  const tokens = await open()
  await put('prj_1', 'right', HELD)
  await Promise.all([tokens.find('prj_1', 'right'), tokens.find('prj_1', 'wrong')])
  await put('prj_1', 'right', { ...HELD, isRevoked: true })
  expect((await tokens.find('prj_1', 'right')).token?.isRevoked).toBe(false)
  tokens.forget('prj_1')
  expect((await tokens.find('prj_1', 'right')).token?.isRevoked).toBe(true)
})

test('what is read while it is forgotten is not remembered', async () => {
  const tokens = await open()
  await put('prj_1', 'right', HELD)
  const reading = tokens.find('prj_1', 'right')
  tokens.forget('prj_1')
  await reading
  await put('prj_1', 'right', { ...HELD, isRevoked: true })
  expect((await tokens.find('prj_1', 'right')).token?.isRevoked).toBe(true)
})

test('a database that does not answer is no missing token, and is asked again', async () => {
  const tokens = await open()
  await put('prj_1', 'right', HELD)
  await pool.sql`alter table bypass_tokens rename to gone`
  await expect(tokens.find('prj_1', 'right')).rejects.toThrow()
  await pool.sql`alter table gone rename to bypass_tokens`
  expect((await tokens.find('prj_1', 'right')).token?.id).toBe('btk_1')
})

test('tokens that ended long ago are known no more, those that ended lately are', async () => {
  const tokens = await open()
  await put('prj_1', 'long ago', { ...HELD, id: 'btk_2', expiresAtMs: Date.now() - 40 * 86_400_000 })
  await put('prj_1', 'lately', { ...HELD, id: 'btk_3', expiresAtMs: Date.now() - 86_400_000 })
  expect((await tokens.find('prj_1', 'long ago')).token).toBeUndefined()
  expect((await tokens.find('prj_1', 'lately')).token?.id).toBe('btk_3')
})
