import { endJob } from '@/db/queries/demo'
import { createBypassTokenInput } from '@/lib/contract/bypass-tokens'
import type { WarmReport } from '@/lib/contract/warm-ups'
import { createBypassToken } from '@/lib/ops/bypass-tokens/create-bypass-token'
import { revokeBypassToken } from '@/lib/ops/bypass-tokens/revoke-bypass-token'
import { rotateBypassToken } from '@/lib/ops/bypass-tokens/rotate-bypass-token'
import { deleteDeployment } from '@/lib/ops/deployments/delete-deployment'
import { rollBack } from '@/lib/ops/deployments/roll-back'
import { cancelJob } from '@/lib/ops/jobs/cancel-job'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { undoPurge } from '@/lib/ops/purges/undo-purge'
import { listVersions } from '@/lib/ops/versions/list-versions'
import { pinPath } from '@/lib/ops/versions/pin-path'
import { unpinPath } from '@/lib/ops/versions/unpin-path'
import { createWarmUp } from '@/lib/ops/warm-ups/create-warm-up'
import { deploy } from './deploy'
import { furnish } from './furnish'
import { type Month, settled } from './month'
import { SITES } from './sites'
import type { Deed, Event } from './story'
import { visit, visitPage } from './visits'

/** Does what the event tells, through the same operations as anybody. */
export async function perform(month: Month, { who, deed }: Event): Promise<void> {
  if (deed.kind === 'visit') return visit(month, deed.what)
  const seq = await done(month, who, deed)
  await settled(month, seq)
}

/** Resolves to the number in the journal that edges have to reach, where the deed says. */
async function done(
  month: Month,
  who: Event['who'],
  deed: Exclude<Deed, { kind: 'visit' }>,
): Promise<number | undefined> {
  switch (deed.kind) {
    case 'furnish':
      await furnish(month, deed.step)
      return undefined
    case 'deploy':
      await deploy(month, deed)
      return undefined
    case 'roll_back': {
      const { deployment } = await rollBack(month.as(who), { project: deed.project })
      month.shows.push({ project: deed.project, deploymentId: deployment, atMs: month.atMs() })
      return undefined
    }
    case 'delete_deployment':
      await deleteDeployment(month.as(who), { id: month.deployed.get(`${deed.project} ${deed.edition}`) ?? '' })
      return undefined
    case 'purge': {
      const { kind: _, selectors, ...input } = deed
      const { seq } = await createPurge(month.as(who), { ...input, selectors: [...selectors] })
      month.purges.push({ project: deed.project, seq, atMs: month.atMs() })
      return seq
    }
    case 'undo': {
      const last = month.purges.findLast(({ project }) => project === deed.project)
      const undone = await undoPurge(month.as(who), { project: deed.project, seq: last?.seq ?? 0, reason: deed.reason })
      return undone.undo?.seq
    }
    case 'pin':
    case 'unpin': {
      const { kind, ...named } = deed
      const page = { ...named, query: queryOf(named) }
      await visitPage(month, page.domain, page.path)
      if (kind === 'unpin') return (await unpinPath(month.as(who), page)).seq
      const { generations } = await listVersions(month.as(who), { ...page, limit: 2 })
      // Back to the one before, or, of a page that was made once, to stay as it is.
      const [only, before] = generations
      return (await pinPath(month.as(who), { ...page, generation: (before ?? only)?.id })).seq
    }
    case 'bypass_token': {
      const made = await createBypassToken(month.as(who), createBypassTokenInput.parse(deed.input))
      month.tokens.set(`${deed.input.project} ${deed.input.note}`, made.summary.id)
      return made.seq
    }
    case 'rotate':
    case 'revoke': {
      const id = month.tokens.get(`${deed.project} ${deed.note}`) ?? ''
      if (deed.kind === 'revoke') return (await revokeBypassToken(month.as(who), { id })).seq ?? undefined
      const rotated = await rotateBypassToken(month.as(who), { id, overlapSeconds: 2 * 86_400 })
      month.tokens.set(`${deed.project} ${deed.note} (new)`, rotated.summary.id)
      return rotated.seq
    }
    case 'warm_up':
      await warmUp(month, who, deed)
      return undefined
  }
}

/** The query of a page's key: what its route takes from its path. */
function queryOf({ project, path }: { readonly project: string; readonly path: string }): string {
  const page = SITES.find((site) => site.project === project)?.pages.find((each) => each.path === path)
  const parameter = /\[(\w+)\]/.exec(page?.route ?? '')?.[1]
  return parameter === undefined ? '' : `${parameter}=${path.split('/').at(-1)}`
}

const GATE = { maxFailedPercent: 5, maxP95Ms: 1_500 } as const

/** No edge runs jobs while the month goes by: how they ended is written down. */
async function warmUp(month: Month, who: Event['who'], { project, ending }: Deed & { readonly kind: 'warm_up' }) {
  const ctx = month.as(who)
  const job = await createWarmUp(ctx, {
    project,
    selection: { kind: 'top', count: 25 },
    concurrency: 4,
    gate: GATE,
    promote: false,
  })
  if (ending === 'cancelled') {
    await cancelJob(ctx, { id: job.id })
    return
  }
  const report = reportOf(project, ending)
  const { asked, made, fresh, failed } = report.counts
  await endJob(month.pool.db, {
    id: job.id,
    edgeId: 'edg_demo',
    state: ending,
    report,
    doneCount: asked,
    totalCount: asked,
    activity: null,
    message:
      ending === 'done'
        ? `${asked} pages: ${made} made, 95 in 100 within ${report.p95Ms} ms, ${fresh} fresh already, ${failed} failed.`
        : `${failed} of ${asked} pages failed, and ${GATE.maxFailedPercent} % may.`,
    tookMs: 1_900 + asked * 42,
  })
}

function reportOf(project: string, ending: 'done' | 'failed'): WarmReport {
  const site = SITES.find((each) => each.project === project)
  const domain = site?.domains[0]?.host ?? ''
  const pages = (site?.pages ?? []).slice(0, 25).map(({ path, route }, n): WarmReport['pages'][number] => {
    const isFailed = ending === 'failed' && n % 6 === 1
    const ms = (site?.routes[route]?.renderMs ?? 40) + ((n * 13) % 29)
    if (isFailed)
      return {
        domain,
        target: path,
        verdict: 'failed',
        status: 502,
        ms: 2_504,
        bytes: 0,
        message: 'The function answered 502.',
      }
    const isFresh = n % 5 === 4
    return {
      domain,
      target: path,
      verdict: isFresh ? 'fresh' : 'made',
      status: 200,
      ms: isFresh ? 2 : ms,
      bytes: 21_000 + n * 310,
      message: null,
    }
  })
  const count = (verdict: string) => pages.filter((page) => page.verdict === verdict).length
  const times = pages
    .filter(({ verdict }) => verdict === 'made')
    .map(({ ms }) => ms)
    .toSorted((one, other) => one - other)
  return {
    code: ending === 'failed' ? 'gate_closed' : null,
    counts: { asked: pages.length, made: count('made'), fresh: count('fresh'), unstored: 0, failed: count('failed') },
    bytes: pages.reduce((sum, { bytes }) => sum + bytes, 0),
    p50Ms: times[Math.floor(times.length / 2)] ?? null,
    p95Ms: times[Math.floor(times.length * 0.95)] ?? null,
    maxMs: times.at(-1) ?? null,
    gate: GATE,
    promoted: null,
    pages: pages.toSorted((one, other) => other.ms - one.ms),
  }
}
