import { readEdges } from '@/db/queries/edges'
import { readNowMs } from '@/db/queries/purges/journal'
import { decision as decisionSchema } from '@/lib/contract/decision'
import type { EdgeWhy, ExplainUrlInput, UrlWhy } from '@/lib/contract/why'
import type { Question } from '@/lib/engine/why/question'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireHost } from '@/lib/ops/require-host'
import { type Named, toExplained } from '@/lib/ops/why/to-explained'

/** An edge that was not heard of for so long does not run. */
const HEARD_WITHIN_MS = 5_000

/** Asks each edge that runs what a visitor of the address would get now. No edge renders or stores anything for it. */
export async function explainUrl(ctx: OpsContext, input: ExplainUrlInput): Promise<UrlWhy> {
  const url = new URL(input.url)
  const { host, project } = await requireHost(ctx, 'read', url.hostname)
  const edges = await readEdges(ctx.db, { heardWithinMs: HEARD_WITHIN_MS, withStopped: false })
  const asked = edges.filter(({ id, region }) => input.edge === undefined || id === input.edge || region === input.edge)
  if (asked.length === 0) {
    const message =
      input.edge === undefined
        ? 'No edge is running. “npx freshet edges” shows which ran lately and when they were last heard from.'
        : `No running edge has the id or region “${input.edge}”. “npx freshet edges” lists those that are running.`
    throw new OpError('unavailable', message)
  }
  const question = questionOf(url, host, input)
  const told = await Promise.all(asked.map((edge) => askEdge(ctx, { edge, question, project })))
  const at = new Date(await readNowMs(ctx.db)).toISOString()
  return { url: input.url, project: project.name, host, at, edges: told }
}

function questionOf(url: URL, host: string, { method, headers }: ExplainUrlInput): Question {
  return {
    method,
    host,
    authority: url.host,
    protocol: url.protocol === 'https:' ? 'https' : 'http',
    target: `${url.pathname}${url.search}`,
    headers: Object.entries(headers),
  }
}

type Asked = {
  readonly edge: { readonly id: string; readonly region: string; readonly control_url: string }
  readonly question: Question
  readonly project: Named
}

async function askEdge(ctx: OpsContext, { edge, question, project }: Asked): Promise<EdgeWhy> {
  const { id, region } = edge
  const parsed = decisionSchema.safeParse(await ctx.edges.foretell(edge.control_url, question))
  if (!parsed.success) return { id, region, state: 'silent', explained: null, decision: null }
  const decision = parsed.data
  return { id, region, state: 'answered', explained: await toExplained(ctx, project, decision), decision }
}
