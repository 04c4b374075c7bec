import { createMemoryJournal, putBackOf } from '@/lib/adapters/memory/journal'
import { createManualClock } from '@/lib/adapters/memory/manual-clock'
import { createMemoryValueStore } from '@/lib/adapters/memory/value-store'
import { testValueStore } from '@/lib/engine/contract-tests/value-store'

testValueStore('memory', async () => {
  const journal = createMemoryJournal(createManualClock(0))
  return { values: createMemoryValueStore(journal), journal, putBack: putBackOf(journal) }
})
