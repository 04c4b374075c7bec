import { type Cover, type EntryPlace, NO_COVER } from '@/lib/engine/entry'
import { coverOfMark, newestCover } from '@/lib/engine/purges/cover'
import type { JournalRow, Scope, Selector } from '@/lib/engine/purges/journal'
import { type Mark, NO_MARK, raise } from '@/lib/engine/purges/mark'
import type { ValuePlace } from '@/lib/engine/values/value'

/**
 * Names the mark of one selector in one scope. Every purge writes under these names and every look-up reads them, so a purge
 * costs as much as it has selectors, however far it reaches.
 */
export function markKey(scope: Scope, selector: Selector): string {
  return markPrefix(scope, selector.kind) + selectorValue(selector)
}

/** The beginnings of the names of all tag marks that can cover an entry at `place`; the tag follows, unchanged. */
export function tagMarkPrefixes(place: EntryPlace): string[] {
  return scopesAround(place).map((scope) => markPrefix(scope, 'tag'))
}

/** Names of the marks that can cover something: those by its path, and those by its tags. */
export type CoveringKeys = { readonly byPath: readonly string[]; readonly byTag: readonly string[] }

/** The names of every mark that can cover an entry at `place` with these tags. */
export function coveringKeys(place: EntryPlace, tags: readonly string[]): CoveringKeys {
  const scopes = scopesAround(place)
  const path: readonly Selector[] = [
    { kind: 'all' },
    { kind: 'path', path: place.path },
    ...prefixesOf(place.path).map((prefix) => ({ kind: 'prefix' as const, prefix })),
  ]
  return {
    byPath: scopes.flatMap((scope) => path.map((selector) => markKey(scope, selector))),
    byTag: scopes.flatMap((scope) => tags.map((tag) => markKey(scope, { kind: 'tag', tag }))),
  }
}

/** A purge of this tag, on a project or an environment, reaches every value of the data cache and no page. */
export const EVERY_VALUE_TAG = '_F_VALUES'

/**
 * The names of every mark that can cover a value of the data cache with these tags. A purge of a tag reaches values whatever
 * domain or deployment narrows it, and a purge of a path reaches what was read for the path: otherwise a regenerated page
 * would show what it showed before.
 */
export function valueMarkKeys({ projectId, environment }: ValuePlace, tags: readonly string[]): CoveringKeys {
  const scopes = [null, environment].map((narrowed) => wideScope(projectId, narrowed))
  const paths = tags.flatMap((tag) => (tag.startsWith(NEXT_PATH_TAG) ? [tag.slice(NEXT_PATH_TAG.length)] : []))
  const prefixes = [...new Set(paths.flatMap(prefixesOf))]
  return {
    byPath: scopes.flatMap((scope) => [
      markKey(scope, { kind: 'all' }),
      markKey(scope, { kind: 'tag', tag: EVERY_VALUE_TAG }),
      ...prefixes.map((prefix) => markPrefix(scope, 'value_prefix') + prefix),
    ]),
    byTag: scopes.flatMap((scope) =>
      tags.flatMap((tag) => [markKey(scope, { kind: 'tag', tag }), markPrefix(scope, 'value') + tag]),
    ),
  }
}

/** The beginnings of the names of all marks that can cover a value by one of its tags. */
export function valueTagPrefixes({ projectId, environment }: ValuePlace): string[] {
  const scopes = [null, environment].map((narrowed) => wideScope(projectId, narrowed))
  return scopes.flatMap((scope) => [markPrefix(scope, 'tag'), markPrefix(scope, 'value')])
}

/** The beginnings of the names of all marks that can cover a value by a prefix of a path that one of its tags names. */
export function valuePathPrefixes({ projectId, environment }: ValuePlace): string[] {
  return [null, environment].map((narrowed) => markPrefix(wideScope(projectId, narrowed), 'value_prefix'))
}

/** The names of the marks that a purge raises: one for each selector, and another for values where the purge is narrower than they are. */
export function raisedKeys(scope: Scope, selectors: readonly Selector[]): string[] {
  const wide = wideScope(scope.projectId, scope.environment)
  const isNarrow = scope.domain !== null || scope.deploymentId !== null
  const ofValues = selectors.flatMap((selector) => {
    if (selector.kind === 'path') return [markPrefix(wide, 'value') + NEXT_PATH_TAG + selector.path]
    if (selector.kind === 'prefix') return [markPrefix(wide, 'value_prefix') + selector.prefix]
    return selector.kind === 'tag' && isNarrow ? [markPrefix(wide, 'value') + selector.tag] : []
  })
  return [...selectors.map((selector) => markKey(scope, selector)), ...ofValues]
}

/** Segments of the longest prefix that can be purged: a look-up asks for one mark per segment of its path, up to here. */
export const MAX_PREFIX_SEGMENTS = 16

/** The prefixes that cover a path, itself included, shortest first. `/` is no prefix: that is everything. */
export function prefixesOf(path: string): string[] {
  const segments = path.split('/', MAX_PREFIX_SEGMENTS + 1)
  return segments.flatMap((segment, at) => {
    const isEmpty = at === 0 || (segment === '' && at === segments.length - 1)
    return isEmpty ? [] : [segments.slice(0, at + 1).join('/')]
  })
}

