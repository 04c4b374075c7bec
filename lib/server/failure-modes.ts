import 'server-only'

/** The text of `docs/failure-modes.md`, put here by the build (`next.config.ts`): an installation need not have the file. */
declare const FAILURE_MODES: string

export const failureModes = FAILURE_MODES
