/** Why there is no copy of an image: a status, a code that tools read, and a sentence for whoever wrote the page. */
export type ImageProblem = {
  readonly kind: 'problem'
  readonly status: number
  readonly code: string
  readonly message: string
}

/** What was asked for can never be answered (reference: error codes). */
export function imageRefused(message: string): ImageProblem {
  return { kind: 'problem', status: 400, code: 'INVALID_IMAGE_OPTIMIZE_REQUEST', message }
}

/** The source is larger than a source may be. */
export function imageTooLarge(message: string): ImageProblem {
  return { kind: 'problem', status: 413, code: 'IMAGE_TOO_LARGE', message }
}
