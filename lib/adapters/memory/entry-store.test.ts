import { createMemoryEntryStore } from '@/lib/adapters/memory/entry-store'
import { createMemoryJournal, putBackOf } from '@/lib/adapters/memory/journal'
import { createManualClock } from '@/lib/adapters/memory/manual-clock'
import { testEntryStore } from '@/lib/engine/contract-tests/entry-store'

testEntryStore('memory', async () => {
  const journal = createMemoryJournal(createManualClock(0))
  const store = createMemoryEntryStore(journal)
  return { store, journal, pin: async (id, generation) => store.pin(id, generation), putBack: putBackOf(journal) }
})
