import { index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { sessions } from '@/db/schema/access'
import { createdAt, instant } from '@/db/schema/columns'
import { projects } from '@/db/schema/projects'

/** Leave for a browser to see one protected host: first a ticket that is redeemed once, from then on a pass. */
export const siteVisits = pgTable(
  'site_visits',
  {
    id: text('id').primaryKey(),
    projectId: text('project_id')
      .notNull()
      .references(() => projects.id),
    host: text('host').notNull(),
    /** Whoever signs out, or is signed out, is let in nowhere from then on: the row goes with the session. */
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    createdAt: createdAt(),
    ticketEndsAt: instant('ticket_ends_at').notNull(),
    redeemedAt: instant('redeemed_at'),
    /** Moves on while it is used. */
    endsAt: instant('ends_at').notNull(),
  },
  (table) => [
    // Signing out takes along what a session gave.
    index('site_visits_session_idx').on(table.sessionId),
    // Those that are over.
    index('site_visits_ends_idx').on(table.endsAt),
  ],
)

/** A link with which somebody without an account sees one page as a draft. Only its hash is kept. */
export const draftLinks = pgTable(
  'draft_links',
  {
    id: text('id').primaryKey(),
    projectId: text('project_id')
      .notNull()
      .references(() => projects.id),
    host: text('host').notNull(),
    /** Path and query that it leads to. */
    path: text('path').notNull(),
    note: text('note').notNull(),
    /** SHA-256 of the link's text. */
    secretHash: text('secret_hash').notNull().unique(),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
    useCount: integer('use_count').notNull().default(0),
    lastUsedAt: instant('last_used_at'),
  },
  // The list of a project, newest first.
  (table) => [index('draft_links_project_idx').on(table.projectId, table.createdAt)],
)
