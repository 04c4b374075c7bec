import { z } from 'zod'

/** Name of a project: it becomes a host label, so letters, digits and inner hyphens. */
export const projectName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'Use lower-case letters, digits and inner hyphens, 63 at most.')

/** Id of a deployment. */
export const deploymentId = z.string().regex(/^dpl_[a-z0-9]{12}$/, 'Not the id of a deployment (dpl_…).')

/** A host name as domains use it: lower-case, without port. */
export const hostName = z
  .string()
  .max(253)
  .regex(/^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/, 'Not a host name.')

/** Names the bytes of a file. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Not a SHA-256 in lower-case hex.')

/** A visitor's path: starts with a slash, no query, and no longer than those that are stored. */
export const visitorPath = z
  .string()
  .refine((path) => new TextEncoder().encode(path).length <= 2048, 'A path has at most 2,048 bytes.')
  .regex(/^\/[^?#]*$/, 'A path starts with a slash and has no query.')

/** A cache tag: at most 256 bytes of UTF-8, no comma, no control character (spec: Vercel cache tags). */
export const cacheTag = z
  .string()
  .min(1)
  .refine((tag) => new TextEncoder().encode(tag).length <= 256, 'A tag has at most 256 bytes.')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^,\u0000-\u001f\u007f]+$/, 'A tag has no comma and no control character.')

/** An instant, as ISO 8601 in UTC. */
export const instant = z.iso.datetime()

/** Input of a call that needs none, or the answer of one that has nothing to say. */
export const nothing = z.object({})
