import { z } from 'zod'

/** What every refusal looks like. */
export const apiError = z.object({
  error: z.object({
    code: z.enum([
      'invalid',
      'unauthorized',
      'forbidden',
      'not_found',
      'conflict',
      'too_many_requests',
      'unavailable',
      'internal',
    ]),
    message: z.string(),
    /** Where a deploy was refused. */
    details: z.record(z.string(), z.unknown()).optional(),
  }),
})
export type ApiError = z.infer<typeof apiError>
export type ApiErrorCode = ApiError['error']['code']
