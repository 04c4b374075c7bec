import { listDomains } from '@/db/queries/deployments/domains'
import { listPathPlaces } from '@/db/queries/paths/path-list'
import { type PathPlace, readPathTraffic, readStoredPaths } from '@/db/queries/paths/path-rows'
import { inSnapshot } from '@/db/queries/select-rows'
import type { Shown } from '@/db/queries/usage/count-sums'
import { LIVE, type ListPathsInput, type PathList, type PathRow } from '@/lib/contract/paths'
import type { OpsContext } from '@/lib/ops/context'
import { instant, instantOrNull } from '@/lib/ops/instant'
import { amountsOfPaths } from '@/lib/ops/paths/path-amounts'
import { trafficOf } from '@/lib/ops/paths/traffic'
import { requireProject } from '@/lib/ops/require-project'

type StoredPath = Awaited<ReturnType<typeof readStoredPaths>>[number]
type TrafficRow = Awaited<ReturnType<typeof readPathTraffic>>[number]

/**
 * One page of the paths of a project that have entries or had requests in the window. Variants of one path are one
 * row. The state is that of this moment, purges included that no visit has followed yet.
 */
export async function listPaths(ctx: OpsContext, input: ListPathsInput): Promise<PathList> {
  const { id: projectId } = await requireProject(ctx, 'read', input.project)
  const { window, domain, deployment, state, route, tag, sort, order, page, pageSize } = input
  const search = input.search === '' ? undefined : input.search

  return inSnapshot(ctx.db, async (tx) => {
    const isLive = deployment === LIVE
    const shown = isLive ? shownBy(await listDomains(tx, { projectId })) : undefined
    const place = { projectId, domain, deploymentId: isLive ? undefined : deployment, shown }
    const filter = { ...place, window, state, route, tag, search, sort, order, page, pageSize }
    const { total, places, is_partial: isPartial } = await listPathPlaces(tx, filter)
    const stored = byPlace(await readStoredPaths(tx, { projectId, places }))
    const traffic = byPlace(await readPathTraffic(tx, { projectId, window, places }))
    const amountOf = await amountsOfPaths(tx, projectId)
    const paths = places.map((place) => {
      const counted = traffic.get(placeKey(place))
      return { ...toRow(place, stored.get(placeKey(place)), counted), ...amountOf(counted) }
    })
    return { paths, total, isPartial, page, pageSize }
  })
}

function shownBy(domains: Awaited<ReturnType<typeof listDomains>>): readonly Shown[] {
  return domains.flatMap(({ host: domain, deploymentId }) => (deploymentId === null ? [] : [{ domain, deploymentId }]))
}

type Unpriced = Omit<PathRow, 'amount' | 'currency'>

function toRow(place: PathPlace, stored: StoredPath | undefined, traffic: TrafficRow | undefined): Unpriced {
  return {
    domain: place.domain,
    deployment: place.deployment_id,
    path: place.path,
    route: stored?.route ?? traffic?.route ?? place.path,
    variants: stored?.variants ?? [],
    state: stored?.state ?? 'none',
    stateReason: stored?.state_reason ?? null,
    ...trafficOf(traffic),
    ageSeconds: stored === undefined ? null : Math.max(0, stored.age_ms / 1000),
    revalidateSeconds: stored?.revalidate_ms == null ? null : stored.revalidate_ms / 1000,
    expiresAt: instantOrNull(stored?.expires_at_ms ?? null),
    versionCount: stored?.version_count ?? 0,
    lastRegeneration: stored === undefined ? null : regenerationOf(stored),
    tags: [...new Set(stored?.tags.flat())].sort(),
    storedBytes: stored?.stored_bytes ?? 0,
  }
}

function regenerationOf({ cause, ended_at_ms, renewed_at_ms }: StoredPath): PathRow['lastRegeneration'] {
  if (cause === null || ended_at_ms === null) return null
  return { at: instant(renewed_at_ms ?? ended_at_ms), cause, isRenewal: renewed_at_ms !== null }
}

function byPlace<Row extends PathPlace>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [placeKey(row), row]))
}

function placeKey(place: PathPlace): string {
  return JSON.stringify([place.domain, place.deployment_id, place.path])
}
