import { listFailures } from '@/db/queries/cache/failures'
import { findDomain } from '@/db/queries/deployments/domains'
import { readFailure, readGenerations, readPathEntries, readPin } from '@/db/queries/paths/path-detail'
import { readPathTraffic } from '@/db/queries/paths/path-rows'
import { listMembers } from '@/db/queries/paths/pins'
import { inSnapshot } from '@/db/queries/select-rows'
import type { GetPathInput, PathDetail } from '@/lib/contract/paths'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { instant, instantOrNull } from '@/lib/ops/instant'
import { deploymentShownBy } from '@/lib/ops/paths/deployment-shown-by'
import { failureFacts, generationFacts } from '@/lib/ops/paths/generation-facts'
import { trafficOf } from '@/lib/ops/paths/traffic'
import { requireProject } from '@/lib/ops/require-project'
import { siteUrl } from '@/lib/ops/site-url'

type EntryRow = Awaited<ReturnType<typeof readPathEntries>>[number]
type PinRow = NonNullable<Awaited<ReturnType<typeof readPin>>>
type MemberRow = Awaited<ReturnType<typeof listMembers>>[number]
type GenerationRow = Awaited<ReturnType<typeof readGenerations>>[number]

/**
 * What is stored of a path and how it does: all its variants, at most 200, the primary one first; generations and pin of
 * the primary one's group, or of that with the query asked for; the newest failure of any. Refused when nothing is stored and nobody asked for it.
 */
export async function getPath(ctx: OpsContext, input: GetPathInput): Promise<PathDetail> {
  const { id: projectId, name: project } = await requireProject(ctx, 'read', input.project)
  const { domain, path, window } = input
  const deployment = input.deployment ?? (await deploymentShownBy(ctx, { projectId, domain }))
  const environment = (await findDomain(ctx.db, domain))?.environment ?? 'preview'
  const place = { domain, deployment_id: deployment, path }

  return inSnapshot(ctx.db, async (tx) => {
    const entries = await readPathEntries(tx, { projectId, ...place })
    const primary = input.query === undefined ? entries[0] : entries.find(({ query }) => query === input.query)
    const generations = primary === undefined ? [] : await readGenerations(tx, primary.group_id)
    const members = await listMembers(
      tx,
      generations.map(({ id }) => id),
    )
    const pin = primary === undefined ? undefined : await readPin(tx, primary.group_id)
    const failures = primary === undefined ? [] : await listFailures(tx, primary.group_id)
    const failure = await readFailure(tx, [...new Set(entries.map((entry) => entry.group_id))])
    const [traffic] = await readPathTraffic(tx, { projectId, window, places: [place] })
    const route = entries[0]?.route ?? traffic?.route
    if (route === undefined) {
      throw new OpError('not_found', `Nothing is stored of ${path} on ${domain}, and nobody asked for it lately.`)
    }
    return {
      project,
      domain,
      environment,
      deployment,
      path,
      route,
      query: primary?.query ?? input.query ?? '',
      entries: entries.map(toEntry),
      generations: generations.map((row) => toGeneration(row, members)),
      pin: pin === undefined ? null : toPin(pin, primary?.state_reason === 'pinned'),
      failures: failures.map(failureFacts),
      failure:
        failure === undefined
          ? null
          : { message: failure.message, at: instant(failure.at_ms), retryAt: instant(failure.retry_at_ms) },
      ...trafficOf(traffic),
      url: `${siteUrl(ctx.sites, domain)}${path}`,
    }
  })
}

function toPin(pin: PinRow, isServed: boolean): PathDetail['pin'] {
  const { generation_id: generation, made_at_ms, seq, since_ms, actor, reason } = pin
  return {
    generation,
    seq,
    isServed,
    actor,
    reason,
    madeAt: instantOrNull(made_at_ms),
    since: instantOrNull(since_ms),
  }
}

function toEntry(row: EntryRow): PathDetail['entries'][number] {
  return {
    entry: row.id,
    version: row.version_id,
    variant: row.variant,
    output: row.output,
    query: row.query,
    status: row.status,
    headers: row.headers,
    tags: row.tags,
    sizeBytes: row.size_bytes,
    storedBytes: row.stored_bytes,
    isFromBuild: row.is_from_build,
    state: row.state,
    stateReason: row.state_reason,
    stamp: row.stamp,
    generatedAt: instant(row.generated_at_ms),
    staleAt: instantOrNull(row.stale_at_ms),
    expiresAt: instantOrNull(row.expires_at_ms),
  }
}

function toGeneration(row: GenerationRow, members: readonly MemberRow[]): PathDetail['generations'][number] {
  return {
    ...generationFacts(row),
    versions: members
      .filter(({ generationId }) => generationId === row.id)
      .map(({ entryId, versionId }) => ({ entry: entryId, version: versionId })),
    sizeBytes: row.size_bytes,
  }
}
