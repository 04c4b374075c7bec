import { z } from 'zod'

/** What the journal keeps of a pin beside its path. */
export const pinNote = z.object({
  query: z.string(),
  /** What was pinned, or was until its end. */
  generation: z.string(),
  /** When that was made. */
  madeAtMs: z.number().nullable(),
  /** No generation was named: the one before. */
  isRollback: z.boolean(),
})
export type PinNote = z.infer<typeof pinNote>
