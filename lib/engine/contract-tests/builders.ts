import { createHash } from 'node:crypto'
import type { Body, Entry, EntryId, Generation, Version } from '@/lib/engine/entry'
import type { NewPurge } from '@/lib/engine/ports'

/** Any instant of the database's clock. */
export const T0 = 1_800_000_000_000

/** A body from its text, uncompressed. */
export function bodyOf(text: string): Body {
  const identity = new TextEncoder().encode(text)
  return { sha256: createHash('sha256').update(identity).digest('hex'), identity, brotli: null }
}

/** The HTML of `/a` on the production domain of one project; `key` and `groupKey` follow from the place. */
export function idOf(overrides: Partial<EntryId> = {}): EntryId {
  const fields = {
    projectId: 'prj_1',
    deploymentId: 'dpl_1',
    domain: 'a.test',
    environment: 'production' as const,
    path: '/a',
    route: '/[slug]',
    output: '/[slug]',
    variant: 'html' as const,
    query: '',
    ...overrides,
  }
  const { domain, deploymentId, path, output, query } = fields
  return {
    key: [domain, deploymentId, path, output, query].join('\n'),
    groupKey: [domain, deploymentId, path, query].join('\n'),
    ...fields,
  }
}

/** The response to `idOf()`, fresh for a minute from `T0`; part of the version may be named alone. */
export function entryOf(overrides: Partial<Omit<Entry, 'version'>> & { version?: Partial<Version> } = {}): Entry {
  const { version, ...rest } = overrides
  return {
    id: idOf(),
    stamp: 0,
    generatedAtMs: T0,
    invocationId: 'inv_1',
    staleAtMs: T0 + 60_000,
    expiresAtMs: null,
    retryAtMs: null,
    isFromBuild: false,
    pinnedSeq: null,
    ...rest,
    version: {
      id: null,
      status: 200,
      headers: [['content-type', 'text/html; charset=utf-8']],
      tags: [],
      body: bodyOf('<h1>one</h1>'),
      state: null,
      ...version,
    },
  }
}

/** One regeneration of the members' group; they all carry its stamp. */
export function generationOf(
  members: readonly Entry[],
  overrides: Partial<Omit<Generation, 'members'>> = {},
): Generation {
  const stamp = overrides.stamp ?? 0
  return {
    groupKey: members[0]?.id.groupKey ?? '',
    begunAtMs: T0 - 100,
    endedAtMs: T0,
    cause: 'cold',
    invocationId: 'inv_1',
    ...overrides,
    stamp,
    members: members.map((member) => ({ ...member, stamp })),
  }
}

/** An operator's purge of the whole project, unless narrowed. */
export function purgeOf(overrides: Partial<NewPurge> = {}): NewPurge {
  return {
    mode: 'invalidate',
    scope: { projectId: 'prj_1', environment: null, domain: null, deploymentId: null },
    selectors: [{ kind: 'all' }],
    actor: 'test',
    reason: null,
    ...overrides,
  }
}

/** Html and flight data of `/a`, of one body each. */
export function pairOf(text: string): [Entry, Entry] {
  const version = { body: bodyOf(text) }
  return [entryOf({ version }), entryOf({ id: idOf({ output: '/[slug].rsc', variant: 'rsc' }), version })]
}
