import type { MemoryJournal } from '@/lib/adapters/memory/journal'
import type { Bus } from '@/lib/engine/fleet-ports'

/** Rings at each change of a journal in memory. */
export function createMemoryBus(journal: MemoryJournal): Bus {
  let end = () => {}
  return {
    async listen(onRing) {
      end = journal.onChange(onRing)
      onRing()
    },
    async close() {
      end()
    },
  }
}
