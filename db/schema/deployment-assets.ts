import { bigint, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { deployments } from '@/db/schema/deployments'

/** Static files of a deployment whose name changes with their content: pages that outlive the deployment name them. */
export const deploymentAssets = pgTable(
  'deployment_assets',
  {
    projectId: text('project_id').notNull(),
    path: text('path').notNull(),
    deploymentId: text('deployment_id')
      .notNull()
      .references(() => deployments.id, { onDelete: 'cascade' }),
    sha256: text('sha256').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    contentType: text('content_type').notNull(),
  },
  (table) => [
    // A request for a file that the shown deployment has not; and who else has a file that is about to go.
    primaryKey({ columns: [table.projectId, table.path, table.deploymentId] }),
  ],
)
