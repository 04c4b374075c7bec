import assert from 'node:assert/strict'
import { type Behaviours, draftCookie, isHit, isRenewed, need, type Trial } from '../behaviour.ts'
import { describe } from '../site.ts'

/** Longer than a failed regeneration is left alone. */
const RETRY_SECONDS = 60

/** Renders that fail. */
export const FAILURES: Behaviours = {
  'error: the last good page stays': async (trial) => {
    const { site, advance } = trial
    const { path } = need(trial.framework.fickle)
    const good = await isHit(site, path)
    await say(trial, 'fail')
    await advance(RETRY_SECONDS)
    // This visitor waits for the render, and is shown the page of before because it failed.
    const kept = await site.get(path, { pragma: 'no-cache' })
    assert.equal(describe(kept), describe({ ...good, cache: 'STALE' }))
    assert.equal(describe(await site.get(path)), describe(kept))
    await say(trial, 'work')
    await advance(RETRY_SECONDS)
    await isRenewed(site, path, good)
    return undefined
  },
}

async function say(trial: Trial, mode: 'fail' | 'work'): Promise<void> {
  const { path, control } = need(trial.framework.fickle)
  const answer =
    control === undefined
      ? await trial.site.get(`${path}?mode=${mode}`, { cookie: await draftCookie(trial) })
      : await trial.site.post(`${control}?mode=${mode}`)
  assert.ok(answer.status < 400, `no switch there: ${describe(answer)}`)
}
