import type { SelectorInput } from '@/lib/contract/purges'
import { MAX_PREFIX_SEGMENTS } from '@/lib/engine/purges/marks'
import { decodePath } from '@/lib/engine/routing/parse-target'
import { OpError } from '@/lib/ops/errors'

/**
 * Paths of entries have their escapes decoded, as requests have theirs, and end without a slash, except the first one: a
 * purge of `/blog/caf%C3%A9/` means what a visitor of it gets.
 */
export function tidySelector(selector: SelectorInput): SelectorInput {
  if (selector.kind === 'path') {
    const path = tidyPath(selector.path)
    return { kind: 'path', path: path === '' || path === '/index' ? '/' : path }
  }
  return selector.kind === 'prefix' ? { kind: 'prefix', prefix: tidyPrefix(selector.prefix) } : selector
}

function tidyPrefix(given: string): string {
  const prefix = tidyPath(given)
  if (prefix === '') {
    const message = 'The prefix / is everything: say so with the selector “all”.'
    throw new OpError('invalid', message)
  }
  if (prefix.split('/').length - 1 > MAX_PREFIX_SEGMENTS) {
    throw new OpError('invalid', `A prefix has at most ${MAX_PREFIX_SEGMENTS} segments: ${prefix} has more.`)
  }
  return prefix
}

function tidyPath(given: string): string {
  const path = decodePath(given)?.replace(/\/+$/, '')
  if (path !== undefined) return path
  throw new OpError('invalid', `The path ${given} has a broken escape. Write %25 for a percent sign.`)
}
