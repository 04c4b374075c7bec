import type { MemoryJournal } from '@/lib/adapters/memory/journal'
import {
  type Entry,
  type EntryId,
  type Generation,
  isNewer,
  type RegenerationFailure,
  type Version,
} from '@/lib/engine/entry'
import type { CommitResult, EntryStore, StoredEntry } from '@/lib/engine/ports'
import type { Basis } from '@/lib/engine/purges/journal'
import { isSameVersion, unitsOf } from '@/lib/engine/version'

type Group = {
  stamp: number
  retryAtMs: number | null
  /** What each generation has by key, the oldest first. */
  generations: ReadonlyMap<string, Entry>[]
  pinned: { readonly members: ReadonlyMap<string, Entry>; readonly seq: number } | null
}

/** What is stored of a group, for whoever chooses among it. */
export type StoredGroup = {
  /** Of one of its members. */
  readonly id: EntryId
  /** What each generation has by key, the oldest first. */
  readonly generations: readonly ReadonlyMap<string, Entry>[]
  /** Which of them is pinned; `null` is none. */
  readonly pinned: number | null
}

export type MemoryEntries = EntryStore & {
  /** Those that were ever regenerated. */
  readonly groups: readonly StoredGroup[]
  /** Pins one of the generations of the group of `id`, counted from 0 as they were made; `null` unpins. Gives the journal number. */
  pin(id: EntryId, generation: number | null): number
  /** Remembers what is stored; the result puts that back. The journal is put back by itself. */
  backUp(): () => void
}

/** An ISR cache in memory that reads its marks from `journal`. Each call takes effect at once, as one step. */
export function createMemoryEntryStore(journal: MemoryJournal): MemoryEntries {
  return new MemoryEntryStore(journal)
}

class MemoryEntryStore implements MemoryEntries {
  readonly #journal: MemoryJournal
  readonly #entries = new Map<string, Entry>()
  readonly #groups = new Map<string, Group>()
  #versionCount = 0

  constructor(journal: MemoryJournal) {
    this.#journal = journal
  }

  async read(id: EntryId, buildTags: readonly string[]): Promise<StoredEntry> {
    const { marks, seq } = this.#journal
    const group = this.#groups.get(id.groupKey)
    const retryAtMs = group?.retryAtMs ?? null
    const stored = this.#entries.get(id.key)
    if (stored === undefined) {
      return { entry: undefined, pinned: undefined, retryAtMs, cover: marks.cover(id, buildTags), seq }
    }
    const pinned = pinnedIn(group, id.key)
    const tags = [...new Set([...stored.version.tags, ...(pinned?.version.tags ?? [])])]
    return { entry: { ...stored, retryAtMs }, pinned, retryAtMs, cover: marks.cover(id, tags), seq }
  }

  get groups(): StoredGroup[] {
    return [...this.#groups.values()].flatMap(({ generations, pinned }) => {
      const [first] = generations.at(-1)?.values() ?? []
      if (first === undefined) return []
      const pinnedAt = pinned === null ? null : generations.indexOf(pinned.members)
      return [{ id: first.id, generations, pinned: pinnedAt }]
    })
  }

  pin(id: EntryId, generation: number | null): number {
    const { projectId, domain, deploymentId, path } = id
    const group = this.#groups.get(id.groupKey)
    const members = group?.generations[generation ?? 0]
    if (group === undefined || members === undefined) throw new Error('The group has no such generation.')
    const scope = { projectId, environment: null, domain, deploymentId }
    const kind = generation === null ? 'unpin' : 'pin'
    const seq = this.#journal.note({ kind, scope, selectors: [{ kind: 'path', path }] })
    group.pinned = generation === null ? null : { members, seq }
    return seq
  }

  backUp(): () => void {
    const entries = [...this.#entries]
    const groups = [...this.#groups].map(
      ([key, group]) => [key, { ...group, generations: [...group.generations] }] as const,
    )
    return () => {
      this.#entries.clear()
      this.#groups.clear()
      for (const [key, entry] of entries) this.#entries.set(key, entry)
      for (const [key, group] of groups) this.#groups.set(key, { ...group, generations: [...group.generations] })
    }
  }

  async commit(generation: Generation, basis?: Basis): Promise<CommitResult> {
    this.#journal.check(basis)
    const { marks, seq } = this.#journal
    const group = this.#groups.get(generation.groupKey)
    const isBehind = generation.cause === 'build' && generation.members.some(({ id }) => this.#entries.has(id.key))
    const isSuperseded =
      isBehind || (group !== undefined && group.stamp > generation.stamp) || generation.members.some(this.#isOlder)
    const pinned = group?.pinned ?? null
    const isPinned = pinned !== null
    const members = generation.members.map((member) => ({
      cover: marks.cover(member.id, member.version.tags),
      ...(isSuperseded ? { writeUnits: 0, versionId: null } : this.#store(member)),
    }))
    if (isSuperseded) return { kind: 'superseded', members, isPinned, seq }
    const isRenewal = members.every(({ writeUnits }) => writeUnits === 0)
    const generations = group?.generations ?? []
    if (!isRenewal) generations.push(new Map([...(generations.at(-1) ?? []), ...this.#membersOf(generation)]))
    this.#groups.set(generation.groupKey, { stamp: generation.stamp, retryAtMs: null, generations, pinned })
    return { kind: isRenewal ? 'renewed' : 'stored', members, isPinned, seq }
  }

  async recordFailure({ id, stamp, retryAtMs }: RegenerationFailure): Promise<void> {
    const group = this.#groups.get(id.groupKey) ?? { stamp: 0, retryAtMs: null, generations: [], pinned: null }
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

  #membersOf({ members }: Generation): (readonly [string, Entry])[] {
    return members.flatMap(({ id: { key } }) => {
      const entry = this.#entries.get(key)
      return entry === undefined ? [] : [[key, entry] as const]
    })
  }

  readonly #isOlder = (entry: Entry): boolean => {
    const stored = this.#entries.get(entry.id.key)
    return stored !== undefined && isNewer(stored, entry)
  }

  #store(member: Entry): { writeUnits: number; versionId: string | null } {
    const current = this.#entries.get(member.id.key)?.version
    const isUnchanged = current !== undefined && isSameVersion(current, member.version)
    const version: Version = isUnchanged ? current : { ...member.version, id: `ver_${++this.#versionCount}` }
    this.#entries.set(member.id.key, { ...member, version })
    return { writeUnits: isUnchanged ? 0 : unitsOf(version), versionId: version.id }
  }
}

function pinnedIn(group: Group | undefined, key: string): Entry | undefined {
  const entry = group?.pinned?.members.get(key)
  if (group === undefined || entry === undefined) return undefined
  const pinnedSeq = group.pinned?.seq ?? null
  return { ...entry, pinnedSeq, retryAtMs: group.retryAtMs, staleAtMs: null, expiresAtMs: null, isFromBuild: false }
}
