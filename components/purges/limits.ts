/** Newest purges that the journal page shows. */
export const JOURNAL_LIMIT = 100

/** Newest purges that the overview shows. */
export const LAST_PURGES = 6
