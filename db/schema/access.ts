import { boolean, doublePrecision, index, inet, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt, instant } from '@/db/schema/columns'

const ROLES = ['owner', 'operator', 'viewer'] as const

/** A person who signs in to the dashboard. */
export const operators = pgTable('operators', {
  id: text('id').primaryKey(),
  email: text('email').notNull().unique(),
  /** argon2id, in its encoded form. */
  passwordHash: text('password_hash').notNull(),
  role: text('role', { enum: ROLES }).notNull(),
  /** Confines the operator to these projects; `null` is all. */
  projectIds: text('project_ids').array(),
  createdAt: createdAt(),
})

/** A link by which somebody becomes an operator, once. Rows stay, so that a used link can be told from a foreign one. */
export const invitations = pgTable('invitations', {
  id: text('id').primaryKey(),
  /** SHA-256 of the secret, which is shown once. */
  secretHash: text('secret_hash').notNull().unique(),
  email: text('email').notNull(),
  role: text('role', { enum: ROLES }).notNull(),
  projectIds: text('project_ids').array(),
  createdBy: text('created_by').notNull(),
  createdAt: createdAt(),
  expiresAt: instant('expires_at').notNull(),
  acceptedAt: instant('accepted_at'),
  revokedAt: instant('revoked_at'),
})

/** A signed-in browser. Only the hash of its secret is kept; deleting the row signs it out. */
export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the cookie's secret. */
    id: text('id').primaryKey(),
    operatorId: text('operator_id')
      .notNull()
      .references(() => operators.id, { onDelete: 'cascade' }),
    userAgent: text('user_agent'),
    ip: inet('ip'),
    createdAt: createdAt(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('sessions_operator_idx').on(table.operatorId)],
)

/** The one-time link that makes the first owner. */
export const setupLinks = pgTable('setup_links', {
  isOnly: boolean('is_only').primaryKey().default(true),
  /** The secret itself: the launcher prints the same link at each start until it was used, when the row goes. */
  secret: text('secret').notNull(),
  createdAt: createdAt(),
})

/** A secret for the REST API and the CLI. */
export const apiTokens = pgTable('api_tokens', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** SHA-256 of the secret, which is shown once. */
  secretHash: text('secret_hash').notNull().unique(),
  scopes: text('scopes').array().notNull(),
  /** Confines the token to one project; `null` is all. */
  projectId: text('project_id'),
  createdBy: text('created_by').notNull(),
  createdAt: createdAt(),
  lastUsedAt: instant('last_used_at'),
  expiresAt: instant('expires_at'),
  revokedAt: instant('revoked_at'),
})

/** How many purges each token may still make now: a bucket that fills evenly. A row is made by the first purge. */
export const purgeAllowances = pgTable('purge_allowances', {
  tokenId: text('token_id').primaryKey(),
  /** As of `filledAt`. */
  level: doublePrecision('level').notNull(),
  filledAt: instant('filled_at').notNull(),
})

/** Wrong passwords by account and by address, for back-off. */
export const signInFailures = pgTable('sign_in_failures', {
  /** `email:…` or `ip:…`. */
  key: text('key').primaryKey(),
  count: integer('count').notNull(),
  lastAt: instant('last_at').notNull(),
})

/**
 * Who did what, written in the transaction of the change; each row carries the hash of the one before. A trigger refuses to
 * change or remove rows (migration "append_only_audit").
 */
export const audit = pgTable('audit', {
  id: integer('id').primaryKey(),
  projectId: text('project_id'),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  details: jsonb('details').notNull(),
  ip: text('ip'),
  /** The token by which it was done: names of tokens may repeat. */
  tokenId: text('token_id'),
  previousHash: text('previous_hash').notNull(),
  hash: text('hash').notNull(),
  createdAt: createdAt(),
})
