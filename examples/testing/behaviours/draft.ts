import assert from 'node:assert/strict'
import { type Behaviours, draftCookie, isHit, need, needRare } from '../behaviour.ts'
import { type Answer, describe } from '../site.ts'

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

  'draft mode: ends where it began': async (trial) => {
    const { framework, site } = trial
    const path = needRare(framework.draftEnd, 'its example leaves the cookie to the browser')
    const ended = await site.get(path, { cookie: await draftCookie(trial) })
    assert.match(ended.headers['set-cookie']?.join() ?? '', /^__prerender_bypass=;.*1970/)
    const printed = await isHit(site, need(framework.draft).path)
    const after = await site.get(need(framework.draft).path, { cookie: '__prerender_bypass=' })
    assert.equal(describe(after), describe(printed))
    return undefined
  },

  'draft link: shows the draft to who has no account, stores nothing, and ends': async ({
    framework,
    site,
    draftLink,
  }) => {
    const { path, mark } = need(framework.draft)
    const printed = await isHit(site, path)
    const link = await draftLink(path)
    const opened = await site.get(link.path)
    assert.equal(`${opened.status} ${opened.headers.location?.join() ?? ''}`, `303 ${path}`)
    const cookie = pairsOf(opened)
    assert.match(cookie, /^__prerender_bypass=/, 'the cookie is not that of the framework')
    const [draft, again] = [await site.get(path, { cookie }), await site.get(path, { cookie })]
    assert.equal(`${draft.status} ${draft.cache}`, '200 BYPASS')
    assert.ok(draft.body.includes(mark), 'the draft does not show')
    assert.notEqual(again.renderId, draft.renderId, 'a draft was stored')
    assert.equal(describe(await site.get(path)), describe(printed))
    if (framework.draftEnd !== undefined) {
      const ended = await site.get(framework.draftEnd, { cookie })
      assert.match(ended.headers['set-cookie']?.join() ?? '', /^__prerender_bypass=;.*1970/, 'the site cannot end it')
    }
    await link.revoke()
    assert.equal(describe(await site.until(path, ({ cache }) => cache === 'HIT', { cookie })), describe(printed))
    return undefined
  },

  'preview: its own data, and pages that are not there': async ({ framework, site }) => {
    const { listed, unlisted, open, close } = needRare(framework.preview, 'draft mode carries no data of its own')
    const printed = await isHit(site, listed)
    assert.equal((await site.get(unlisted)).status, 404)
    const cookie = pairsOf(await site.get(open))
    for (const path of [listed, unlisted]) {
      const shown = await site.get(path, { cookie })
      assert.equal(`${shown.status} ${shown.cache}`, '200 BYPASS', path)
      assert.match(shown.body, /Preview: on, words: unpublished\./)
    }
    assert.equal(describe(await site.get(listed)), describe(printed))
    assert.equal((await site.get(unlisted)).status, 404, 'a preview was stored')
    const ended = (await site.get(close, { cookie })).headers['set-cookie'] ?? []
    assert.deepEqual(
      ended.map((line) => /^(\w+)=;.*1970/.exec(line)?.[1]),
      ['__prerender_bypass', '__next_preview_data'],
    )
    return undefined
  },
}

function pairsOf({ headers }: Answer): string {
  return (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
}
