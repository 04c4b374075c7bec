import assert from 'node:assert/strict'
import { type Behaviours, need, type Trial } from '../behaviour.ts'
import { describe } from '../site.ts'

/** A page and the data that the framework's own navigation asks for instead of it. */
export const VARIANTS: Behaviours = {
  'data and html agree': async (trial) => {
    const { path } = need(trial.framework.pageData)
    const before = await agree(trial)
    const rebuilt = await trial.site.get(path, { 'x-prerender-revalidate': await trial.bypassToken() })
    assert.equal(rebuilt.cache, 'REVALIDATED', describe(rebuilt))
    const after = await agree(trial)
    assert.notEqual(after, before, 'nothing was rendered anew')
    return undefined
  },
}

const RENDER_ID = /data-render="([^"]+)"/

/** Waits until both come from the cache; gives what both say of their render. */
async function agree({ framework, site }: Trial): Promise<string> {
  const { path, dataPath, headers, common = RENDER_ID } = need(framework.pageData)
  const dataUrl = typeof dataPath === 'string' ? dataPath : await dataPath(framework.dir)
  await site.get(path)
  await site.get(dataUrl, headers)
  const html = await site.until(path, ({ cache }) => cache === 'HIT')
  const pageData = await site.until(dataUrl, ({ cache }) => cache === 'HIT', headers)
  const shown = common.exec(html.body)?.[1]
  assert.ok(shown, `${path} does not show ${common}`)
  assert.notEqual(pageData.body, html.body, 'the data is the page itself')
  assert.ok(pageData.body.includes(shown), `the data does not say ${shown}`)
  return shown
}
