import { bigint, boolean, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt } from '@/db/schema/columns'

/** A site with its domains and deployments. */
export const projects = pgTable('projects', {
  id: text('id').primaryKey(),
  /** What people and URLs call it: lower-case letters, digits and hyphens. */
  name: text('name').notNull().unique(),
  /** Whether `deploy --prod` moves the production domains by itself; off after a roll back until someone promotes. */
  promotesAutomatically: boolean('promotes_automatically').notNull().default(true),
  /** Origins (`http://10.0.0.5:8080`) that rewrites and images may be fetched from although their address is private. */
  allowedOrigins: text('allowed_origins').array().notNull().default([]),
  /** What versions of its pages may hold; beyond it the oldest that are not served go. */
  versionBudgetBytes: bigint('version_budget_bytes', { mode: 'number' }).notNull().default(10_737_418_240),
  /** What its data cache may hold; beyond it what nobody has read for longest goes. */
  valueBudgetBytes: bigint('value_budget_bytes', { mode: 'number' }).notNull().default(1_073_741_824),
  /** Which of its hosts are kept from visitors without right: `standard` is all but the production domains. */
  protection: text('protection', { enum: ['off', 'standard', 'all'] })
    .notNull()
    .default('off'),
  createdAt: createdAt(),
})
