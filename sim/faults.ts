import type { Engine } from '@/lib/engine/engine'
import type { Entry, EntryId } from '@/lib/engine/entry'
import type { EntryStore, FunctionRuntime } from '@/lib/engine/ports'
import type { Regenerated } from '@/lib/engine/prerenders/regenerate'
import type { JournalRead } from '@/lib/engine/purges/journal'
import { JournalView } from '@/lib/engine/purges/journal-view'
import { Collapser } from '@/lib/engine/steps/collapse'
import type { Truth } from './truth'

/** A way to build it wrong. The simulation has to find each of them, or it would not find one that we build by accident. */
export type Fault = {
  readonly view?: (edgeId: string) => JournalView
  readonly engine?: (engine: Engine) => Engine
  readonly entries?: (entries: EntryStore, truth: Truth) => EntryStore
  readonly read?: (read: JournalRead) => JournalRead
  readonly functions?: (functions: FunctionRuntime) => FunctionRuntime
  /** Goes on showing what a domain showed before. */
  readonly isDeafToMoves?: boolean
  /** Goes on holding what other edges have stored anew. */
  readonly isDeafToNews?: boolean
  /** Takes back every purge with the same selectors. */
  readonly undoesNamesakes?: boolean
}

export const NO_FAULT: Fault = {}

export const FAULTS: Readonly<Record<string, Fault>> = {
  'a page counts as new as the moment it is stored': {
    entries: (entries, truth) => ({
      ...entries,
      commit: (made, basis) => entries.commit(stamped(made, truth.journal.seq), basis),
    }),
  },
  'a page counts as new as the moment its render ended, by the clock': {
    entries: (entries, truth) => ({
      ...entries,
      commit: (made, basis) => entries.commit(stamped(made, truth.seqAt(made.endedAtMs)), basis),
    }),
  },
  'a read of the journal brings its last row alone': {
    read: (read) => ({ ...read, rows: read.rows.slice(-1) }),
  },
  'a read of the journal brings no row': { read: (read) => ({ ...read, rows: [] }) },
  'what was read is judged as of when it arrived': {
    entries: (entries, truth) => ({
      ...entries,
      async read(id, tags) {
        const found = await entries.read(id, tags)
        return { ...found, seq: truth.journal.seq }
      },
    }),
  },
  'whoever waits for a render is content with whatever comes of it': {
    engine: (engine) => ({ ...engine, regenerations: new Contented() }),
  },
  'an edge that hears nothing goes on calling pages fresh': { view: (edgeId) => new Careless(edgeId) },
  'a domain that moved is not looked up again': { isDeafToMoves: true },
  'what another edge stored is not looked up again': { isDeafToNews: true },
  'a deletion with a deadline stays an invalidation': {
    read: (read) => ({
      ...read,
      rows: read.rows.map((row) => (row.kind === 'purge' ? { ...row, ...softened(row.deleteAtMs) } : row)),
    }),
    entries: (entries) => ({
      ...entries,
      async read(id, tags) {
        const found = await entries.read(id, tags)
        return { ...found, cover: { ...found.cover, deadlines: [] } }
      },
    }),
  },
  'the page is made anew, and its data only said to be': {
    entries: (entries) => ({
      ...entries,
      async commit(made, basis) {
        const [first, ...others] = made.members
        if (first === undefined) return entries.commit(made, basis)
        const kept = others.map(async (other) => {
          const { entry } = await entries.read(other.id, [])
          return entry === undefined ? other : { ...other, version: entry.version }
        })
        return entries.commit({ ...made, members: [first, ...(await Promise.all(kept))] }, basis)
      },
    }),
  },
  'a broken page is stored like any other': {
    functions: (functions) => ({
      async invoke(call) {
        const answer = await functions.invoke(call)
        return answer.kind === 'answered' ? { ...answer, status: 200 } : answer
      },
    }),
  },
  'a page takes no account of the age of what it read': {
    functions: (functions) => ({
      async invoke(call) {
        const answer = await functions.invoke({ ...call, purpose: 'live' })
        return answer.kind === 'answered' ? { ...answer, stamp: Promise.resolve(call.stamp) } : answer
      },
    }),
  },
  'an undo takes every purge of the same name along': { undoesNamesakes: true },
  'an edge that reads of a pin goes on showing what it holds': {
    read: (read) => ({ ...read, rows: read.rows.filter(({ kind }) => kind !== 'pin' && kind !== 'unpin') }),
  },
  'a pinned page is judged like any other': {
    entries: (entries) => withPinned(entries, (pinned) => pinned && { ...pinned, pinnedSeq: null }),
  },
  'no deletion takes a pinned page away': {
    entries: (entries) => withPinned(entries, (pinned) => pinned && { ...pinned, pinnedSeq: Number.MAX_SAFE_INTEGER }),
  },
  'what is made anew takes the place of what is pinned': {
    entries: (entries) => ({
      ...entries,
      commit: async (made, basis) => ({ ...(await entries.commit(made, basis)), isPinned: false }),
    }),
  },
  'a page that was pinned once stays so': {
    entries: (entries) => {
      const pinnedOnce = new Map<string, Entry>()
      return withPinned(entries, (pinned, { key }) => {
        if (pinned !== undefined) pinnedOnce.set(key, pinned)
        return pinnedOnce.get(key)
      })
    },
  },
  'the data of a pinned page is the newest': {
    entries: (entries) => withPinned(entries, (pinned, { variant }) => (variant === 'data' ? undefined : pinned)),
  },
  'what is stored is never expired': {
    entries: (entries) => ({
      ...entries,
      commit: (made, basis) =>
        entries.commit({ ...made, members: made.members.map((member) => ({ ...member, expiresAtMs: null })) }, basis),
    }),
  },
  'what was made before the database was put back is stored in it': {
    entries: (entries) => ({ ...entries, commit: (made) => entries.commit(made) }),
  },
  'a database that was put back is told by its number alone': {
    view: (edgeId) => new Unwary(edgeId),
    entries: (entries) => ({ ...entries, commit: (made) => entries.commit(made) }),
  },
}

function withPinned(
  entries: EntryStore,
  pinnedAs: (pinned: Entry | undefined, id: EntryId) => Entry | undefined,
): EntryStore {
  return {
    ...entries,
    async read(id, tags) {
      const found = await entries.read(id, tags)
      return { ...found, pinned: pinnedAs(found.pinned, id) }
    },
  }
}

function stamped(made: Parameters<EntryStore['commit']>[0], stamp: number) {
  return { ...made, stamp, members: made.members.map((member) => ({ ...member, stamp })) }
}

function softened(deleteAtMs: number | null) {
  return deleteAtMs === null ? {} : ({ mode: 'invalidate', deleteAtMs: null } as const)
}

/** Tells everybody that the render they share began after they asked. */
class Contented extends Collapser<Regenerated> {
  override run(key: string, work: () => Promise<Regenerated>) {
    const { result, isLeader } = super.run(key, work)
    return { result: result.then((made) => ({ ...made, stamp: Number.MAX_SAFE_INTEGER })), isLeader }
  }
}

/** Takes whatever database it reads for the one it knew, unless that stands further back. */
class Unwary extends JournalView {
  override apply(read: JournalRead, beganAtMs: number) {
    return super.apply({ ...read, epoch: '' }, beganAtMs)
  }
}

class Careless extends JournalView {
  override get confirmedUntilMs(): number {
    return Number.POSITIVE_INFINITY
  }
}
