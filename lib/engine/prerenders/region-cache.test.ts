import { expect, test } from 'vitest'
import { entryOf, idOf } from '@/lib/engine/contract-tests/builders'
import { NO_COVER } from '@/lib/engine/entry'
import { RegionCache } from '@/lib/engine/prerenders/region-cache'

const KNOWN = { cover: NO_COVER, judgedSeq: 0 }

function page(projectId: string, path: string, sizeBytes: number, stamp = 0) {
  const body = { sha256: path, identity: new Uint8Array(sizeBytes), brotli: null }
  return entryOf({ id: idOf({ projectId, path }), stamp, version: { body } })
}

test('never holds more than its limit', () => {
  const cache = new RegionCache(100_000)
  for (let index = 0; index < 1_000; index++) cache.put(page('prj', `/${index}`, 5_000), KNOWN)
  expect(cache.sizeBytes).toBeLessThanOrEqual(100_000)
  expect(cache.entryCount).toBeGreaterThan(10)
})

test('T9 explode: a project that floods it cannot push out another that uses less', () => {
  const cache = new RegionCache(100_000)
  const quiet = page('quiet', '/', 5_000)
  cache.put(quiet, KNOWN)
  for (let index = 0; index < 1_000; index++) cache.put(page('loud', `/${index}`, 5_000), KNOWN)
  expect(cache.get(quiet.id.key)?.entry).toBe(quiet)
})

test('what was read lately outlives what was not', () => {
  const cache = new RegionCache(60_000)
  const read = page('prj', '/read', 5_000)
  cache.put(read, KNOWN)
  for (let index = 0; index < 50; index++) {
    cache.get(read.id.key)
    cache.put(page('prj', `/${index}`, 5_000), KNOWN)
  }
  expect(cache.get(read.id.key)?.entry).toBe(read)
})

test('an older render never takes the place of a newer one', () => {
  const cache = new RegionCache(100_000)
  const newer = page('prj', '/', 10, 5)
  cache.put(newer, KNOWN)
  cache.put(page('prj', '/', 10, 4), KNOWN)
  expect(cache.get(newer.id.key)?.entry).toBe(newer)
})

test('of two renders that began under the same number the later one stays', () => {
  const cache = new RegionCache(100_000)
  const newer = { ...page('prj', '/', 10), generatedAtMs: 2_000 }
  cache.put(newer, KNOWN)
  cache.put({ ...page('prj', '/', 10), generatedAtMs: 1_000 }, KNOWN)
  expect(cache.get(newer.id.key)?.entry).toBe(newer)
})

test('a page too large for it is not held, and pushes nothing out', () => {
  const cache = new RegionCache(100_000)
  cache.put(page('prj', '/small', 1_000), KNOWN)
  cache.put(page('prj', '/huge', 60_000), KNOWN)
  expect(cache.entryCount).toBe(1)
})

test('bytes are counted back when entries go', () => {
  const cache = new RegionCache(100_000)
  const entry = page('prj', '/', 1_000)
  cache.put(entry, KNOWN)
  cache.put({ ...entry, stamp: 1 }, KNOWN)
  cache.delete(entry.id.key)
  expect([cache.sizeBytes, cache.entryCount]).toEqual([0, 0])
})

test('texts count: a function that tags everything cannot take more than the limit', () => {
  const cache = new RegionCache(1_000_000)
  const tags = Array.from({ length: 128 }, (_, index) => `${index}:${'t'.repeat(1_000)}`)
  for (let index = 0; index < 100; index++) {
    const entry = page('prj', `/${index}`, 10)
    cache.put({ ...entry, version: { ...entry.version, tags } }, KNOWN)
  }
  expect(cache.entryCount).toBeLessThan(8)
})
