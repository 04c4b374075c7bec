import { OpError } from '@/lib/ops/errors'

/** First parts of the dashboard's own paths: a project of that name could not be opened. */
const RESERVED = new Set([
  'account',
  'api',
  'audit',
  'docs',
  'edges',
  'gallery',
  'invitation',
  'members',
  'projects',
  'set-up',
  'settings',
  'sign-in',
  'sign-out',
  'tokens',
  'v1',
  'v2',
  'v9',
])

/** Refuses names that the dashboard needs for itself. */
export function requireFreeName(name: string): void {
  if (RESERVED.has(name)) throw new OpError('invalid', `“${name}” is a page of the dashboard. Choose another name.`)
}
