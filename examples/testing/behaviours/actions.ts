import assert from 'node:assert/strict'
import { Absent, type Behaviours, isHit, needRare } from '../behaviour.ts'
import { describe } from '../site.ts'

const BOUNDARY = 'freshet-form'
const MULTIPART = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }

/** Forms whose answer a page of the site gives itself. */
export const ACTIONS: Behaviours = {
  'action: passes the cache, sets its cookie, shows the change': async ({ framework, site }) => {
    const { path, cookie, to } = needRare(framework.action, 'it has no server actions')
    const form = await isHit(site, path)
    const before = await isHit(site, to)
    const action = /name="(\$ACTION_ID_\w+)"/.exec(form.body)?.[1]
    assert.ok(action, `${path} has no form with an action`)
    const answer = await site.post(path, MULTIPART, fields({ [action]: '', name: 'Zoe' }))
    assert.match(`${answer.status} ${answer.cache}`, /^(?:200|303) BYPASS$/, describe(answer))
    const set = answer.headers['set-cookie']?.join() ?? ''
    assert.ok(set.startsWith(cookie), `the cookie is ${set}`)
    if (answer.status === 200) {
      // It is the page itself, with the change, and complete.
      assert.ok(answer.body.includes('Hello, Zoe.'), 'the change does not show')
      assert.match(answer.body.trimEnd(), /<\/html>$/)
      assert.ok(!(await site.get(to)).body.includes('Zoe'), 'what one visitor did is shown to another')
      return undefined
    }
    assert.deepEqual(answer.headers.location, [to])
    const after = await site.get(to)
    assert.equal(`${after.status} ${after.cache}`, '200 REVALIDATED')
    assert.notEqual(after.renderId, before.renderId)
    return undefined
  },

  'action: a soft redirect brings the new page along': async ({ framework, site }) => {
    const { path, to } = needRare(framework.action, 'it has no server actions')
    if (to === path) throw new Absent('its action shows its own page')
    const form = await isHit(site, path)
    const before = await isHit(site, to)
    const action = /name="\$ACTION_ID_(\w+)"/.exec(form.body)?.[1]
    assert.ok(action, `${path} has no form with an action`)
    const headers = { 'next-action': action, rsc: '1', 'content-type': 'text/plain;charset=UTF-8' }
    const answer = await site.post(path, headers, '[]')
    assert.equal(`${answer.status} ${answer.cache}`, '200 BYPASS')
    assert.match(answer.headers['x-action-redirect']?.join() ?? '', new RegExp(`^${to};`))
    assert.ok(answer.headers['content-type']?.includes('text/x-component'), 'no page came along')
    assert.ok(!answer.body.includes(before.renderId), 'the page of before the action came along')
    const after = await site.get(to)
    assert.notEqual(after.renderId, before.renderId)
    return undefined
  },
}

function fields(values: Readonly<Record<string, string>>): string {
  const parts = Object.entries(values).map(
    ([name, value]) => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return `${parts.join('')}--${BOUNDARY}--\r\n`
}
