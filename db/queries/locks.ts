/**
 * Advisory locks of Freshet, by name. Each stands for one kind of work and has a number of its own: two that shared one
 * would wait for each other without a reason. The numbers are arbitrary, and the
 * same in every process; the one before these is of `db/migrate.ts`.
 */
export const LOCKS = {
  /** The newest row of the audit, until the transaction that appends behind it ends. */
  audit: 4_716_313_038,
  /** Adding up the changes of tags. */
  foldTags: 4_716_313_039,
  /** Which links are out by which somebody becomes a member. */
  invite: 4_716_313_040,
} as const
