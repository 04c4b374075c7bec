export const REFUSAL_CODES = [
  'not_build_output',
  'failed_build',
  'broken_json',
  'broken_config',
  'bad_route',
  'unsupported_route',
  'unsupported_runtime',
  'dangling_link',
  'escaping_path',
  'missing_file',
  'fallback_too_large',
  'bad_upload',
] as const
export type RefusalCode = (typeof REFUSAL_CODES)[number]

/**
 * Why a build output cannot be deployed: nothing was changed yet. `file` is relative to the output folder, `key` the
 * place inside it (null when the whole file is meant), `reason` a sentence the operator can act on.
 */
export class DeployRefusal extends Error {
  override readonly name = 'DeployRefusal'
  readonly code: RefusalCode
  readonly file: string
  readonly key: string | null
  readonly reason: string

  constructor(
    code: RefusalCode,
    { file, key = null, reason, cause }: { file: string; key?: string | null; reason: string; cause?: unknown },
  ) {
    super(`${file}${key === null ? '' : ` (${key})`}: ${reason}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.file = file
    this.key = key
    this.reason = reason
  }
}
