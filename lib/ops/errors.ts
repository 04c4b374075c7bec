import type { ApiErrorCode } from '@/lib/contract/api-error'

/** Why an operation refuses. `internal` is not among them: that is a bug or an outage, and rises as it is. */
export type OpErrorCode = Exclude<ApiErrorCode, 'internal'>

/** An expected refusal: its message, and the details, are safe to show to whoever asked. */
export class OpError extends Error {
  override readonly name = 'OpError'
  readonly code: OpErrorCode
  /** Where the fault is, e.g. the file and key that a deploy was refused for. */
  readonly details: Readonly<Record<string, unknown>> | undefined

  constructor(
    code: OpErrorCode,
    message: string,
    options: ErrorOptions & { details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options)
    this.code = code
    this.details = options.details
  }
}
