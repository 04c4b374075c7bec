import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import type { ExplainDecisionInput, ExplainUrlInput } from '@/lib/contract/why'
import { call } from '@/lib/queries/call'
import { edgeQueries } from '@/lib/queries/edges'

/** Why requests are answered as they are. */
export const whyQueries = {
  all: () => ['why'] as const,
  /** What a visitor would get now: asked again when somebody asks, not by itself. */
  url: (input: ExplainUrlInput) =>
    queryOptions({
      queryKey: [...whyQueries.all(), 'url', input],
      queryFn: ({ signal }) => call(endpoints.explainUrl, input, signal),
      staleTime: 10_000,
    }),
  /** What was decided is over, and stays as it was. */
  decision: (input: ExplainDecisionInput) =>
    queryOptions({
      queryKey: [...whyQueries.all(), 'decision', input.project, input.decision.requestId],
      queryFn: ({ signal }) => call(endpoints.explainDecision, input, signal),
      staleTime: Number.POSITIVE_INFINITY,
    }),
}

/** Reads of the fleet after which an edge that does not obey is waited for no longer. */
const MOST_READS = 20
const aMoment = () => new Promise<void>((resolve) => setTimeout(resolve, 500))

/**
 * Asks the edges again about the addresses on screen, after a row of the journal that changes their answer: at once, and once every
 * edge says that it has applied that row. Whoever was asked before it obeyed told what was.
 */
export async function askWhyAgain(client: QueryClient, seq: number, pause = aMoment): Promise<void> {
  const ask = () => client.invalidateQueries({ queryKey: [...whyQueries.all(), 'url'] })
  await ask()
  for (let reads = 0; reads < MOST_READS && !(await isApplied(client, seq)); reads += 1) await pause()
  await ask()
}

/** By every edge that runs; one that the database does not hear of cannot obey. Not known is not yet. */
async function isApplied(client: QueryClient, seq: number): Promise<boolean> {
  const list = await client.fetchQuery({ ...edgeQueries.list(), staleTime: 0 }).catch(() => undefined)
  const running = list?.edges.filter(({ state }) => state === 'in_step' || state === 'behind')
  return running?.every(({ appliedSeq }) => appliedSeq >= seq) ?? false
}
