import assert from 'node:assert/strict'
import { type Behaviours, draftCookie, isHit, need } from '../behaviour.ts'
import { describe } from '../site.ts'

/** Editors see what is not published. */
export const DRAFT: Behaviours = {
  'draft mode: bypasses, stores nothing': async (trial) => {
    const { site } = trial
    const { path, mark } = need(trial.framework.draft)
    const printed = await isHit(site, path)
    const cookie = await draftCookie(trial)
    const [draft, again] = [await site.get(path, { cookie }), await site.get(path, { cookie })]
    assert.equal(`${draft.status} ${draft.cache}`, '200 BYPASS')
    assert.ok(draft.body.includes(mark), 'the draft does not show')
    assert.notEqual(again.renderId, draft.renderId, 'a draft was stored')
    assert.equal(describe(await site.get(path)), describe(printed))
    return undefined
  },
}
