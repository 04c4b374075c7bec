import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, instant } from '@/db/schema/columns'
import { projects } from '@/db/schema/projects'

/** One immutable build output. Its host label is its id, so ids are lower-case. */
export const deployments = pgTable(
  'deployments',
  {
    id: text('id').primaryKey(),
    projectId: text('project_id')
      .notNull()
      .references(() => projects.id),
    /** `uploading` until every file is stored; only `ready` ones are served; `deleted` ones are kept for the record. */
    state: text('state', { enum: ['uploading', 'ready', 'deleted'] }).notNull(),
    /** The compiled manifest (lib/adapters/build-output), parsed again by whoever reads it. */
    manifest: jsonb('manifest').notNull(),
    /** Journal number at creation: the stamp of what the build rendered. */
    createdSeq: bigint('created_seq', { mode: 'number' }).notNull(),
    /** What the build calls itself (`deploymentId` of config.json), where it does: pages of Next.js name it in requests. */
    buildId: text('build_id'),
    framework: text('framework'),
    source: text('source'),
    fileCount: integer('file_count').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
    /** When it was last promoted; `null` if never. A rollback leaves it: rollbacks follow the order of promotions. */
    promotedAt: instant('promoted_at'),
  },
  // The deployments page: newest first within a project.
  (table) => [index('deployments_project_created_idx').on(table.projectId, table.createdAt)],
)

/** Which blobs a deployment needs, so that none of them is removed while it exists. */
export const deploymentBlobs = pgTable(
  'deployment_blobs',
  {
    deploymentId: text('deployment_id')
      .notNull()
      .references(() => deployments.id, { onDelete: 'cascade' }),
    sha256: text('sha256').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.deploymentId, table.sha256] }),
    // Retention asks which deployments still need a blob.
    index('deployment_blobs_sha256_idx').on(table.sha256),
  ],
)
