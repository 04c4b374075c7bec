import { z } from 'zod'

/** A path inside the output folder: relative, with forward slashes and without any way out. */
const innerPath = z
  .string()
  .max(4096)
  .refine((path) => isInnerPath(path), { error: 'must be a relative path without "..", empty parts or backslashes' })

export const fileSchema = z.object({
  path: innerPath,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.int().nonnegative(),
  isExecutable: z.boolean(),
})

/** `target` is a path of the same space as `path`, not relative to the link's folder. */
export const linkSchema = z.object({ path: innerPath, target: innerPath })

/**
 * What a deploy sends ahead of the files: names and hashes, never a path of the sender's disk. `documents` are the
 * parsed JSON files that say what the output means, by path.
 */
export const uploadSchema = z.object({
  files: z.array(fileSchema),
  links: z.array(linkSchema),
  documents: z.record(innerPath, z.unknown()),
})
export type Upload = z.infer<typeof uploadSchema>
export type UploadFile = z.infer<typeof fileSchema>
export type UploadLink = z.infer<typeof linkSchema>

/** Whether a path stays inside its folder: no empty, `.` or `..` segment, no backslash. */
export function isInnerPath(path: string): boolean {
  if (path === '' || path.includes('\\') || path.includes('\0')) return false
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}
