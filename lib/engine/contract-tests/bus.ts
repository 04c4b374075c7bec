import { describe, expect, test, vi } from 'vitest'
import { purgeOf } from '@/lib/engine/contract-tests/builders'
import type { Bus } from '@/lib/engine/fleet-ports'
import type { Journal } from '@/lib/engine/ports'

/** Two listeners of one fleet, whose journal has the edge `edg_1`. Each is closed by the test that opened it. */
type Opened = { readonly one: Bus; readonly two: Bus; readonly journal: Journal }

/** Every Bus must pass this. */
export function testBus(name: string, open: () => Promise<Opened>): void {
  describe(`Bus: ${name}`, () => {
    test('rings as soon as it listens: something may have come before', async () => {
      const { one, two } = await open()
      const rings = await listened(one)
      await vi.waitFor(() => expect(rings()).toBeGreaterThan(0))
      await Promise.all([one.close(), two.close()])
    })

    test('a purge, and an announcement, ring for every listener', async () => {
      const { one, two, journal } = await open()
      const counts = [await listened(one), await listened(two)]
      await vi.waitFor(() => expect(counts.every((rings) => rings() > 0)).toBe(true))
      for (const act of [() => journal.append(purgeOf()), () => journal.announce('edg_1', { n: 1, keys: ['a'] })]) {
        const before = counts.map((rings) => rings())
        await act()
        await vi.waitFor(() => expect(counts.every((rings, index) => rings() > (before[index] ?? 0))).toBe(true))
      }
      await Promise.all([one.close(), two.close()])
    })

    test('who has closed is not rung for', async () => {
      const { one, two, journal } = await open()
      const [closed, open2] = [await listened(one), await listened(two)]
      await vi.waitFor(() => expect([closed() > 0, open2() > 0]).toEqual([true, true]))
      await one.close()
      const before = { closed: closed(), open: open2() }
      await journal.append(purgeOf())
      await vi.waitFor(() => expect(open2()).toBeGreaterThan(before.open))
      expect(closed()).toBe(before.closed)
      await two.close()
    })
  })
}

/** How often it has rung so far. */
async function listened(bus: Bus): Promise<() => number> {
  let count = 0
  await bus.listen(() => {
    count += 1
  })
  return () => count
}
