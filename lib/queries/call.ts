import type { z } from 'zod'
import { type ApiErrorCode, apiError } from '@/lib/contract/api-error'
import { type Endpoint, requestFor } from '@/lib/contract/endpoint'

/** The API refused or could not be reached. The message is a sentence for the operator. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  /** `unreachable`: no answer at all, so nothing is known of what was done. */
  readonly code: ApiErrorCode | 'unreachable'

  constructor(code: ApiFailure['code'], message: string, options: ErrorOptions = {}) {
    super(message, options)
    this.code = code
  }
}

/** Calls the REST API and parses its answer. Throws `ApiFailure`, or `AbortError` when `signal` fires. */
export async function call<Input extends z.ZodType, Output extends z.ZodType>(
  endpoint: Endpoint<Input, Output>,
  input: z.input<Input>,
  signal?: AbortSignal,
): Promise<z.output<Output>> {
  const { method, url, json } = requestFor(endpoint, input)
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', ...(json === null ? {} : { 'content-type': 'application/json' }) },
    body: json,
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new ApiFailure('unreachable', 'The dashboard does not answer. Check that it runs, then try again.', {
      cause: error,
    })
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return endpoint.output.parse(answer ?? {})
  const refusal = apiError.safeParse(answer)
  if (refusal.success) throw new ApiFailure(refusal.data.error.code, refusal.data.error.message)
  throw new ApiFailure('internal', `${method} ${endpoint.path} answered ${response.status} without a reason.`)
}
