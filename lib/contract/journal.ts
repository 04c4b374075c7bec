import { z } from 'zod'
import { endpoint } from '@/lib/contract/endpoint'
import { deploymentId, hostName, instant, projectName } from '@/lib/contract/fields'
import { listPurgesInput, purge, purgeKind } from '@/lib/contract/purges'
import { probe, receipt } from '@/lib/contract/receipts'

/** A pin of a page, or the end of one, as the journal keeps it. */
export const pinRecord = z.object({
  /** Number of its row in the journal. */
  seq: z.number().int(),
  project: projectName,
  /** `rollback`: a pin of what was served before, without a generation named. */
  act: z.enum(['pin', 'rollback', 'unpin']),
  domain: hostName,
  deployment: deploymentId,
  path: z.string(),
  query: z.string(),
  /** What was pinned, or was until now; `null` where the row does not tell. */
  generation: z.string().nullable(),
  /** When that was made. */
  madeAt: instant.nullable(),
  /** It holds still: the page was neither pinned again nor unpinned since. */
  isStanding: z.boolean(),
  actor: z.string(),
  reason: z.string().nullable(),
  createdAt: instant,
})
export type PinRecord = z.infer<typeof pinRecord>

/** What changed which pages are served. */
export const journalRow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('purge'), purge }),
  z.object({ kind: z.literal('pin'), pin: pinRecord }),
])
export type JournalRow = z.infer<typeof journalRow>

/** `pin` is pins, roll backs of paths, and unpins. */
export const journalKind = z.enum([...purgeKind.options, 'pin'])

export const listJournalInput = listPurgesInput.extend({ kind: journalKind.optional() })
export type ListJournalInput = z.infer<typeof listJournalInput>

export const journalList = z.object({
  /** Newest first. */
  rows: z.array(journalRow),
  /** Who made the newest of them, by name. */
  actors: z.array(z.string()),
  /** `before` of the next page; `null`: there is none. */
  next: z.number().int().nullable(),
})
export type JournalList = z.infer<typeof journalList>

export const getJournalRowInput = z.object({ project: projectName, seq: z.coerce.number().int().min(1) })
export type GetJournalRowInput = z.infer<typeof getJournalRowInput>

export const journalDetail = z.object({ row: journalRow, receipt })
export type JournalDetail = z.infer<typeof journalDetail>

/** Calls about the journal: what changed which pages are served, in one order. */
export const journalEndpoints = {
  listJournal: endpoint({
    method: 'GET',
    path: '/api/v1/journal',
    input: listJournalInput,
    output: journalList,
    scope: 'read',
    summary: 'Purges, pins, roll backs of paths and unpins of a project, newest first.',
  }),
  getJournalRow: endpoint({
    method: 'GET',
    path: '/api/v1/journal/{seq}',
    input: getJournalRowInput,
    output: journalDetail,
    scope: 'read',
    summary: 'A purge or a pin by its number in the journal, with its receipt: which edges obeyed it, and how fast.',
  }),
  probeJournalRow: endpoint({
    method: 'GET',
    path: '/api/v1/journal/{seq}/probe',
    input: getJournalRowInput,
    output: probe,
    scope: 'read',
    summary: 'Ask each edge what it would serve of what a purge covers, or of a page that was pinned. Renders nothing.',
  }),
} as const
