import type { MemoryJournal } from '@/lib/adapters/memory/journal'
import type { Entry, EntryId, Generation, Version } from '@/lib/engine/entry'
import type { CommitResult, EntryStore, RegenerationFailure, StoredEntry } from '@/lib/engine/ports'
import { isSameVersion, unitsOf } from '@/lib/engine/version'

type Group = { stamp: number; retryAtMs: number | null }

/** An ISR cache in memory that reads its marks from `journal`. Each call takes effect at once, as one step. */
export function createMemoryEntryStore(journal: MemoryJournal): EntryStore {
  return new MemoryEntryStore(journal)
}

class MemoryEntryStore implements EntryStore {
  readonly #journal: MemoryJournal
  readonly #entries = new Map<string, Entry>()
  readonly #groups = new Map<string, Group>()
  #versionCount = 0

  constructor(journal: MemoryJournal) {
    this.#journal = journal
  }

  async read(id: EntryId, buildTags: readonly string[]): Promise<StoredEntry> {
    const { marks, seq } = this.#journal
    const retryAtMs = this.#groups.get(id.groupKey)?.retryAtMs ?? null
    const stored = this.#entries.get(id.key)
    if (stored === undefined) return { entry: undefined, retryAtMs, cover: marks.cover(id, buildTags), seq }
    return { entry: { ...stored, retryAtMs }, retryAtMs, cover: marks.cover(id, stored.version.tags), seq }
  }

  async commit(generation: Generation): Promise<CommitResult> {
    const { marks, seq } = this.#journal
    const group = this.#groups.get(generation.groupKey)
    const isBehind = generation.cause === 'build' && generation.members.some(({ id }) => this.#entries.has(id.key))
    const isSuperseded =
      isBehind || (group !== undefined && group.stamp > generation.stamp) || generation.members.some(this.#isOlder)
    if (!isSuperseded) this.#groups.set(generation.groupKey, { stamp: generation.stamp, retryAtMs: null })
    const members = generation.members.map((member) => ({
      cover: marks.cover(member.id, member.version.tags),
      ...(isSuperseded ? { writeUnits: 0, versionId: null } : this.#store(member)),
    }))
    if (isSuperseded) return { kind: 'superseded', members, seq }
    return { kind: members.every(({ writeUnits }) => writeUnits === 0) ? 'renewed' : 'stored', members, seq }
  }

  async recordFailure({ id, stamp, retryAtMs }: RegenerationFailure): Promise<void> {
    const group = this.#groups.get(id.groupKey) ?? { stamp: 0, retryAtMs: null }
    if (stamp >= group.stamp) this.#groups.set(id.groupKey, { ...group, retryAtMs })
  }

  async storedOutputs(groupKey: string): Promise<string[]> {
    const members = [...this.#entries.values()].filter(({ id }) => id.groupKey === groupKey)
    return members.map(({ id }) => id.output).sort()
  }

  async countVariants({ projectId, deploymentId, domain, path, output }: EntryId): Promise<number> {
    const sameOutput = [...this.#entries.values()].filter(
      ({ id }) =>
        id.projectId === projectId &&
        id.deploymentId === deploymentId &&
        id.domain === domain &&
        id.path === path &&
        id.output === output,
    )
    return new Set(sameOutput.map(({ id }) => id.query)).size
  }

  readonly #isOlder = ({ id, stamp, generatedAtMs }: Entry): boolean => {
    const stored = this.#entries.get(id.key)
    return stored !== undefined && stored.stamp === stamp && stored.generatedAtMs > generatedAtMs
  }

  #store(member: Entry): { writeUnits: number; versionId: string | null } {
    const current = this.#entries.get(member.id.key)?.version
    const isUnchanged = current !== undefined && isSameVersion(current, member.version)
    const version: Version = isUnchanged ? current : { ...member.version, id: `ver_${++this.#versionCount}` }
    this.#entries.set(member.id.key, { ...member, version })
    return { writeUnits: isUnchanged ? 0 : unitsOf(version), versionId: version.id }
  }
}
