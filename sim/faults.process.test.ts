import { describe, expect, test } from 'vitest'
import { FAULTS } from './faults'
import { play } from './play'

/** Seeds within which each fault has to be found. */
const ENOUGH = 2_000

// No process of its own, but the time of many: not for every commit.
describe('the simulation finds an engine', () => {
  test.each(Object.entries(FAULTS))('in which %s', { timeout: 120_000 }, async (_name, fault) => {
    let violation: string | undefined
    for (let seed = 1; seed <= ENOUGH && violation === undefined; seed += 1) {
      violation = (await play(seed, { fault })).violation
    }
    expect(violation).toBeDefined()
  })
})
