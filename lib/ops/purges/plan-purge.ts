import {
  listSomePaths,
  listSomeTags,
  readCovered,
  readCoveredTraffic,
  readMatches,
} from '@/db/queries/purges/purge-plan'
import { COUNTED_ONE_BY_ONE, countReach } from '@/db/queries/purges/purges'
import type { PurgePlan } from '@/lib/contract/purge-plan'
import type { PurgeReachInput, SelectorInput } from '@/lib/contract/purges'
import type { OpsContext } from '@/lib/ops/context'
import { marginalCost } from '@/lib/ops/prices/marginal-cost'
import { nearestNames } from '@/lib/ops/purges/nearest'
import { type ResolvedPurge, reachOf, resolvePurge } from '@/lib/ops/purges/resolve-purge'

/** Paths, of those visited in the last hour, whose cover is looked up. */
const VISITED = 5_000
const HOTTEST = 5
/** Selectors without a match whose neighbours are told, and how many. */
const EXPLAINED = 5
const NEAREST = 3
/** Stored names that are compared with one that is asked for: tags, and paths of each kind that is asked for. */
const TAGS = 5_000
const PATHS = 1_500

const NO_TRAFFIC = { path_count: 0, requests: 0, covered: [] }

/** What a purge would do if it were made now. Changes nothing. */
export async function planPurge(ctx: OpsContext, input: PurgeReachInput): Promise<PurgePlan> {
  const resolved = await resolvePurge(ctx, 'read', input)
  const { reach } = resolved
  const { entryCount, pathCount } = await countReach(ctx.db, reach)
  const isSampled = entryCount > COUNTED_ONE_BY_ONE
  const covered = await readCovered(ctx.db, reach, isSampled ? COUNTED_ONE_BY_ONE / entryCount : 1)
  const traffic = entryCount === 0 ? NO_TRAFFIC : await readCoveredTraffic(ctx.db, reach, VISITED)
  const requests = traffic.covered.reduce((sum, path) => sum + path.requests, 0)
  const scale = isSampled ? entryCount / Math.max(1, covered.entry_count) : 1
  const scaled = (figure: number) => Math.round(figure * scale)
  const most = scaled(covered.group_count)
  const writeUnits = scaled(covered.write_units)
  const averageMs = covered.average_render_ms
  return {
    entryCount,
    pathCount,
    variants: covered.variants.map(({ variant, entry_count }) => ({ variant, entryCount: scaled(entry_count) })),
    sizeBytes: scaled(covered.size_bytes),
    storedBytes: scaled(covered.stored_bytes),
    sampleCount: isSampled ? covered.entry_count : null,
    traffic: {
      requests,
      share: entryCount === 0 ? 0 : shareOf(requests, traffic.requests),
      sampledPathCount: traffic.path_count > VISITED ? VISITED : null,
    },
    renders: {
      most,
      soon: Math.min(most, traffic.covered.length),
      averageMs,
      totalMs: averageMs === null ? null : averageMs * most,
    },
    cost: { writeUnits, ...(await marginalCost(ctx, resolved.scopes[0].projectId, { writeUnits, invocations: most })) },
    hottest: traffic.covered.slice(0, HOTTEST),
    unmatched: await explainUnmatched(ctx, resolved),
  }
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

async function explainUnmatched(
  ctx: OpsContext,
  { scopes, selectors }: ResolvedPurge,
): Promise<PurgePlan['unmatched']> {
  const named = selectors.flatMap((selector) => (selector.kind === 'all' ? [] : [selector]))
  const matches = await readMatches(
    ctx.db,
    named.map((selector) => reachOf(scopes, [selector])),
  )
  const without = named.filter((_, at) => matches[at] === false)
  const tags = without.some(({ kind }) => kind === 'tag')
    ? await listSomeTags(ctx.db, scopes[0].projectId, COUNTED_ONE_BY_ONE)
    : []
  return Promise.all(
    without.map(async (selector, at) => {
      const name = nameOf(selector)
      if (at >= EXPLAINED) return { kind: selector.kind, name, nearest: [] }
      const paths = { projectId: scopes[0].projectId, near: name, limit: PATHS }
      const known = selector.kind === 'tag' ? tags.slice(0, TAGS) : await listSomePaths(ctx.db, paths)
      const others = known.filter((other) => other !== name)
      return { kind: selector.kind, name, nearest: nearestNames(name, others, NEAREST) }
    }),
  )
}

function nameOf(selector: Exclude<SelectorInput, { kind: 'all' }>): string {
  switch (selector.kind) {
    case 'path':
      return selector.path
    case 'prefix':
      return selector.prefix
    case 'tag':
      return selector.tag
  }
}
