import { afterEach, beforeEach, expect, type MockInstance, vi } from 'vitest'

let spies: readonly MockInstance[] = []

beforeEach(() => {
  spies = [vi.spyOn(console, 'error').mockName('console.error'), vi.spyOn(console, 'warn').mockName('console.warn')]
})

// A warning that nobody expected is a failure. A test that expects one asserts it and calls `mockClear` on it.
afterEach(() => {
  const calls = spies.flatMap((spy) => spy.mock.calls.map((call) => [spy.getMockName(), ...call]))
  for (const spy of spies) spy.mockRestore()
  expect(calls, 'unexpected console output').toEqual([])
})
