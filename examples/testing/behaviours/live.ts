import assert from 'node:assert/strict'
import { type Behaviours, need } from '../behaviour.ts'
import { describe } from '../site.ts'

const WARM_VISITS = 11

/** How long visitors wait for a function: figures to look at, no promise. Tried first, while no function runs yet. */
export const SPEED: Behaviours = {
  'cold render': async ({ framework, site }) => {
    const answer = await site.get(framework.dynamic)
    assert.equal(`${answer.status} ${answer.cache}`, '200 MISS', describe(answer))
    return `${Math.round(answer.tookMs)} ms`
  },

  'warm render': async ({ framework, site }) => {
    const tookMs: number[] = []
    for (let visit = 0; visit < WARM_VISITS; visit++) tookMs.push((await site.get(framework.dynamic)).tookMs)
    return `${tookMs.sort((a, b) => a - b)[Math.floor(WARM_VISITS / 2)]?.toFixed(1)} ms`
  },
}

/** Answers that are made at each visit. */
export const LIVE: Behaviours = {
  'dynamic: never cached': async ({ framework, site }) => {
    const [first, second] = [await site.get(framework.dynamic), await site.get(framework.dynamic)]
    assert.deepEqual([first.cache, second.cache], ['MISS', 'MISS'])
    assert.notEqual(first.renderId, '')
    assert.notEqual(second.renderId, first.renderId)
    return undefined
  },

  'streaming: first bytes before the end': async ({ framework, site }) => {
    const path = need(framework.streaming)
    const stream = await site.open(path)
    const before = await stream.until('first words')
    assert.ok(!before.includes('last words'), 'the end came with the beginning')
    await site.get(`${path}?release=1`)
    await stream.until('last words')
    return undefined
  },
}
