import { listDomains } from '@/db/queries/deployments/domains'
import { inParallel } from '@/lib/cli/in-parallel'
import { type WarmedPage, type WarmReport, type WarmUpJobInput, warmUpJobInput } from '@/lib/contract/warm-ups'
import { type JobEnd, type JobTools, jobKind } from '@/lib/edge/jobs/job-kind'
import type { Actor, OpsContext } from '@/lib/ops/context'
import { promoteSeen } from '@/lib/ops/deployments/promote'
import { requireReady } from '@/lib/ops/deployments/require-deployment'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'
import { SitemapError } from '@/lib/server/jobs/warm-pages'
import { type Planned, type PlanTools, planPages } from '@/lib/server/jobs/warm-plan'
import { summarise, whyClosed } from '@/lib/server/jobs/warm-verdict'

const MAX_ATTEMPTS = 3
const PROGRESS_MS = 500

type Options = PlanTools & { readonly opsContext: (actor: Actor) => OpsContext }

/**
 * Regenerates pages before visitors ask for them, under the domain that shows the deployment, or is about to. Done again after
 * an edge went away it finds fresh what the other made. With `promote` the domains move at its end, unless the gate is shut
 * or one of them moved meanwhile.
 */
export function warmUp(options: Options) {
  return jobKind({
    kind: 'warm-up',
    input: warmUpJobInput,
    maxAttempts: MAX_ATTEMPTS,
    run: (input, tools) => runWarmUp(options, input, tools),
  })
}

async function runWarmUp(options: Options, input: WarmUpJobInput, tools: JobTools): Promise<JobEnd> {
  await tools.progress({ doneCount: 0, totalCount: null, activity: 'choosing pages' })
  let plan: readonly Planned[]
  try {
    plan = await planPages(options, input, tools.projectId)
  } catch (error) {
    if (!(error instanceof SitemapError)) throw error
    return ended(input, [], { code: 'sitemap_unreadable', message: error.message, promoted: false })
  }
  const pages = await warmAll(options, plan, input, tools)
  const shut = input.gate && whyClosed(input.gate, summarise(pages))
  if (shut !== undefined) {
    const held = input.promote ? `${input.deployment} was not promoted: ` : ''
    return ended(input, pages, { code: 'gate_closed', message: `${held}${shut}`, promoted: false })
  }
  if (!input.promote) {
    if (plan.length > 0) return ended(input, pages, { code: null, message: sentenceOf(pages), promoted: false })
    return ended(input, pages, { code: 'nothing_to_warm', message: NOTHING[input.selection.kind], promoted: false })
  }
  tools.signal.throwIfAborted()
  return promoteWarm(options, input, pages, tools)
}

const NOTHING = {
  top: 'Nothing to warm: no page of these domains was asked for in the last 7 days.',
  tag: 'Nothing to warm: no stored page of these domains has this tag.',
  sitemap: 'Nothing to warm: the sitemap names no page.',
  purge: 'Nothing to warm: no stored page that a domain shows is covered by this purge.',
} as const satisfies Record<WarmUpJobInput['selection']['kind'], string>

async function warmAll(
  { monotonicMs }: Options,
  plan: readonly Planned[],
  { concurrency }: WarmUpJobInput,
  { signal, progress }: JobTools,
): Promise<readonly WarmedPage[]> {
  const pages: WarmedPage[] = []
  let toldAtMs = Number.NEGATIVE_INFINITY
  await inParallel(plan, concurrency, async ({ site, target }) => {
    signal.throwIfAborted()
    const now = monotonicMs()
    if (now - toldAtMs >= PROGRESS_MS) {
      toldAtMs = now
      await progress({ doneCount: pages.length, totalCount: plan.length, activity: target.slice(0, 200) })
    }
    pages.push(await site.warm(target))
  })
  await progress({ doneCount: plan.length, totalCount: plan.length, activity: null })
  return pages
}

/** As if whoever asked for it did so now; what they may do was looked at then. */
async function promoteWarm(
  { db, opsContext }: Options,
  input: WarmUpJobInput,
  pages: readonly WarmedPage[],
  { actor: name, projectId }: JobTools,
): Promise<JobEnd> {
  const ctx = opsContext({ kind: 'job', name, scopes: ['deploy'], projectId })
  try {
    const project = await requireProject(ctx, 'deploy', input.project)
    const { id: to } = await requireReady(ctx, project, input.deployment ?? '')
    const versions = new Map(input.domains.map(({ host, version }) => [host, version]))
    const now = await listDomains(db, { projectId: project.id })
    const seen = now.flatMap((row) => {
      const version = versions.get(row.host)
      return version === undefined ? [] : [{ ...row, version: row.deploymentId === to ? row.version : version }]
    })
    const { moved } = await promoteSeen(ctx, project, { to, seen, named: input.namedDomain ?? undefined })
    const hosts = moved.map(({ domain }) => domain).join(', ')
    const message = `${sentenceOf(pages)} ${hosts === '' ? `Every domain already shows ${to}.` : `${hosts} shows ${to}.`}`
    return ended(input, pages, { code: null, message, promoted: true })
  } catch (error) {
    if (!(error instanceof OpError)) throw error
    const message = `${input.deployment} is warm, but was not promoted: ${error.message}`
    return ended(input, pages, { code: 'domain_moved', message, promoted: false })
  }
}

function ended(
  { gate = null, promote }: { readonly gate?: WarmReport['gate'] | undefined; readonly promote: boolean },
  pages: readonly WarmedPage[],
  end: { readonly code: WarmReport['code']; readonly message: string; readonly promoted: boolean },
): JobEnd {
  const { code, message, promoted } = end
  const report: WarmReport = { ...summarise(pages), code, gate, promoted: promote ? promoted : null }
  return { outcome: code === null || code === 'nothing_to_warm' ? 'done' : 'failed', message, report }
}

function sentenceOf(pages: readonly WarmedPage[]): string {
  const { counts, p95Ms } = summarise(pages)
  const { asked, made, fresh, failed } = counts
  const time = p95Ms === null ? '' : `, 95 in 100 within ${p95Ms} ms`
  return `${asked} ${asked === 1 ? 'page' : 'pages'}: ${made} made${time}, ${fresh} fresh already, ${failed} failed.`
}
