import assert from 'node:assert/strict'
import { Absent, type Behaviours, isHit, needRare } from '../behaviour.ts'
import { describe } from '../site.ts'

/** What runs in the edge runtime. */
export const EDGE: Behaviours = {
  'edge function: answers': async ({ framework, site }) => {
    if (framework.edge === undefined) throw new Absent('no edge function in this example: see Next edge')
    const { path, mark, passedOn } = framework.edge
    const answer = await site.get(path)
    assert.equal(answer.status, 200, describe(answer))
    assert.ok(answer.body.includes(mark), 'not by the edge runtime')
    assert.ok(answer.body.includes(passedOn), 'the header that middleware added did not arrive')
    return undefined
  },

  'middleware: in front of the cache': async ({ framework, site }) => {
    if (framework.middleware === undefined)
      throw new Absent('no middleware in this example: see Next edge and Next app')
    const { renamed, redirected, answered } = framework.middleware
    const page = await isHit(site, renamed.to)
    assert.equal(describe(await site.get(renamed.path)), describe(page), 'the rewritten path is not that page')
    assert.deepEqual(page.headers['x-passed'], ['the middleware'], 'middleware did not see the page')
    const sent = await site.get(redirected)
    assert.equal(sent.status, 307)
    assert.equal(new URL(sent.headers.location?.[0] ?? '', 'http://site').pathname, renamed.to)
    assert.deepEqual(JSON.parse((await site.get(answered)).body), { by: 'the middleware' })
    return undefined
  },

  'middleware: has all of Node.js': async ({ framework, site }) => {
    const { path, mark } = needRare(framework.nodeMiddleware, 'no middleware in Node.js in this example: see Next app')
    const answer = await site.get(path)
    assert.equal(answer.status, 200, describe(answer))
    assert.ok(answer.body.includes(mark), answer.body)
    return undefined
  },
}
