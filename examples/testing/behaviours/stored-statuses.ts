import assert from 'node:assert/strict'
import { type Behaviours, isHit, need } from '../behaviour.ts'

/** Answers that are no page and are stored like one. */
export const STORED_STATUSES: Behaviours = {
  '404: cached': async ({ framework, site }) => {
    const path = need(framework.missing)
    const first = await isHit(site, path)
    const second = await site.get(path)
    assert.equal(`${second.status} ${second.cache}`, '404 HIT')
    assert.ok(second.body === first.body, 'rendered again')
    return undefined
  },

  'redirect: cached': async ({ framework, site, bypassToken }) => {
    const { path, to } = need(framework.moved)
    const rebuilt = await site.get(path, { 'x-prerender-revalidate': await bypassToken() })
    assert.match(`${rebuilt.status} ${rebuilt.cache}`, /^30[1278] REVALIDATED$/)
    const second = await isHit(site, path)
    assert.equal(second.status, rebuilt.status)
    // Next.js names it twice; a visitor gets it once.
    assert.deepEqual(second.headers.location, [to])
    return undefined
  },
}
