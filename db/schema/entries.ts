import { isNotNull } from 'drizzle-orm'
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt } from '@/db/schema/columns'

/** Entries of one path on one domain and deployment that are refreshed together. */
export const entryGroups = pgTable(
  'entry_groups',
  {
    /** SHA-256 of the engine's group key. */
    id: text('id').primaryKey(),
    currentGenerationId: text('current_generation_id'),
    /** Only moves forward: a regeneration that began earlier never replaces one that began later. */
    stamp: bigint('stamp', { mode: 'number' }).notNull(),
    /** While the last regeneration is a failed one: when, why, and before when nobody tries again. */
    failedAtMs: bigint('failed_at_ms', { mode: 'number' }),
    retryAtMs: bigint('retry_at_ms', { mode: 'number' }),
    failure: text('failure'),
    /** What an operator wants to be served instead of the current generation, and the journal number of that. */
    pinnedGenerationId: text('pinned_generation_id'),
    pinnedSeq: bigint('pinned_seq', { mode: 'number' }),
  },
  // The paths that fail, of however many.
  (table) => [index('entry_groups_failed_idx').on(table.id).where(isNotNull(table.retryAtMs))],
)

/** One regeneration of a group. One that changed nothing renews the current row instead of adding one. */
export const generations = pgTable(
  'generations',
  {
    id: text('id').primaryKey(),
    groupId: text('group_id').notNull(),
    stamp: bigint('stamp', { mode: 'number' }).notNull(),
    begunAtMs: bigint('begun_at_ms', { mode: 'number' }).notNull(),
    endedAtMs: bigint('ended_at_ms', { mode: 'number' }).notNull(),
    cause: text('cause').notNull(),
    invocationId: text('invocation_id').notNull(),
    renewedAtMs: bigint('renewed_at_ms', { mode: 'number' }),
    renewalCount: integer('renewal_count').notNull().default(0),
  },
  // The timeline of a path: newest first.
  (table) => [index('generations_group_idx').on(table.groupId, table.endedAtMs)],
)

/** Regenerations of a group that came to nothing: the newest of them, for its timeline. */
export const regenerationFailures = pgTable(
  'regeneration_failures',
  {
    groupId: text('group_id').notNull(),
    failedAtMs: bigint('failed_at_ms', { mode: 'number' }).notNull(),
    begunAtMs: bigint('begun_at_ms', { mode: 'number' }).notNull(),
    cause: text('cause').notNull(),
    /** What the function answered, where it answered. */
    status: integer('status'),
    message: text('message').notNull(),
    invocationId: text('invocation_id').notNull(),
  },
  // The timeline of a path: newest first, and which are too many.
  (table) => [primaryKey({ columns: [table.groupId, table.failedAtMs, table.invocationId] })],
)

/** Which version each member of the group got in a generation. */
export const generationMembers = pgTable(
  'generation_members',
  {
    generationId: text('generation_id')
      .notNull()
      .references(() => generations.id, { onDelete: 'cascade' }),
    entryId: text('entry_id').notNull(),
    versionId: text('version_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.generationId, table.entryId] }),
    // Retention asks which generations still show a version.
    index('generation_members_version_idx').on(table.versionId),
  ],
)

/** One immutable stored response. */
export const versions = pgTable(
  'versions',
  {
    id: text('id').primaryKey(),
    entryId: text('entry_id').notNull(),
    status: integer('status').notNull(),
    /** `[name, value][]`, parsed by the reader. */
    headers: jsonb('headers').notNull(),
    tags: text('tags').array().notNull(),
    blobSha256: text('blob_sha256').notNull(),
    /** Blob of the postponed state of a partial prerender; of one render with the other, hence of one version. */
    stateSha256: text('state_sha256'),
    /** Of both blobs together. */
    sizeBytes: integer('size_bytes').notNull(),
    storedBytes: integer('stored_bytes').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    // The versions of an entry, newest first.
    index('versions_entry_idx').on(table.entryId, table.createdAt),
    // Retention asks which versions still need a blob.
    index('versions_blob_idx').on(table.blobSha256),
    index('versions_state_idx').on(table.stateSha256).where(isNotNull(table.stateSha256)),
  ],
)

/** One row per key; points at its current version. Instants are milliseconds of the database's clock. */
export const entries = pgTable(
  'entries',
  {
    /** SHA-256 of the engine's key. */
    id: text('id').primaryKey(),
    groupId: text('group_id').notNull(),
    projectId: text('project_id').notNull(),
    deploymentId: text('deployment_id').notNull(),
    domain: text('domain').notNull(),
    path: text('path').notNull(),
    route: text('route').notNull(),
    output: text('output').notNull(),
    variant: text('variant', { enum: ['html', 'data', 'rsc', 'segment', 'image'] }).notNull(),
    query: text('query').notNull(),
    versionId: text('version_id').notNull(),
    stamp: bigint('stamp', { mode: 'number' }).notNull(),
    generatedAtMs: bigint('generated_at_ms', { mode: 'number' }).notNull(),
    /** Of the generation that it was last stored, or renewed, with. */
    invocationId: text('invocation_id').notNull().default(''),
    staleAtMs: bigint('stale_at_ms', { mode: 'number' }),
    expiresAtMs: bigint('expires_at_ms', { mode: 'number' }),
    isFromBuild: boolean('is_from_build').notNull(),
    /** Tags of the current version, here too for the index. */
    tags: text('tags').array().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    // The paths page, and purges by path.
    index('entries_place_idx').on(table.projectId, table.domain, table.deploymentId, table.path),
    // Purges by path and prefix across domains; the first of very many on the paths page.
    index('entries_path_idx').on(table.projectId, table.path.op('text_pattern_ops')),
    index('entries_group_idx').on(table.groupId),
    // The limit on query variants of one path.
    index('entries_variants_idx').on(table.deploymentId, table.domain, table.output),
    // Reach of a tag.
    index('entries_tags_idx').using('gin', table.tags),
  ],
)
