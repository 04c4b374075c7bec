import assert from 'node:assert/strict'
import { type Behaviours, isHit, isRenewed, need } from '../behaviour.ts'
import { describe } from '../site.ts'

const VISITORS = 20

/** Pages that grow old by the clock. */
export const BY_TIME: Behaviours = {
  'timed: fresh until its time is out': async ({ framework, site, advance }) => {
    // What the build made is old from here on, so that one visitor is shown it and the next a page rendered here.
    await advance(framework.freshSeconds)
    const first = await site.get(framework.timed)
    assert.match(first.cache, /^(MISS|PRERENDER)$/, describe(first))
    const made = first.cache === 'MISS' ? first : await isRenewed(site, framework.timed, first)
    const second = await isHit(site, framework.timed)
    assert.equal(second.renderId, made.renderId)
    assert.notEqual(second.renderId, '')
    return undefined
  },

  'stale: served once more, rendered behind': async ({ framework, site, advance }) => {
    const before = await isHit(site, framework.timed)
    await advance(framework.freshSeconds)
    const stale = await site.get(framework.timed)
    assert.equal(describe(stale), describe({ ...before, cache: 'STALE' }))
    await isRenewed(site, framework.timed, before)
    return undefined
  },

  'collapsed: many visitors, one render': async ({ framework, site }) => {
    const path = need(framework.slow)
    const visits = await Promise.all(Array.from({ length: VISITORS }, () => site.get(path)))
    assert.deepEqual([...new Set(visits.map(({ status, cache }) => `${status} ${cache}`))], ['200 MISS'])
    assert.equal(new Set(visits.map(({ renderId }) => renderId)).size, 1, 'more than one render')
    assert.notEqual(visits[0]?.renderId, '')
    return undefined
  },
}
