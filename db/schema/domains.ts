import { index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt, instant } from '@/db/schema/columns'
import { deployments } from '@/db/schema/deployments'
import { projects } from '@/db/schema/projects'

/** A host name and the deployment it shows. */
export const domains = pgTable(
  'domains',
  {
    host: text('host').primaryKey(),
    projectId: text('project_id')
      .notNull()
      .references(() => projects.id),
    deploymentId: text('deployment_id').references(() => deployments.id),
    environment: text('environment', { enum: ['production', 'preview'] }).notNull(),
    /** Domains of one group can be purged together. */
    groupName: text('group_name'),
    /** Grows with every move; a move names the version it saw, so that of two racing ones the later is refused. */
    version: integer('version').notNull().default(1),
    createdAt: createdAt(),
    movedAt: instant('moved_at'),
  },
  // Promotion moves all production domains of a project.
  (table) => [index('domains_project_idx').on(table.projectId)],
)
