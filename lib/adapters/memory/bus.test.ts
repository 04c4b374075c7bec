import { createMemoryBus } from '@/lib/adapters/memory/bus'
import { createMemoryJournal } from '@/lib/adapters/memory/journal'
import { createManualClock } from '@/lib/adapters/memory/manual-clock'
import { testBus } from '@/lib/engine/contract-tests/bus'

testBus('memory', async () => {
  const journal = createMemoryJournal(createManualClock(0))
  return { one: createMemoryBus(journal), two: createMemoryBus(journal), journal }
})