/** Next tags what is read for a path with this, followed by the path. */
export const NEXT_PATH_TAG = '_N_T_'

function wideScope(projectId: string, environment: Scope['environment']): Scope {
  return { projectId, environment, domain: null, deploymentId: null }
}

/** The purges that an edge has applied since `floorSeq`, by what they select. */
export class Marks {
  readonly #limit: number
  readonly #marks = new Map<string, Mark>()
  /** Marks that were forgotten, and at which number: a purge of theirs was undone, or a page that they cover was pinned. */
  readonly #forgotten = new Map<string, number>()
  #floorSeq = 0

  /** Holds at most `limit` marks. Beyond that, all are forgotten and `floorSeq` rises, which costs only look-ups. */
  constructor(limit = 100_000) {
    this.#limit = limit
  }

  /** Purges up to this number are not held: what was judged earlier has to be read from the ISR cache again. */
  get floorSeq(): number {
    return this.#floorSeq
  }

  /** `nowMs`: the time of the read that brought the row. */
  apply(row: JournalRow & { readonly kind: 'purge' }, nowMs: number): void {
    for (const key of raisedKeys(row.scope, row.selectors)) {
      this.#marks.set(key, raise(this.#marks.get(key) ?? NO_MARK, row, nowMs))
    }
    this.#bound(row.seq)
  }

  /**
   * Forgets the marks that a row names. What an undone purge left in a mark cannot be taken out again, and a pin changes what
   * is judged. Only what these marks cover has to be read from the ISR cache again.
   */
  forgetSelected(row: { readonly seq: number; readonly scope: Scope; readonly selectors: readonly Selector[] }): void {
    for (const key of raisedKeys(row.scope, row.selectors)) {
      this.#marks.delete(key)
      this.#forgotten.set(key, row.seq)
    }
    this.#bound(row.seq)
  }

  /** What was judged by these marks before this number has to be read from the ISR cache again. */
  floorOf({ byPath, byTag }: CoveringKeys): number {
    if (this.#forgotten.size === 0) return this.#floorSeq
    return [...byPath, ...byTag].reduce((floor, key) => Math.max(floor, this.#forgotten.get(key) ?? 0), this.#floorSeq)
  }

  /** Forgets every mark; whoever judged before `seq` must ask the ISR cache. */
  forget(seq: number): void {
    this.#marks.clear()
    this.#forgotten.clear()
    this.#floorSeq = seq
  }

  #bound(seq: number): void {
    if (this.#marks.size + this.#forgotten.size > this.#limit) this.forget(seq)
  }

  /** The newest purges held that cover an entry. */
  cover(place: EntryPlace, tags: readonly string[]): Cover {
    return this.#marks.size === 0 ? NO_COVER : this.coverBy(coveringKeys(place, tags))
  }

  /** The same for what was judged at `seq`; `undefined` when a purge that counted then may be undone, or too little is held. */
  coverSince(seq: number, place: EntryPlace, tags: readonly string[]): Cover | undefined {
    if (seq < this.#floorSeq) return undefined
    if (this.#forgotten.size === 0) return this.cover(place, tags)
    const keys = coveringKeys(place, tags)
    return seq < this.floorOf(keys) ? undefined : this.coverBy(keys)
  }

  /** The same by the names of marks. */
  coverBy({ byPath, byTag }: CoveringKeys): Cover {
    if (this.#marks.size === 0) return NO_COVER
    return newestCover([...this.#found(byPath, 'path'), ...this.#found(byTag, 'tag')])
  }

  #found(keys: readonly string[], by: 'path' | 'tag'): Cover[] {
    return keys.flatMap((key) => {
      const mark = this.#marks.get(key)
      return mark === undefined ? [] : [coverOfMark(mark, by)]
    })
  }
}

/**
 * Fields are length-prefixed, so that no tag can pose as another scope. The value comes last and needs no length. An environment
 * stands where a domain would: no host name begins with `@`.
 */
function markPrefix(
  { projectId, environment, domain, deploymentId }: Scope,
  kind: Selector['kind'] | 'value' | 'value_prefix',
): string {
  const hosts = domain ?? (environment === null ? '' : `@${environment}`)
  return [projectId, hosts, deploymentId ?? '', kind].map((field) => `${field.length}:${field}`).join('')
}

function selectorValue(selector: Selector): string {
  switch (selector.kind) {
    case 'all':
      return ''
    case 'path':
      return selector.path
    case 'prefix':
      return selector.prefix
    case 'tag':
      return selector.tag
  }
}

function scopesAround(place: EntryPlace): Scope[] {
  const { projectId, environment, domain, deploymentId } = place
  const hosts = [
    { projectId, environment: null, domain: null },
    { projectId, environment, domain: null },
    { projectId, environment: null, domain },
  ]
  return hosts.flatMap((scope) => [
    { ...scope, deploymentId: null },
    { ...scope, deploymentId },
  ])
}
