import assert from 'node:assert/strict'
import { type Behaviours, isHit, isPurged, isRenewed, need, needRare } from '../behaviour.ts'
import { type Answer, describe } from '../site.ts'

/** Rounds of a race that one might win by luck. */
const ROUNDS = 20

/** What functions ask of the cache while they run. */
export const IN_FUNCTIONS: Behaviours = {
  'function: who purged is never shown the old page': async ({ framework, site }) => {
    const { path, expire } = need(framework.purging)
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await isHit(site, path)
      assert.equal((await site.get(expire)).status, 200)
      const after = await site.get(path)
      assert.equal(`${after.status} ${after.cache}`, '200 REVALIDATED')
      assert.notEqual(after.renderId, before.renderId)
    }
    return undefined
  },

  'function: a purge with a profile leaves one stale view': async ({ framework, site }) => {
    const { path, invalidate } = need(framework.purging)
    const before = await isHit(site, path)
    assert.equal((await site.get(invalidate)).status, 200)
    await isPurged(site, path, before)
    return undefined
  },

  'function: a purge with a lifetime is over after it': async ({ framework, site, advance }) => {
    const { page, by } = needRare(framework.deadline, 'its purges have no lifetimes')
    const first = await isHit(site, page)
    assert.equal((await site.get(by)).status, 200)
    await isPurged(site, page, first)
    // Who made the page anew in time has kept it from being deleted.
    await advance(61)
    const second = await site.get(page)
    assert.equal(second.cache, 'HIT')
    assert.equal((await site.get(by)).status, 200)
    await advance(61)
    const third = await site.get(page)
    assert.equal(`${third.status} ${third.cache}`, '200 REVALIDATED')
    assert.notEqual(third.renderId, second.renderId)
    return undefined
  },

  'function: it makes a page anew by itself': async ({ framework, site }) => {
    const { path, by } = need(framework.ownRevalidation)
    const before = await isHit(site, path)
    assert.equal((await site.get(by)).status, 200)
    const after = await site.get(path)
    assert.equal(`${after.status} ${after.cache}`, '200 HIT')
    assert.notEqual(after.renderId, before.renderId)
    return undefined
  },

  'function: it purges behind its answer': async ({ framework, site }) => {
    const { path, page } = needRare(framework.after, 'nothing of it runs behind an answer')
    const before = await isHit(site, page)
    assert.equal((await site.get(path)).status, 200)
    assert.equal(describe(await site.get(page)), describe(before), 'the purge came before it was let go')
    await site.get(`${path}?release`)
    await isRenewed(site, page, before)
    return undefined
  },

  'function: it revalidates a path, a pattern, a folder': async ({ framework, site }) => {
    const { page, sibling, one, ...wider } = needRare(framework.byPath, 'it names no paths to revalidate')
    await isHit(site, page)
    const other = await isHit(site, sibling)
    assert.equal((await site.get(one)).status, 200)
    assert.equal((await site.get(page)).cache, 'REVALIDATED')
    assert.equal(describe(await site.get(sibling)), describe(other))
    for (const path of [wider.pattern, wider.folder]) {
      await isHit(site, page)
      assert.equal((await site.get(path)).status, 200)
      const caches = [(await site.get(page)).cache, (await site.get(sibling)).cache]
      assert.deepEqual(caches, ['REVALIDATED', 'REVALIDATED'], path)
    }
    return undefined
  },

  'function: it keeps a value until its tag expires': async ({ framework, site }) => {
    const path = needRare(framework.store, 'its functions keep no values of their own')
    const read = async (query = '') => JSON.parse((await site.get(`${path}${query}`)).body).value
    assert.equal(await read('?put=one'), 'one')
    assert.equal(await read(), 'one')
    await read('?expire')
    assert.equal(await read(), null)
    await read('?later=two')
    await site.until(path, ({ body }) => body.includes('two'))
    return undefined
  },

  'function: it purges the copies of an image': async ({ framework, site }) => {
    const { copy, purge } = needRare(framework.image, 'its example has no images')
    await isHit(site, copy)
    assert.equal((await site.get(purge)).status, 200)
    const stale = await site.get(copy)
    assert.equal(`${stale.status} ${stale.cache}`, '200 STALE')
    assert.match(stale.headers['content-type']?.join() ?? '', /^image\//)
    await isHit(site, copy)
    return undefined
  },

  'data cache: who waited for an older making is not new': async ({ framework, site, purge }) => {
    const { pages, tag, stage } = needRare(framework.overlap, 'its calls hand no values to each other')
    const [one, two] = pages
    await isHit(site, one)
    await isHit(site, two)
    const seen = async (query = '') => countsIn(await site.get(`${stage}${query}`))
    const before = await seen('?gate=close')
    await purge('--tag', tag)
    await site.get(one)
    const during = countsIn(await site.until(stage, (answer) => countsIn(answer).made > before.made))
    await seen('?words=second')
    await purge('--tag', tag)
    await site.get(two)
    await site.until(stage, (answer) => countsIn(answer).begun > during.begun)
    await seen('?gate=open')
    for (const path of pages) {
      const shown = await isHit(site, path)
      assert.match(shown.body, /The words are second\./, `${path} is called new with the words of before the purge`)
    }
    return undefined
  },

  'data cache: a value outlives renders, until its tag is purged': async ({ framework, site, advance, purge }) => {
    const { path, tag, value } = need(framework.keptValue)
    const first = await isHit(site, path)
    await advance(10)
    await site.get(path)
    const second = await isRenewed(site, path, first)
    await advance(10)
    await site.get(path)
    const third = await isRenewed(site, path, second)
    assert.equal(valueIn(third, value), valueIn(second, value), 'the value was made anew by each render')
    await purge('--tag', tag)
    await isPurged(site, path, third)
    const fourth = await isHit(site, path)
    assert.notEqual(valueIn(fourth, value), valueIn(third, value), 'the purge did not reach the value')
    return undefined
  },
}

function valueIn({ body }: Answer, value: RegExp): string {
  const found = value.exec(body)?.[1]
  assert.ok(found, `the page has no ${value}`)
  return found
}

/** How many renders began, and how many makings of what they share. */
function countsIn({ body }: Answer): { readonly begun: number; readonly made: number } {
  const [, begun, made] = /begun (\d+), made (\d+)/.exec(body) ?? []
  return { begun: Number(begun), made: Number(made) }
}
