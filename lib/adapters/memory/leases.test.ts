import { createMemoryLeases } from '@/lib/adapters/memory/leases'
import { createManualClock } from '@/lib/adapters/memory/manual-clock'
import { testLeases } from '@/lib/engine/contract-tests/leases'

testLeases('memory', async () => {
  const clock = createManualClock(0)
  const leases = createMemoryLeases(clock)
  const outlive = () => {
    leases.abandon('one')
    clock.advance(3_000)
  }
  return { one: leases.of('one'), two: leases.of('two'), outlive }
})
