import assert from 'node:assert/strict'
import { type Behaviours, isHit, need } from '../behaviour.ts'
import { describe } from '../site.ts'

/** Which part of the query tells entries apart. */
export const QUERY: Behaviours = {
  'query: what counts has its own entry': async ({ framework, site }) => {
    const { path, name } = need(framework.countedQuery)
    const [one, other] = [await isHit(site, `${path}?${name}=one`), await isHit(site, `${path}?${name}=other`)]
    assert.notEqual(one.renderId, other.renderId)
    assert.equal(describe(await site.get(`${path}?${name}=one`)), describe(one))
    return undefined
  },

  'query: what does not count is ignored': async ({ framework, site }) => {
    const { path, name } = need(framework.ignoredQuery)
    const plain = await isHit(site, path)
    const decorated = await site.get(`${path}?${name}=letter`)
    assert.equal(describe(decorated), describe(plain))
    return undefined
  },
}
