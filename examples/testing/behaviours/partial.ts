import assert from 'node:assert/strict'
import { type Behaviours, isHit, isRenewed, need } from '../behaviour.ts'
import { type Answer, describe } from '../site.ts'

/** Pages of which a part is stored, and a part is made for each visitor. */
export const PARTIAL: Behaviours = {
  'partial: one shell, an ending for each visitor': async ({ framework, site }) => {
    const { path, rest } = need(framework.partial)
    const shell = await isHit(site, path)
    const [ada, bob] = [await site.get(path, { cookie: 'name=Ada' }), await site.get(path, { cookie: 'name=Bob' })]
    for (const [view, name] of [
      [ada, 'Ada'],
      [bob, 'Bob'],
    ] as const) {
      assert.equal(describe(view), describe(shell))
      assert.ok(view.body.includes(`Hello, ${name}.`), `${name} is not in the rest of the page`)
      assert.match(view.body.trimEnd(), /<\/html>$/)
      isForOneVisitor(view)
    }
    assert.notEqual(restOf(ada, rest), restOf(bob, rest), 'the rest was stored')
    return undefined
  },

  'partial: shell and ending are renewed as one': async ({ framework, site, advance, bypassToken }) => {
    const { path, rest } = need(framework.partial)
    const before = await isHit(site, path)
    await advance(60)
    const stale = await site.get(path)
    assert.equal(describe(stale), describe({ ...before, cache: 'STALE' }))
    restOf(stale, rest)
    await isRenewed(site, path, before)
    const rebuilt = await site.get(path, { 'x-prerender-revalidate': await bypassToken() })
    assert.equal(rebuilt.cache, 'REVALIDATED')
    restOf(rebuilt, rest)
    const after = await isHit(site, path)
    assert.equal(after.renderId, rebuilt.renderId)
    // What a navigation inside the page gets is completed from the same state, hence names the same render.
    const flight = await site.until(path, ({ cache }) => cache === 'HIT', { rsc: '1' })
    assert.ok(flight.body.includes(after.renderId), 'page and flight data come from two renders')
    return undefined
  },
}

function restOf({ body }: Answer, rest: RegExp): string {
  const found = rest.exec(body)?.[1]
  assert.ok(found, `the page ended without ${rest}`)
  return found
}

function isForOneVisitor({ headers }: Answer): void {
  assert.match(headers['cache-control']?.join() ?? '', /\bprivate\b.*\bno-store\b/)
  assert.equal(headers.etag, undefined)
  assert.equal(headers['content-length'], undefined)
}
