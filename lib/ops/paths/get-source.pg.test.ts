import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { versionSource } from '@/lib/contract/paths'
import { getSource } from '@/lib/ops/paths/get-source'
import { addEntry, addProject, contextOf } from '@/lib/ops/paths/testing'

const LIMIT = 512 * 1024
const database = await openTestDb()
const { db, sql } = database
afterAll(() => database.close())

beforeEach(async () => {
  await sql`truncate projects, deployments, domains, entries, entry_groups, versions, blobs, generations cascade`
  await addProject(db)
})

async function sourceOf(body: { bytes: Uint8Array; encoding?: 'identity' | 'br'; sizeBytes?: number }, type?: string) {
  const headers = type === undefined ? [] : ([['Content-Type', type]] as const)
  const { versionId } = await addEntry(db, { path: '/a', body, headers })
  return versionSource.parse(await getSource(contextOf(db), { project: 'almanac', version: versionId }))
}

test('a body that is kept compressed is shown as the text it was', async () => {
  const text = '<h1>Ebbe und Flüt — 潮</h1>'
  const bytes = new TextEncoder().encode(text)
  const source = await sourceOf(
    { bytes: brotliCompressSync(bytes), encoding: 'br', sizeBytes: bytes.length },
    'text/html; charset=utf-8',
  )
  expect(source).toMatchObject({ contentType: 'text/html; charset=utf-8', text, sizeBytes: bytes.length, isCut: false })
})

test('an empty body is an empty text', async () => {
  expect(await sourceOf({ bytes: new Uint8Array() }, 'text/plain')).toMatchObject({
    text: '',
    sizeBytes: 0,
    isCut: false,
  })
})

test.each([
  ['of just the limit is whole', 'x'.repeat(LIMIT), LIMIT, false],
  ['of one byte more is cut', 'x'.repeat(LIMIT + 1), LIMIT, true],
  ['is not cut inside a character', `${'x'.repeat(LIMIT - 1)}é`, LIMIT - 1, true],
])('a body %s', async (_title, text, shownLength, isCut) => {
  for (const encoding of ['identity', 'br'] as const) {
    await sql`truncate entries, versions, blobs, generations cascade`
    const bytes = new TextEncoder().encode(text)
    const kept = encoding === 'br' ? brotliCompressSync(bytes) : bytes
    const source = await sourceOf({ bytes: kept, encoding, sizeBytes: bytes.length }, 'text/plain')
    expect(source.isCut).toBe(isCut)
    expect(source.text === 'x'.repeat(shownLength)).toBe(true)
  }
})

test('a compressed bomb is decompressed only up to the limit', async () => {
  const bytes = new Uint8Array(32 * LIMIT).fill(120)
  const source = await sourceOf({ bytes: brotliCompressSync(bytes), encoding: 'br', sizeBytes: bytes.length })
  expect(source).toMatchObject({ isCut: true, sizeBytes: bytes.length })
  expect(source.text?.length).toBe(LIMIT)
})

test('a version of another project, or none, is not found', async () => {
  await addProject(db, { id: 'prj_other', name: 'other', domain: 'other.localhost', deployment: 'dpl_bbbbbbbbbbbb' })
  const { versionId } = await addEntry(db, { path: '/a', projectId: 'prj_other' })
  const ctx = contextOf(db)
  await expect(getSource(ctx, { project: 'almanac', version: versionId })).rejects.toMatchObject({ code: 'not_found' })
  await expect(getSource(ctx, { project: 'almanac', version: 'none' })).rejects.toMatchObject({ code: 'not_found' })
  expect(await getSource(ctx, { project: 'other', version: versionId })).toMatchObject({ text: '<p>/a</p>' })
})
