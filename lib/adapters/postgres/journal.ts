import { z } from 'zod'
import type { Db } from '@/db/client'
import { appendJournal, insertAnnouncement, raiseMarks, readJournalAfter } from '@/db/queries/purges/journal'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import { isRefusal } from '@/lib/adapters/postgres/refusal'
import { type Journal, RefusedAnnouncement } from '@/lib/engine/ports'
import type { JournalRow, Scope } from '@/lib/engine/purges/journal'
import { raiseStored } from '@/lib/engine/purges/mark'
import { raisedKeys } from '@/lib/engine/purges/marks'

/** The journal in PostgreSQL. A row that it does not understand makes reading reject: none may be passed over. */
export function createPostgresJournal(
  db: Db,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): Journal {
  return {
    async readAfter(seq, heard) {
      const read = await withDeadline(readJournalAfter(db, seq, heard), timeoutMs)
      return { ...read, rows: read.rows.map(parseRow), news: newsSchema.parse(read.news) }
    },
    async announce(edgeId, announcement) {
      const counted = await withDeadline(insertAnnouncement(db, { edgeId, ...announcement }), timeoutMs).catch(
        (cause: unknown) => {
          if (!isRefusal(cause)) throw cause
          throw new RefusedAnnouncement('The database does not take these keys.', { cause })
        },
      )
      if (!counted) throw new Error(`The fleet has no edge ${edgeId}: it is not registered, or not yet again.`)
    },
    append({ mode, deleteAtMs = null, scope, selectors, actor, reason }) {
      const appended = db.transaction(async (tx) => {
        const seq = await appendJournal(tx, { kind: 'purge', mode, deleteAtMs, ...scope, selectors, actor, reason })
        await raiseMarks(tx, raisedKeys(scope, selectors), raiseStored({ seq, mode, deleteAtMs }))
        return seq
      })
      return withDeadline(appended, timeoutMs)
    },
  }
}

const selectorSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string() }),
  z.object({ kind: z.literal('prefix'), prefix: z.string() }),
  z.object({ kind: z.literal('tag'), tag: z.string() }),
  z.object({ kind: z.literal('all') }),
])

/** Columns that say how far a purge, or its undo, reaches. */
const placed = {
  seq: z.number(),
  projectId: z.string(),
  environment: z.enum(['production', 'preview']).nullable(),
  domain: z.string().nullable(),
  deploymentId: z.string().nullable(),
  selectors: z.array(selectorSchema),
}

function scoped<Row extends Scope>({ projectId, environment, domain, deploymentId, ...row }: Row) {
  return { ...row, scope: { projectId, environment, domain, deploymentId } }
}

const rowSchema = z.discriminatedUnion('kind', [
  z
    .object({
      ...placed,
      kind: z.literal('purge'),
      mode: z.enum(['invalidate', 'delete']),
      deleteAtMs: z.number().nullable(),
    })
    .transform(scoped),
  z.object({ ...placed, kind: z.literal('undo'), undoneSeq: z.number() }).transform(scoped),
  z.object({ ...placed, kind: z.enum(['pin', 'unpin']) }).transform(scoped),
  z.object({ seq: z.number(), kind: z.literal('domain'), domain: z.string() }),
  z.object({
    seq: z.number(),
    kind: z.literal('environment'),
    projectId: z.string(),
    environment: z.enum(['production', 'preview']).nullable(),
  }),
  z.object({ seq: z.number(), kind: z.literal('protection'), projectId: z.string() }),
  z.object({ seq: z.number(), kind: z.literal('deployment_deleted'), deploymentId: z.string() }),
  z.object({ seq: z.number(), kind: z.literal('bypass_tokens'), projectId: z.string() }),
])

const newsSchema = z.array(
  z.object({
    edgeId: z.string(),
    n: z.number(),
    announcements: z.array(z.object({ n: z.number(), keys: z.array(z.string()) })),
  }),
)

function parseRow(row: unknown): JournalRow {
  return rowSchema.parse(row)
}
