import type { MemoryJournal } from '@/lib/adapters/memory/journal'
import type { ValueStore } from '@/lib/engine/ports'
import { valueMarkKeys } from '@/lib/engine/purges/marks'
import { type CachedValue, valueKey } from '@/lib/engine/values/value'
import { unitsOf } from '@/lib/engine/version'

export type MemoryValues = ValueStore & {
  /** Remembers what is stored; the result puts that back. */
  backUp(): () => void
}

/** A data cache in memory that reads its marks from `journal`. Each call takes effect at once, as one step. */
export function createMemoryValueStore(journal: MemoryJournal): MemoryValues {
  const values = new Map<string, CachedValue>()
  const coverOf = (value: CachedValue, tags: readonly string[]) =>
    journal.marks.coverBy(valueMarkKeys(value.id, [...value.tags, ...tags]))
  return {
    async read(id, tags) {
      const value = values.get(valueKey(id))
      const cover = journal.marks.coverBy(valueMarkKeys(id, [...(value?.tags ?? []), ...tags]))
      return { value, cover, seq: journal.seq }
    },
    async write(value, basis) {
      journal.check(basis)
      const key = valueKey(value.id)
      const previous = values.get(key)
      const isStored = previous === undefined || previous.stamp <= value.stamp
      if (isStored) values.set(key, value)
      const isSame = previous?.body.sha256 === value.body.sha256
      const writeUnits = isStored && !isSame ? unitsOf({ body: value.body, state: null }) : 0
      return { isStored, writeUnits, cover: coverOf(value, []), seq: journal.seq }
    },
    async delete(id) {
      values.delete(valueKey(id))
    },
    backUp() {
      const kept = [...values]
      return () => {
        values.clear()
        for (const [key, value] of kept) values.set(key, value)
      }
    },
  }
}
