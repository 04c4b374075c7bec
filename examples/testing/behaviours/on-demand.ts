import assert from 'node:assert/strict'
import { type Behaviours, isHit, isPurged, need } from '../behaviour.ts'

/** What is rebuilt because somebody said so. */
export const ON_DEMAND: Behaviours = {
  'on demand: the token rebuilds': async ({ framework, site, bypassToken }) => {
    const path = need(framework.onDemand)
    const before = await site.get(path)
    const refused = await site.get(path, { 'x-prerender-revalidate': 'not-the-token-0123456789abcdef01234567' })
    assert.equal(refused.renderId, before.renderId, 'a wrong token rebuilt the page')
    const rebuilt = await site.get(path, { 'x-prerender-revalidate': await bypassToken() })
    assert.equal(`${rebuilt.status} ${rebuilt.cache}`, '200 REVALIDATED')
    assert.notEqual(rebuilt.renderId, before.renderId)
    const after = await isHit(site, path)
    assert.equal(after.renderId, rebuilt.renderId)
    return undefined
  },

  'tag: a purge reaches the page': async ({ framework, site, purge }) => {
    const { path, tag } = need(framework.tagged)
    const before = await isHit(site, path)
    await purge('--tag', tag)
    await isPurged(site, path, before)
    return undefined
  },

  'tag: that the framework gives': async ({ framework, site, purge }) => {
    const { path, tag } = need(framework.ownTag)
    const before = await isHit(site, path)
    await purge('--tag', tag)
    await isPurged(site, path, before)
    return undefined
  },

  'path: a purge reaches the page': async ({ framework, site, purge }) => {
    const before = await isHit(site, framework.timed)
    await purge('--path', framework.timed)
    await isPurged(site, framework.timed, before)
    return undefined
  },
}
