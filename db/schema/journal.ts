import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt } from '@/db/schema/columns'

/**
 * The one counter row of the journal. Taken `for update` in the transaction that appends, so that numbers become
 * visible in their order; a plain sequence would let a reader overtake a slow transaction and miss it for ever.
 */
export const journalHead = pgTable('journal_head', {
  isOnly: boolean('is_only').primaryKey().default(true),
  /** Drawn when the database is created, and by whoever puts back its files; what edges are told says more (`EPOCH`). */
  epoch: uuid('epoch').notNull().defaultRandom(),
  seq: bigint('seq', { mode: 'number' }).notNull().default(0),
})

/** Everything an edge must obey, in order. */
export const journal = pgTable(
  'journal',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    kind: text('kind', {
      enum: [
        'purge',
        'undo',
        'pin',
        'unpin',
        'domain',
        'deployment_deleted',
        'environment',
        'protection',
        'bypass_tokens',
      ],
    }).notNull(),
    projectId: text('project_id').notNull(),
    mode: text('mode', { enum: ['invalidate', 'delete'] }),
    /** Of a deletion with a deadline: until this instant it only makes stale. */
    deleteAtMs: bigint('delete_at_ms', { mode: 'number' }),
    /** Narrows a purge, or names whose variables changed; `null` is both. */
    environment: text('environment', { enum: ['production', 'preview'] }),
    /** Narrows a purge, or names the domain that moved. */
    domain: text('domain'),
    /** Narrows a purge, or names the deployment that went. */
    deploymentId: text('deployment_id'),
    /** Selectors of a purge: `[{ kind, … }]`, parsed by the reader. */
    selectors: jsonb('selectors'),
    /** Of a purge of several domains: the group they had then. Each domain has a row; all but the first name that one. */
    domainGroup: text('domain_group'),
    partOf: bigint('part_of', { mode: 'number' }),
    /** Of a scheduled purge: the job that made it, once. */
    jobId: text('job_id'),
    /** Of an undo: the purge that no longer counts. Its scope and selectors are repeated, so that an edge needs no look-up. */
    undoneSeq: bigint('undone_seq', { mode: 'number' }),
    /** Of a pin and of its end: which page of the path, and which generation of it; parsed by the reader. */
    pin: jsonb('pin'),
    /** Entries that a purge covered when an operator made it; `null` when nobody counted. */
    entryCount: integer('entry_count'),
    actor: text('actor').notNull(),
    reason: text('reason'),
    createdAt: createdAt(),
  },
  (table) => [
    // The journal page: newest first within a project.
    index('journal_project_seq_idx').on(table.projectId, table.seq),
    // A purge is undone once; and whether one is.
    uniqueIndex('journal_undone_seq_idx').on(table.undoneSeq),
    // A job that is begun again purges once.
    uniqueIndex('journal_job_idx').on(table.jobId),
    // The other rows of a purge of several domains.
    index('journal_part_idx').on(table.partOf).where(sql`${table.partOf} is not null`),
    // An undo: what other purges its selectors had.
    index('journal_selectors_idx').using('gin', table.selectors.op('jsonb_path_ops')),
  ],
)

/** What edges stored, in batches of a few milliseconds, kept for some minutes: whoever missed some forgets all. */
export const announcements = pgTable(
  'announcements',
  {
    edgeId: text('edge_id').notNull(),
    /** Counts those of one edge, without gaps; `edges.announced` is the newest. */
    n: bigint('n', { mode: 'number' }).notNull(),
    /** The engine's keys of the entries. */
    keys: text('keys').array().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.edgeId, table.n] }),
    // Those that are kept no longer.
    index('announcements_created_idx').on(table.createdAt),
  ],
)

/**
 * The newest purges by what they select: one row per scope and selector, so that a look-up costs the number of an
 * entry's tags and never the number of purges or of entries.
 */
export const marks = pgTable('marks', {
  /** Scope and selector, as `markKey` in lib/engine/purges/marks.ts writes them. */
  key: text('key').primaryKey(),
  invalidatedSeq: bigint('invalidated_seq', { mode: 'number' }).notNull().default(0),
  deletedSeq: bigint('deleted_seq', { mode: 'number' }).notNull().default(0),
  /** Deletions to come: `[{ seq, atMs }]`, as lib/engine/purges/mark.ts keeps them, parsed by the reader. */
  deadlines: jsonb('deadlines').notNull().default([]),
})
