import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt } from '@/lib/adapters/memory/site'
import { WarmSite } from '@/lib/server/jobs/warm-site'

test('a page that is warmed counts its call with what it cost, and no visit', async () => {
  const edge = createMemoryEdge({
    outputs: [prerenderAt('/a', { expiration: false })],
    answer: ({ over }) => {
      over?.({ durationMs: 7, cpuUs: 5, memoryMbMs: 3 })
      return { body: 'a page' }
    },
  })
  await edge.sync()
  const site = new WarmSite(edge.engine, edge.site, () => 0)
  expect(await site.warm('/a')).toMatchObject({ verdict: 'made', status: 200 })
  await edge.settled()
  const { tallies, invocations } = edge.engine.meter.drain(edge.clock.nowMs())
  expect(invocations).toMatchObject([
    { cause: 'warm_up', invocations: 1, failures: 0, durationMs: 7, cpuUs: 5, memoryMbMs: 3 },
  ])
  expect(tallies.reduce((visits, { hit, miss, revalidated }) => visits + hit + miss + revalidated, 0)).toBe(0)
  expect((await edge.get('/a')).outcome).toBe('HIT')
})
