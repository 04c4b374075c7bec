import { bigint, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, instant } from '@/db/schema/columns'
import { projects } from '@/db/schema/projects'

/** Secrets by which somebody gets past the cache, or past the protection, of a project's sites. */
export const bypassTokens = pgTable(
  'bypass_tokens',
  {
    id: text('id').primaryKey(),
    projectId: text('project_id')
      .notNull()
      .references(() => projects.id),
    /** SHA-256 of the secret, which is shown once. */
    secretHash: text('secret_hash').notNull().unique(),
    note: text('note').notNull(),
    /** Some of `draft`, `revalidate`, `protection`; parsed by the reader. */
    purposes: text('purposes').array().notNull(),
    /** Paths that it holds for, as `isPathOf` in lib/engine/protection/bypass-tokens.ts reads them; none is all. */
    paths: text('paths').array().notNull(),
    /** Deployments that it holds for; none is all. */
    deploymentIds: text('deployment_ids').array().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    /** The token that was made in its place when it was rotated. */
    replacedBy: text('replaced_by'),
  },
  // Those of a project, newest first: the tokens page, and an edge that is shown a secret.
  (table) => [index('bypass_tokens_project_created_idx').on(table.projectId, table.createdAt)],
)

/** How often tokens were used, and refused, as edges counted it. */
export const bypassTokenUses = pgTable('bypass_token_uses', {
  /** No foreign key: counts are never refused. */
  tokenId: text('token_id').primaryKey(),
  uses: bigint('uses', { mode: 'number' }).notNull().default(0),
  lastUsedAt: instant('last_used_at'),
  /** Address of the visitor. */
  lastUsedFrom: text('last_used_from'),
  /** Requests with the token once it was revoked or had run out, and those beyond its paths, deployments and purposes. */
  refusals: bigint('refusals', { mode: 'number' }).notNull().default(0),
  lastRefusedAt: instant('last_refused_at'),
  lastRefusedFrom: text('last_refused_from'),
})

/** Secrets that are no token, by where they were tried and who did: kept for 30 days, 1,000 rows of a project. */
export const wrongTokens = pgTable(
  'wrong_tokens',
  {
    projectId: text('project_id').notNull(),
    domain: text('domain').notNull(),
    /** An IPv4 address, an IPv6 network of 64 bits, or `(others)`. */
    address: text('address').notNull(),
    /** Requests with a secret that was looked at. */
    requests: bigint('requests', { mode: 'number' }).notNull(),
    /** Requests whose secrets were not looked at: the address had tried too many. */
    unseen: bigint('unseen', { mode: 'number' }).notNull(),
    firstAt: instant('first_at').notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.domain, table.address] }),
    // The newest of a project: the tokens page.
    index('wrong_tokens_project_last_idx').on(table.projectId, table.lastAt),
  ],
)
